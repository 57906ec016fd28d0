import type { CompactionPreview } from '../src/protocol/compactionPreview.ts';
import type { ImageBlock } from '../src/protocol/content.ts';
import type { Attachment } from '../src/protocol/events.ts';
import type { MentionItem, MentionKind, MentionSize } from '../src/protocol/mentions.ts';
import type { ModelChoices } from '../src/protocol/modelList.ts';
import { emptyTranscript, foldAll, foldDeltas, foldEvent } from '../src/protocol/transcript.ts';
import type { Transcript, UserItem } from '../src/protocol/transcriptItems.ts';
import type { HostState, RestorePreview, SessionSummary, ToView } from '../src/protocol/webview.ts';
import { keyOf } from './chat/mention.ts';

/** All that the view draws from; made of the host's messages alone. */
export interface ViewState {
  readonly transcript: Transcript;
  readonly sessionId: string;
  /** Counts the conversations shown so far; 0 before the first. */
  readonly loads: number;
  readonly host: HostState | undefined;
  readonly seq: number;
  readonly sessions: { readonly query: string; readonly list: readonly SessionSummary[] } | undefined;
  readonly showSessions: boolean;
  /** What the host found for what is typed after `@`. */
  readonly mentions: { readonly query: string; readonly kind?: MentionKind; readonly items: readonly MentionItem[] };
  /** The models for the picker, as far as they are known. */
  readonly models: { readonly current: string; readonly groups: readonly ModelChoices[]; readonly done: boolean };
  /** Sizes of what may go with the message, by `keyOf`. */
  readonly sizes: Readonly<Record<string, MentionSize>>;
  readonly draft: Draft | undefined;
  /** The message that the person is about to go back to, and what that would do, once known. */
  readonly restoring: { readonly message: UserItem; readonly files?: readonly RestorePreview[] } | undefined;
  /** What compacting would do, while the person decides on it. */
  readonly compaction: CompactionPreview | undefined;
  readonly focus: { readonly target: 'composer' | 'approval'; readonly at: number } | undefined;
}

/** Text that the host puts into the composer; a new object each time. */
export interface Draft {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly images: readonly ImageBlock[];
  readonly send: boolean;
}

export type Action =
  | { readonly type: 'received'; readonly message: ToView; readonly now: number }
  | { readonly type: 'sessionsShown'; readonly shown: boolean }
  | { readonly type: 'compactionClosed' }
  | { readonly type: 'restoring'; readonly message: UserItem | undefined };

export const initialState: ViewState = {
  transcript: emptyTranscript,
  sessionId: '',
  loads: 0,
  host: undefined,
  seq: -1,
  sessions: undefined,
  showSessions: false,
  mentions: { query: '', items: [] },
  models: { current: '', groups: [], done: false },
  sizes: {},
  draft: undefined,
  restoring: undefined,
  compaction: undefined,
  focus: undefined,
};

export function reduce(state: ViewState, action: Action): ViewState {
  if (action.type === 'sessionsShown') return { ...state, showSessions: action.shown };
  if (action.type === 'compactionClosed') return { ...state, compaction: undefined };
  if (action.type === 'restoring') return { ...state, restoring: action.message && { message: action.message } };
  const { message, now } = action;
  switch (message.type) {
    case 'transcript':
      return {
        ...state,
        transcript: foldAll(message.events),
        sessionId: message.sessionId,
        loads: state.loads + 1,
        restoring: undefined,
        compaction: undefined,
        showSessions: message.sessionId === state.sessionId && state.showSessions,
      };
    case 'event':
      return { ...state, transcript: foldEvent(state.transcript, message.event) };
    case 'deltas':
      return { ...state, seq: message.seq, transcript: foldDeltas(state.transcript, message.deltas, now) };
    case 'state':
      return { ...state, host: message.state };
    case 'sessions':
      return { ...state, sessions: { query: message.query, list: message.sessions } };
    case 'mentions': {
      const { query, kind, items } = message;
      return { ...state, mentions: { query, items, ...(kind ? { kind } : {}) } };
    }
    case 'models': {
      const { current, groups, done } = message;
      return { ...state, models: { current, groups, done } };
    }
    case 'measured': {
      const fresh = message.sizes.map((size) => [keyOf(size.attachment), size] as const);
      return { ...state, sizes: { ...state.sizes, ...Object.fromEntries(fresh) } };
    }
    case 'draft':
      return {
        ...state,
        draft: {
          text: message.text,
          attachments: message.attachments,
          images: message.images ?? [],
          send: message.send,
        },
        showSessions: false,
      };
    case 'restorePreview':
      if (state.restoring?.message.id !== message.to) return state;
      return { ...state, restoring: { ...state.restoring, files: message.files } };
    case 'compactionPreview':
      return { ...state, compaction: message.preview, showSessions: false };
    case 'showSessions':
      return { ...state, showSessions: true };
    case 'focus':
      return { ...state, focus: { target: message.target, at: now } };
    default:
      // Anything may post to a window; what is not of the host's making changes nothing.
      return state;
  }
}
