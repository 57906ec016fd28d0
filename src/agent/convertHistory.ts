import type { AssistantBlock, ImageBlock, TextBlock, ToolUseBlock } from '../protocol/content.ts';
import type { Message, ToolResultBlock } from './ports.ts';

type UserBlock = TextBlock | ImageBlock | ToolResultBlock;
type AssistantMessage = Extract<Message, { role: 'assistant' }>;

/** What a provider accepts of a conversation that another one may have begun. */
export interface HistoryRules {
  /** Ids of calls that may stay as they are. */
  readonly callId: RegExp;
  /** An id in the provider's form for the nth call; must differ for each `n`. */
  newCallId(n: number): string;
  /** Whether the thinking of a message may go back; `index` counts the messages of the history. */
  thinking(message: AssistantMessage, index: number): boolean;
  /** Whether images of this MIME type can be seen. */
  image(mediaType: string): boolean;
  /** Longest name of a tool. */
  readonly nameLength: number;
}

/** The text that answers a call whose result is not in the history. */
const lostResult = 'No result of this call was kept. Whether it took effect is not known.';

/**
 * A history that a provider accepts, whoever wrote it, without loss of meaning: messages take turns, beginning and
 * ending with the person; every call is followed by its results, one each, in order and before anything else; ids are
 * unique and of the provider's form; nothing is blank; images that cannot be seen are a sentence; a result whose call
 * is gone is a text. Pure, and only ever growing at the end: what was converted once stays the same when more follows,
 * but for a last message that stood in for what had not come yet.
 */
export function convertHistory(messages: readonly Message[], rules: HistoryRules): Message[] {
  const out: Message[] = [];
  const used = new Set<string>();
  let count = 0;
  /** Calls that wait for their results: the provider's id by the history's, in order. */
  let open: { readonly was: string; readonly id: string }[] = [];

  function say(content: readonly UserBlock[]): void {
    if (content.length === 0) return;
    const last = out.at(-1);
    if (last?.role === 'user') out[out.length - 1] = { role: 'user', content: [...last.content, ...content] };
    else out.push({ role: 'user', content });
  }

  function answerOpenCalls(results: readonly ToolResultBlock[]): void {
    const left = [...results];
    const answered = open.map(({ was, id }): ToolResultBlock => {
      const at = left.findIndex((result) => result.callId === was);
      const [found] = at < 0 ? [] : left.splice(at, 1);
      if (!found) return { type: 'toolResult', callId: id, text: lostResult, images: [], isError: true };
      const { text, images } = seenResult(found, rules);
      return { ...found, callId: id, text, images };
    });
    open = [];
    say([...answered, ...left.flatMap((result) => strayResult(result, rules))]);
  }

  function newId(was: string): string {
    count += 1;
    let id = was;
    for (let n = count; !rules.callId.test(id) || used.has(id); n += 100_000) id = rules.newCallId(n);
    used.add(id);
    return id;
  }

  for (const [index, message] of messages.entries()) {
    if (message.role === 'user') {
      const results = message.content.filter((block) => block.type === 'toolResult');
      if (open.length > 0 || results.length > 0) answerOpenCalls(results);
      say(message.content.flatMap((block) => (block.type === 'toolResult' ? [] : seenBlock(block, rules))));
      continue;
    }
    const content = assistantBlocks(message, rules.thinking(message, index), rules.nameLength);
    if (content.length === 0) continue;
    if (open.length > 0) answerOpenCalls([]);
    if (out.length === 0) say([text('Continue.')]);
    const calls: { was: string; id: string }[] = [];
    const renamed = content.map((block): AssistantBlock => {
      if (block.type !== 'toolUse') return block;
      const id = newId(block.id);
      calls.push({ was: block.id, id });
      return { ...block, id };
    });
    open = calls;
    const last = out.at(-1);
    const model = message.model === undefined ? {} : { model: message.model };
    if (last?.role !== 'assistant') out.push({ role: 'assistant', content: renamed, ...model });
    else out[out.length - 1] = { ...last, content: [...last.content, ...renamed] };
  }
  if (open.length > 0) answerOpenCalls([]);
  // Newer models do not go on from a half-written answer, so an interrupted one is followed by a request to.
  if (out.at(-1)?.role !== 'user') say([text('Continue.')]);
  return out;
}

function assistantBlocks(message: AssistantMessage, withThinking: boolean, nameLength: number): AssistantBlock[] {
  return message.content.flatMap((block): AssistantBlock[] => {
    if (block.type === 'text') return block.text.trim() === '' ? [] : [block];
    if (block.type === 'toolUse') return [wholeCall(block, nameLength)];
    // Without a signature it was no provider's that wants it back.
    return withThinking && (block.type === 'redactedThinking' || block.signature !== '') ? [block] : [];
  });
}

/** Providers take input that is an object, and names of letters, digits, dashes and underscores. */
function wholeCall({ id, name, input, malformed }: ToolUseBlock, nameLength: number): ToolUseBlock {
  const isObject = malformed === undefined && typeof input === 'object' && input !== null && !Array.isArray(input);
  const fitting = name.replace(/[^\w-]/g, '_').slice(0, nameLength) || 'unnamed';
  return { type: 'toolUse', id, name: fitting, input: isObject ? input : {} };
}

function seenBlock(block: TextBlock | ImageBlock, rules: HistoryRules): (TextBlock | ImageBlock)[] {
  if (block.type === 'text') return block.text.trim() === '' ? [] : [block];
  return [rules.image(block.mediaType) ? block : text(unseen(block))];
}

function seenResult(result: ToolResultBlock, rules: HistoryRules): Pick<ToolResultBlock, 'text' | 'images'> {
  const images = result.images.filter((image) => rules.image(image.mediaType));
  const hidden = result.images.filter((image) => !rules.image(image.mediaType)).map(unseen);
  const said = result.text.trim() === '' ? [] : [result.text];
  return { text: [...said, ...hidden].join('\n'), images };
}

function strayResult(result: ToolResultBlock, rules: HistoryRules): (TextBlock | ImageBlock)[] {
  const { text: said, images } = seenResult(result, rules);
  return [text(`[Result of an earlier call, which is no longer in the conversation]\n${said || '(empty)'}`), ...images];
}

function unseen(image: ImageBlock): string {
  return `[An image of type ${image.mediaType}, which this model cannot see]`;
}

function text(value: string): TextBlock {
  return { type: 'text', text: value };
}
