import {
  commands,
  Disposable,
  type Event,
  EventEmitter,
  type Uri,
  type WebviewView,
  type WebviewViewProvider,
  window,
} from 'vscode';
import { prettifyError } from 'zod';
import type { Log } from '../agent/ports.ts';
import type { ImageBlock } from '../protocol/content.ts';
import type { Attachment } from '../protocol/events.ts';
import { standing } from '../protocol/rewind.ts';
import { type HostState, ToHost, type ToView } from '../protocol/webview.ts';
import { chatHtml } from './chatHtml.ts';
import { setContext } from './contextKeys.ts';
import { createDeltaStream } from './deltaStream.ts';
import { forView } from './forView.ts';
import type { Sessions } from './sessions.ts';

/** A message of the view that passed its schema, other than those about the view's own life. */
export type ChatRequest = Exclude<ToHost, { type: 'ready' | 'ack' | 'focused' }>;

export interface Chat {
  /** True while the person can see the chat. */
  readonly visible: boolean;
  /** Whether the keyboard is in the chat, and a message is being written there. */
  readonly keyboard: 'idle' | 'typing' | 'elsewhere';
  readonly onDidHide: Event<void>;
  /** Reveals the chat and puts the focus there. */
  show(target: 'composer' | 'approval'): Promise<void>;
  /** Puts text, files and images into the composer. */
  draft(text: string, attachments: readonly Attachment[], images?: readonly ImageBlock[]): Promise<void>;
  showSessions(): Promise<void>;
  post(message: ToView): void;
  /** Takes one message as the view sent it. */
  receive(raw: unknown): Promise<void>;
  /** What happened outside the session (a key, trust, a setting) shows too. */
  refresh(): void;
  dispose(): void;
}

export interface ChatParts {
  readonly assets: Uri;
  readonly sessions: Sessions;
  readonly log: Log;
  state(): Promise<HostState>;
  /** Does what a message asks for. */
  handle(request: ChatRequest): Promise<void>;
}

/**
 * The chat view. On `ready` the view gets the whole conversation, then single events and batched deltas; everything that
 * comes from it is parsed, and what does not fit is logged and dropped.
 */
export function registerChat(parts: ChatParts): Chat {
  return new ChatView(parts);
}

class ChatView implements Chat, WebviewViewProvider {
  readonly #parts: ChatParts;
  readonly #stream = createDeltaStream((seq, deltas) => this.post({ type: 'deltas', seq, deltas: [...deltas] }));
  readonly #hidden = new EventEmitter<void>();
  readonly #listeners: Disposable;
  readonly onDidHide = this.#hidden.event;
  #view: WebviewView | undefined;
  #ready = false;
  /** Messages for a view that is not there yet, such as a draft. */
  #later: ToView[] = [];
  #refreshing = false;
  #keyboard: Chat['keyboard'] = 'elsewhere';

  constructor(parts: ChatParts) {
    this.#parts = parts;
    const { sessions } = parts;
    this.#listeners = Disposable.from(
      window.registerWebviewViewProvider('belay.chat', this),
      sessions.onDidSwitch(() => {
        this.#stream.clear();
        this.#sendTranscript();
      }),
      sessions.onDidEvent((event) => {
        this.#stream.see(event);
        // Going back takes rows away, which single events cannot.
        if (event.type === 'restored' || event.type === 'redone') this.#sendTranscript();
        else if (this.#ready) this.post({ type: 'event', event: forView(event) });
        if (event.type === 'assistant' || event.type === 'spent') this.refresh();
      }),
      sessions.onDidDelta((delta) => this.#stream.add(delta)),
      sessions.onDidState(() => this.refresh()),
    );
  }

  get visible(): boolean {
    return this.#view?.visible ?? false;
  }

  get keyboard(): 'idle' | 'typing' | 'elsewhere' {
    return this.visible ? this.#keyboard : 'elsewhere';
  }

  resolveWebviewView(view: WebviewView): void {
    const { assets, log } = this.#parts;
    this.#view = view;
    this.#ready = false;
    view.webview.options = {
      enableScripts: true,
      enableForms: false,
      enableCommandUris: false,
      localResourceRoots: [assets],
    };
    view.webview.onDidReceiveMessage((raw: unknown) => {
      this.receive(raw).catch((error: unknown) => log.error('a message of the chat view failed', error));
    });
    view.onDidChangeVisibility(() => {
      if (view.visible) return;
      // A hidden view is unloaded; when it is shown again it starts anew and says so.
      this.#ready = false;
      this.#hidden.fire();
    });
    view.onDidDispose(() => {
      if (this.#view !== view) return;
      this.#view = undefined;
      this.#ready = false;
      this.#hidden.fire();
    });
    view.webview.html = chatHtml(view.webview, assets);
  }

  async receive(raw: unknown): Promise<void> {
    const parsed = ToHost.safeParse(raw);
    if (!parsed.success) {
      this.#parts.log.warn(
        `the chat view sent a message that does not fit and was dropped: ${prettifyError(parsed.error)}`,
      );
      return;
    }
    const message = parsed.data;
    if (message.type === 'ack') return this.#stream.ack(message.seq);
    if (message.type === 'focused') {
      this.#keyboard = message.focused ? (message.typing ? 'typing' : 'idle') : 'elsewhere';
      return await setContext('belay.chatFocused', message.focused);
    }
    if (message.type !== 'ready') return await this.#parts.handle(message);
    await this.#parts.sessions.restored();
    this.#ready = true;
    this.#sendTranscript();
    for (const waiting of this.#later.splice(0)) this.post(waiting);
  }

  async show(target: 'composer' | 'approval'): Promise<void> {
    await commands.executeCommand('belay.chat.focus');
    this.#whenReady({ type: 'focus', target });
  }

  async draft(text: string, attachments: readonly Attachment[], images: readonly ImageBlock[] = []): Promise<void> {
    await this.show('composer');
    this.#whenReady({ type: 'draft', text, attachments: [...attachments], images: [...images], send: false });
  }

  async showSessions(): Promise<void> {
    await this.show('composer');
    this.#whenReady({ type: 'showSessions' });
  }

  post(message: ToView): void {
    if (!this.#view) return;
    this.#view.webview.postMessage(message).then(undefined, (error: unknown) => {
      this.#parts.log.warn(`the chat view could not be reached: ${String(error)}`);
    });
  }

  refresh(): void {
    if (this.#refreshing || !this.#ready) return;
    this.#refreshing = true;
    setTimeout(() => {
      this.#refreshing = false;
      this.#sendState();
    }, 20);
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#stream.dispose();
    this.#hidden.dispose();
  }

  #whenReady(message: ToView): void {
    if (this.#ready) this.post(message);
    else this.#later.push(message);
  }

  #sendTranscript(): void {
    if (!this.#ready) return;
    const session = this.#parts.sessions.current;
    const events = standing(session?.events ?? []).map(forView);
    this.post({ type: 'transcript', sessionId: session?.id ?? '', events });
    this.#sendState();
    this.#stream.restart();
  }

  #sendState(): void {
    this.#parts.state().then(
      (state) => this.post({ type: 'state', state }),
      (error: unknown) => this.#parts.log.error('the state for the chat view could not be found out', error),
    );
  }
}
