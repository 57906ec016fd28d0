import type * as vscode from 'vscode';
import type { Message, ToolResultBlock } from '../../src/agent/ports.ts';
import type { LanguageModelApi } from '../../src/editor/languageModels.ts';
import { playScenario } from '../../src/models/scripted/player.ts';
import type { AssistantBlock, TextBlock } from '../../src/protocol/content.ts';
import type { Scenario } from '../../src/protocol/scenario.ts';

class TextPart {
  constructor(readonly value: string) {}
}
class ToolCallPart {
  constructor(
    readonly callId: string,
    readonly name: string,
    readonly input: object,
  ) {}
}
class ToolResultPart {
  constructor(
    readonly callId: string,
    readonly content: unknown[],
  ) {}
}
class LmError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
class ChatMessage {
  static User(content: string | unknown[]): ChatMessage {
    return new ChatMessage(1, content);
  }
  static Assistant(content: string | unknown[]): ChatMessage {
    return new ChatMessage(2, content);
  }
  readonly content: unknown[];
  constructor(
    readonly role: number,
    content: string | unknown[],
  ) {
    this.content = typeof content === 'string' ? [new TextPart(content)] : content;
  }
}
class Source {
  private readonly listeners: (() => void)[] = [];
  readonly token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => {
      this.listeners.push(listener);
      return { dispose() {} };
    },
  };
  cancel(): void {
    if (this.token.isCancellationRequested) return;
    this.token.isCancellationRequested = true;
    for (const listener of this.listeners) listener();
  }
  dispose(): void {}
}

export interface FakeLanguageModels {
  readonly api: LanguageModelApi;
  readonly requests: {
    readonly messages: readonly ChatMessage[];
    readonly options: vscode.LanguageModelChatRequestOptions;
  }[];
}

/**
 * The part of VS Code's API that Belay uses for its language models, in the same shape: one model, `fake/scripted`, that
 * plays a scenario. It refuses requests whose results and calls do not match; faults of the scenario become the errors
 * that the editor throws.
 */
export function fakeLanguageModels(scenario: Scenario, delayMs = 0): FakeLanguageModels {
  const requests: FakeLanguageModels['requests'] = [];
  const served = new Map<string, number>();

  async function* play(messages: readonly ChatMessage[], token: vscode.CancellationToken) {
    const history = toMessages(messages);
    const move = playScenario(scenario, history);
    const key = JSON.stringify(history);
    const count = served.get(key) ?? 0;
    served.set(key, count + 1);
    const fault = move.faults.flatMap((one) => Array.from({ length: one.times }, () => one))[count];
    if (fault?.status !== undefined) throw errorOf(fault.status, fault.message ?? '');
    let sent = 0;
    for (const block of move.blocks) {
      if (fault && (fault.cutAfter ?? fault.stallAfter ?? fault.errorEvent?.after ?? 99) <= sent) {
        if (fault.stallAfter !== undefined) await new Promise(() => {});
        throw new Error(fault.errorEvent?.message ?? 'net::ERR_CONNECTION_RESET');
      }
      if (block.type === 'text') {
        for (const character of block.text.match(/.{1,7}/gsu) ?? []) {
          if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
          if (token.isCancellationRequested) throw new LmError('Unknown', 'Canceled');
          sent++;
          yield new TextPart(character);
        }
      } else if (block.type === 'toolUse') {
        sent++;
        yield new ToolCallPart(block.id, block.name, JSON.parse(block.raw || '{}'));
      }
    }
    yield { kind: 'something that a later version sends' };
  }

  const chat = {
    id: 'scripted-1',
    vendor: 'fake',
    family: 'scripted',
    version: '1',
    name: 'Scripted',
    maxInputTokens: 64_000,
    async sendRequest(
      messages: ChatMessage[],
      options: vscode.LanguageModelChatRequestOptions,
      token: vscode.CancellationToken,
    ) {
      requests.push({ messages, options });
      return { stream: play(messages, token) };
    },
    countTokens: async (text: string) => Math.ceil(text.length / 4),
  };
  const api = {
    lm: {
      selectChatModels: async ({ vendor, family }: vscode.LanguageModelChatSelector = {}) =>
        (vendor ?? 'fake') === 'fake' && (family ?? 'scripted') === 'scripted' ? [chat] : [],
    },
    LanguageModelChatMessage: ChatMessage,
    LanguageModelTextPart: TextPart,
    LanguageModelToolCallPart: ToolCallPart,
    LanguageModelToolResultPart: ToolResultPart,
    LanguageModelChatToolMode: { Auto: 1, Required: 2 },
    LanguageModelError: LmError,
    CancellationTokenSource: Source,
  };
  // The editor's own types have members that no test needs.
  return { api: api as unknown as LanguageModelApi, requests };
}

function errorOf(status: number, message: string): Error {
  switch (status) {
    case 401:
      return new LmError('NoPermissions', message);
    case 402:
    case 403:
      return new LmError('Blocked', message);
    case 404:
      return new LmError('NotFound', message);
    case 500:
      return new LmError('Unknown', '', { cause: new Error(message) });
    default:
      return new Error(message || `Status ${status}`);
  }
}

/** The conversation in the words of the `Model` port; throws where calls and results do not match, as providers do. */
export function toMessages(messages: readonly ChatMessage[]): Message[] {
  const history = messages.map(({ role, content }): Message => {
    if (role === 2) {
      return {
        role: 'assistant',
        content: content.flatMap((part): AssistantBlock[] => {
          if (part instanceof TextPart) return [{ type: 'text' as const, text: part.value }];
          if (!(part instanceof ToolCallPart)) return [];
          return [{ type: 'toolUse' as const, id: part.callId, name: part.name, input: part.input }];
        }),
      };
    }
    return {
      role: 'user',
      content: content.flatMap((part): (TextBlock | ToolResultBlock)[] => {
        if (part instanceof TextPart) return [{ type: 'text' as const, text: part.value }];
        if (!(part instanceof ToolResultPart)) return [];
        const text = part.content.map((one) => (one instanceof TextPart ? one.value : '')).join('');
        return [
          { type: 'toolResult' as const, callId: part.callId, text, images: [], isError: text.startsWith('Error: ') },
        ];
      }),
    };
  });
  for (const [index, message] of history.entries()) {
    if (message.content.length === 0) throw new Error(`message ${index} is empty`);
    const before = history[index - 1];
    const asked =
      before?.role === 'assistant'
        ? before.content.flatMap((block) => (block.type === 'toolUse' ? [block.id] : []))
        : [];
    const answered =
      message.role === 'user'
        ? message.content.flatMap((block) => (block.type === 'toolResult' ? [block.callId] : []))
        : [];
    if (asked.join() !== answered.join()) throw new Error(`message ${index}: calls ${asked} and results ${answered}`);
  }
  return history;
}
