import type * as vscode from 'vscode';
import { convertHistory, type HistoryRules } from '../agent/convertHistory.ts';
import { withDispatcher } from '../agent/dispatcher.ts';
import type { EditorModel, EditorModels } from '../agent/modelPorts.ts';
import { type Log, type Message, type Model, ModelError, type ModelOutput, type ModelRequest } from '../agent/ports.ts';
import type { AssistantBlock, Usage } from '../protocol/content.ts';
import { explainEditorModel, unknownEditorModel } from './languageModelError.ts';

/** What of the editor's API is used; a test passes its own. */
export type LanguageModelApi = Pick<
  typeof vscode,
  | 'lm'
  | 'LanguageModelChatMessage'
  | 'LanguageModelTextPart'
  | 'LanguageModelToolCallPart'
  | 'LanguageModelToolResultPart'
  | 'LanguageModelChatToolMode'
  | 'LanguageModelError'
  | 'CancellationTokenSource'
>;

/** Tokens that a model is taken to read while it is not there to tell. */
const unknownWindow = 32_768;

/** Longest silence before a request counts as lost; the API knows no limit of its own. */
const idleTimeoutMs = 180_000;

/**
 * The models that VS Code offers: those of its own chat and those that other extensions provide. The first request to
 * one asks the person for consent, which VS Code allows only after an action of theirs; there is no thinking, no prompt
 * cache to steer and no price.
 */
export function createEditorModels(api: LanguageModelApi, log: Log): EditorModels {
  return {
    async list() {
      const models = await api.lm.selectChatModels({});
      // Several versions of one family are one entry; the first is the one that VS Code prefers.
      const byName = new Map<string, EditorModel>();
      for (const model of models) {
        const name = nameOf(model);
        if (byName.has(name)) continue;
        byName.set(name, { name, label: `${model.name} (${model.vendor})`, contextWindow: model.maxInputTokens });
      }
      return [...byName.values()];
    },
    async create(name) {
      // One whose extension has not started yet may be there when it is asked; otherwise the request says so.
      return createModel(api, name, await find(api, name), log);
    },
  };
}

function nameOf({ vendor, family }: vscode.LanguageModelChat): string {
  return `${vendor}/${family}`;
}

async function find(api: LanguageModelApi, name: string): Promise<vscode.LanguageModelChat | undefined> {
  const slash = name.indexOf('/');
  if (slash < 1) return undefined;
  const [vendor, family] = [name.slice(0, slash), name.slice(slash + 1)];
  return (await api.lm.selectChatModels({ vendor, family }))[0];
}

function createModel(
  api: LanguageModelApi,
  name: string,
  first: vscode.LanguageModelChat | undefined,
  log: Log,
): Model {
  const id = `vscode/${name}`;

  async function* stream(whole: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelOutput> {
    signal.throwIfAborted();
    const request = withDispatcher(whole);
    const cancellation = new api.CancellationTokenSource();
    const idle = new AbortController();
    const halt = AbortSignal.any([signal, idle.signal]);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const halted = new Promise<never>((_, reject) => {
      halt.addEventListener('abort', () => {
        reject(halt.reason);
        cancellation.cancel();
      });
    });
    // It may be rejected while nobody waits; each wait below races it.
    halted.catch(() => undefined);
    const next = async <T>(promise: PromiseLike<T>): Promise<T> => {
      // It may fail on its own after a stop, when nobody waits for it any more.
      promise.then(undefined, () => undefined);
      timer = setTimeout(() => idle.abort(new Error('nothing came')), idleTimeoutMs);
      try {
        return await Promise.race([promise, halted]);
      } finally {
        clearTimeout(timer);
      }
    };
    try {
      // Asked for afresh: the provider's extension may have started anew since.
      const chat = (await next(find(api, name))) ?? undefined;
      if (!chat) throw unknownEditorModel(name);
      const messages = wireMessages(api, request);
      const response = await next(
        chat.sendRequest(
          messages,
          {
            justification: 'Belay works on the task that you gave it in its chat.',
            ...(request.tools.length > 0
              ? {
                  tools: request.tools.map((tool) => ({ ...tool, inputSchema: { ...tool.inputSchema } })),
                  toolMode: api.LanguageModelChatToolMode.Auto,
                }
              : {}),
          },
          cancellation.token,
        ),
      );
      const taken = new Set(callIds(request.messages));
      const content: AssistantBlock[] = [];
      const parts = response.stream[Symbol.asyncIterator]();
      // The API has no limit that all models know, so a longer answer is no longer read; four characters to a token.
      const mostCharacters = 4 * (request.maxOutput ?? Number.POSITIVE_INFINITY);
      let characters = 0;
      while (characters < mostCharacters) {
        const { value: part, done } = await next(parts.next());
        if (done) break;
        if (part instanceof api.LanguageModelTextPart) {
          if (part.value === '') continue;
          characters += part.value.length;
          const last = content.at(-1);
          if (last?.type === 'text') content[content.length - 1] = { type: 'text', text: last.text + part.value };
          else content.push({ type: 'text', text: part.value });
          yield { type: 'delta', delta: { type: 'text', text: part.value } };
        } else if (part instanceof api.LanguageModelToolCallPart) {
          const { name: tool, input } = part;
          const callId = unusedId(part.callId, taken);
          content.push({ type: 'toolUse', id: callId, name: tool, input: input ?? {} });
          yield { type: 'delta', delta: { type: 'toolInput', callId, tool, text: JSON.stringify(input ?? {}) } };
        }
      }
      signal.throwIfAborted();
      const usage = await countUsage(chat, request, content, cancellation.token).catch((error: unknown) => {
        log.debug(`tokens of ${id} could not be counted: ${String(error)}`);
        return none;
      });
      const hasCalls = content.some((block) => block.type === 'toolUse');
      const stopReason = characters >= mostCharacters ? 'maxTokens' : hasCalls ? 'toolUse' : 'endTurn';
      yield { type: 'message', model: id, content, stopReason, usage };
    } catch (error) {
      signal.throwIfAborted();
      if (idle.signal.aborted) {
        throw new ModelError('network', `${name} stopped answering. Try again, or choose another model.`);
      }
      throw explainEditorModel(api.LanguageModelError, error, name);
    } finally {
      clearTimeout(timer);
      cancellation.cancel();
      cancellation.dispose();
    }
  }

  return {
    info: {
      id,
      label: first?.name ?? name,
      contextWindow: first?.maxInputTokens ?? unknownWindow,
      // The API does not tell which models see pictures.
      images: false,
      editTools: /(?:^|\/)(?:gpt-|o\d|codex)/.test(name) ? 'patch' : 'replace',
    },
    stream,
    cost: () => undefined,
  };
}

const rules: HistoryRules = {
  callId: /^[a-zA-Z0-9_-]{1,40}$/,
  newCallId: (n) => `call_${n}`,
  thinking: () => false,
  image: () => false,
  nameLength: 64,
};

/** The system prompt goes first, as the person's: the API has no other place for it. */
function wireMessages(api: LanguageModelApi, request: ModelRequest): vscode.LanguageModelChatMessage[] {
  const { LanguageModelChatMessage, LanguageModelTextPart, LanguageModelToolCallPart, LanguageModelToolResultPart } =
    api;
  const system = [request.system.fixed, request.system.dynamic].filter((part) => part.trim() !== '').join('\n\n');
  const messages = convertHistory(request.messages, rules).map((message) => {
    if (message.role === 'assistant') {
      return LanguageModelChatMessage.Assistant(
        message.content.flatMap((block): (vscode.LanguageModelTextPart | vscode.LanguageModelToolCallPart)[] => {
          if (block.type === 'text') return [new LanguageModelTextPart(block.text)];
          if (block.type !== 'toolUse') return [];
          return [new LanguageModelToolCallPart(block.id, block.name, { ...objectOf(block.input) })];
        }),
      );
    }
    return LanguageModelChatMessage.User(
      message.content.flatMap((block): (vscode.LanguageModelTextPart | vscode.LanguageModelToolResultPart)[] => {
        if (block.type === 'text') return [new LanguageModelTextPart(block.text)];
        if (block.type !== 'toolResult') return [];
        const text = block.isError ? `Error: ${block.text}` : block.text;
        return [new LanguageModelToolResultPart(block.callId, [new LanguageModelTextPart(text || '(empty)')])];
      }),
    );
  });
  return system === '' ? messages : [LanguageModelChatMessage.User(system), ...messages];
}

function objectOf(input: unknown): object {
  return typeof input === 'object' && input !== null ? input : {};
}

function callIds(messages: readonly Message[]): string[] {
  return messages.flatMap((message) =>
    message.role === 'assistant'
      ? message.content.flatMap((block) => (block.type === 'toolUse' ? [block.id] : []))
      : [],
  );
}

/** Providers count their calls anew in each answer; in a session each id is there once. */
function unusedId(id: string, taken: Set<string>): string {
  let unique = id;
  while (unique === '' || taken.has(unique)) unique = `call_${globalThis.crypto.randomUUID().slice(0, 18)}`;
  taken.add(unique);
  return unique;
}

const none: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

/** The API reports no usage, so it is counted, with the model's own measure: the texts, without what wraps them. */
async function countUsage(
  chat: vscode.LanguageModelChat,
  { system, tools, messages }: ModelRequest,
  content: readonly AssistantBlock[],
  token: vscode.CancellationToken,
): Promise<Usage> {
  const prompt = [system.fixed, system.dynamic, JSON.stringify(tools), ...messages.map(textOf)].join('\n');
  const [input, output] = await Promise.all([
    chat.countTokens(prompt, token),
    chat.countTokens(textOf({ role: 'assistant', content }), token),
  ]);
  return { ...none, input, output };
}

function textOf({ content }: Message): string {
  return content
    .map((block) => {
      if (block.type === 'text' || block.type === 'toolResult') return block.text;
      return block.type === 'toolUse' ? `${block.name} ${JSON.stringify(block.input)}` : '';
    })
    .join('\n');
}
