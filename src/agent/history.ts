import type { AssistantBlock, ImageBlock, TextBlock, ToolUseBlock } from '../protocol/content.ts';
import type { Attachment, Event, EventOf, RejectedPart } from '../protocol/events.ts';
import { forgettingOf } from './compaction/forgetting.ts';
import { openingText } from './compaction/opening.ts';
import { type Latched, latch, saidAgain } from './latches.ts';
import type { Message, ToolResultBlock } from './ports.ts';
import { noTools, tellOfTools, toolsSaidAgain } from './toolNews.ts';

const interruptedText =
  'No result: the turn was interrupted before this call finished. Whether it took effect is not known.';

const begunText = 'It had begun to write its files: read them again before you edit them.';

/**
 * What the model reads of a conversation. Pure, and only ever growing at the end, but for a compaction: the same events
 * give the same bytes, so that the provider's prompt cache holds. Every tool call gets a result, also when none was
 * recorded.
 */
export function projectHistory(events: readonly Event[]): Message[] {
  const messages: Message[] = [];
  let open: readonly ToolUseBlock[] = [];
  let results = new Map<string, EventOf<'result'>>();
  let pending: (TextBlock | ImageBlock)[] = [];
  const begun = new Set<string>();
  let latched: Latched = { plan: false };
  let tools = noTools;
  const found: string[] = [];
  let spoken = false;
  /** What the model was told of sections of its prompt that are no longer so. */
  const moved = new Map<string, string>();
  const { summarised, from, dropped, at } = forgettingOf(events);

  const flush = (): void => {
    const content: (TextBlock | ImageBlock | ToolResultBlock)[] = open.map((call) => {
      const result = results.get(call.id);
      // Without what a search found, calls of those tools would hang in the air.
      if (result && dropped.has(result.id) && !result.found) return droppedResult(call, result);
      return toolResult(call.id, result, begun.has(call.id));
    });
    content.push(...pending);
    open = [];
    results = new Map();
    pending = [];
    if (content.length === 0) return;
    const last = messages.at(-1);
    if (last?.role === 'user') messages[messages.length - 1] = { role: 'user', content: [...last.content, ...content] };
    else messages.push({ role: 'user', content });
  };

  for (const [index, event] of events.entries()) {
    if (summarised?.summary && index === from) {
      messages.length = 0;
      open = [];
      results = new Map();
      pending = [
        text(
          openingText(
            events.slice(0, events.indexOf(summarised)),
            { ...summarised, summary: summarised.summary },
            from,
          ),
        ),
      ];
      pending.push(...[...moved.values(), ...saidAgain(latched), ...toolsSaidAgain(tools, found)].map(text));
    }
    switch (event.type) {
      case 'user':
        spoken = true;
        pending.push(...userContent(event));
        break;
      case 'assistant': {
        const content = sendable(event, index < at);
        if (content.length === 0) break;
        flush();
        const last = messages.at(-1);
        if (last?.role === 'assistant') messages.push({ role: 'user', content: [text('Continue.')] });
        messages.push({ role: 'assistant', content, model: event.model });
        open = content.filter((block) => block.type === 'toolUse');
        break;
      }
      case 'result':
        results.set(event.callId, event);
        found.push(...(event.found ?? []));
        break;
      case 'applying':
        begun.add(event.callId);
        break;
      case 'applied':
        begun.add(event.callId);
        if (results.has(event.callId) || !open.some((call) => call.id === event.callId)) {
          pending.push(
            text(`[The person applied a proposal that was left open: ${event.summary.map((s) => s.path).join(', ')}]`),
          );
        }
        break;
      case 'setting': {
        const { known, told } = latch(latched, event, spoken);
        latched = known;
        pending.push(...told.map(text));
        break;
      }
      case 'tools': {
        const { known, told } = tellOfTools(tools, event);
        tools = known;
        pending.push(...told.map(text));
        break;
      }
      case 'context':
        for (const { id, told } of event.sections) moved.set(id, told);
        pending.push(...event.sections.map(({ told }) => text(told)));
        break;
      case 'undone':
        pending.push(text(undoneText(event)));
        break;
      case 'restored':
        pending.push(text(restoredText(event)));
        break;
      case 'redone':
        pending.push(text(redoneText(event)));
        break;
      case 'reviewed':
        pending.push(text(reviewedText(event)));
        break;
      default:
        break;
    }
  }
  flush();
  return messages;
}

/**
 * Blocks of an answer that may go back to the provider. A partial answer keeps its text only: thinking has no signature.
 * Nor does thinking outlive a compaction: providers refuse it once what stood before it has changed.
 */
function sendable(event: EventOf<'assistant'>, compacted: boolean): AssistantBlock[] {
  return event.content.filter((block) => {
    if (block.type === 'text') return block.text.trim() !== '';
    return !event.partial && (block.type === 'toolUse' || !compacted);
  });
}

function userContent(event: EventOf<'user'>): (TextBlock | ImageBlock)[] {
  const parts = event.attachments.map(attachmentText);
  parts.push(event.text);
  return [...event.images, text(parts.filter((part) => part !== '').join('\n\n'))].filter(
    (block) => block.type === 'image' || block.text !== '',
  );
}

/** What an attachment of each kind is called before the model; a file goes by its path alone. */
const kinds = {
  file: '',
  folder: 'folder ',
  symbol: 'symbol ',
  problems: 'problems of ',
  selection: 'selection in ',
  terminal: 'terminal',
  changes: 'uncommitted changes',
  session: 'earlier session ',
} as const;

function attachmentText(attachment: Attachment): string {
  const { kind = 'file', path, name } = attachment;
  const symbol = kind === 'symbol' && name !== undefined ? `${name} in ` : '';
  const where = kind === 'session' ? (name ?? path) : kind === 'problems' && path === '' ? 'the workspace' : path;
  const what = `${kinds[kind]}${symbol}${where}`;
  const lines =
    attachment.firstLine === undefined
      ? ''
      : `, lines ${attachment.firstLine}–${attachment.lastLine ?? attachment.firstLine}`;
  if (attachment.text === undefined) return `[Attached: ${what}${lines}; read it before relying on it]`;
  return `[Attached: ${what}${lines}]\n${attachment.text}\n[End of ${what}]`;
}

function toolResult(callId: string, event: EventOf<'result'> | undefined, begun: boolean): ToolResultBlock {
  const lost = begun ? `${interruptedText} ${begunText}` : interruptedText;
  if (!event) return { type: 'toolResult', callId, text: lost, images: [], isError: true };
  const { text, images, status, found } = event;
  return { type: 'toolResult', callId, text, images, isError: status !== 'ok', ...(found ? { found } : {}) };
}

function droppedResult({ id: callId, name }: ToolUseBlock, { id, text, status }: EventOf<'result'>): ToolResultBlock {
  const stub = `[What this call of ${name} returned was left out to make room (${text.length} characters). recall with the id ${id} shows it as it was then; a file is better read again.]`;
  return { type: 'toolResult', callId, text: stub, images: [], isError: status !== 'ok' };
}

type Restoration = Pick<EventOf<'undone'>, 'restored' | 'kept'>;

function undoneText({ restored, kept }: Restoration): string {
  return `[The person took back your edits to: ${restored.join(', ') || 'no file'}.${keptText(kept)} Read a file again before you edit it.]`;
}

/** The model does not see what was cut off, so it is told only what it could not know. */
function restoredText(event: EventOf<'restored'>): string {
  if (!event.conversation) return undoneText(event);
  const files = event.files
    ? `The person went back to this point, files included.${keptText(event.kept)}`
    : 'The person went back to this point in the conversation; the files are as they were later.';
  return `[${files} Read a file again before you edit it.]`;
}

function redoneText({ restored, kept }: Restoration): string {
  return `[The person brought back the edits to: ${restored.join(', ') || 'no file'}.${keptText(kept)} Read a file again before you edit it.]`;
}

function keptText(kept: Restoration['kept']): string {
  if (kept.length === 0) return '';
  return ` Left as they are: ${kept.map(({ path, reason }) => `${path} (${reason})`).join(', ')}.`;
}

function reviewedText({ undone, broughtBack = [] }: EventOf<'reviewed'>): string {
  const texts: string[] = [];
  const partsText = (parts: readonly RejectedPart[]): string =>
    parts.map(({ path, diff, reason }) => `${path}${reason ? ` (${reason})` : ''}:\n${diff}`).join('\n');
  if (undone.length > 0) {
    texts.push(
      `The person reviewed your applied edits and took back:\n${partsText(undone)}\nDo not make these changes again.`,
    );
  }
  if (broughtBack.length > 0) {
    texts.push(
      `The person brought back what they had taken back of your edits; it is in the files again:\n${partsText(broughtBack)}`,
    );
  }
  return `[${texts.join('\n')}]`;
}

function text(value: string): TextBlock {
  return { type: 'text', text: value };
}
