import type { AssistantBlock, ImageBlock } from '../../protocol/content.ts';
import type { Event } from '../../protocol/events.ts';
import { loadedTools } from '../loadedTools.ts';
import type { ModelRequest, TokenCounter, ToolResultBlock } from '../ports.ts';

/** What an image takes at most with the models that there are; nobody counts it from outside. */
const imageTokens = 1600;
/** Of a message or a call, around its text. */
const frameTokens = 4;
/** Without a counter: few texts have fewer characters to a token. */
const charactersPerToken = 3;
/** Characters of texts whose counts are kept. */
const mostKept = 8 * 1024 * 1024;

/** Tokens of parts of a conversation. Counts of texts are kept, so that a longer conversation is not counted anew. */
export interface Sizes {
  text(text: string, model: string): Promise<number>;
  request(request: ModelRequest, model: string): Promise<number>;
  event(event: Event, model: string): Promise<number>;
  /**
   * The provider has reported the size of a request. How the model counts is learnt from the newest such report when
   * next a count is needed: counting costs time and a vocabulary, and most conversations end without it.
   */
  learn(request: ModelRequest, model: string, reported: number): void;
}

export function createSizes(counter: TokenCounter | undefined): Sizes {
  const kept = new Map<string, number>();
  let characters = 0;
  const reports = new Map<string, Report>();
  const learning = new Map<string, Promise<void>>();

  /** Local tokens. */
  async function count(text: string): Promise<number> {
    if (!counter) return Math.ceil(text.length / charactersPerToken);
    const known = kept.get(text);
    if (known !== undefined) return known;
    const tokens = await counter.countLocally(text);
    if (!kept.has(text)) characters += text.length;
    kept.set(text, tokens);
    for (const oldest of kept.keys()) {
      if (characters <= mostKept) break;
      kept.delete(oldest);
      characters -= oldest.length;
    }
    return tokens;
  }

  async function blocks(list: readonly Block[]): Promise<Counted> {
    const total = { local: 0, images: 0 };
    for (const block of list) {
      const { text, images } = partsOf(block);
      total.local += (await count(text)) + frameTokens;
      total.images += images;
    }
    return total;
  }

  async function whole({ system, tools, messages }: ModelRequest): Promise<Counted> {
    const total = { local: (await count(system.fixed)) + (await count(system.dynamic)), images: 0 };
    for (const tool of loadedTools(tools)) total.local += (await count(JSON.stringify(tool))) + frameTokens;
    for (const { content } of messages) {
      const { local, images } = await blocks(content);
      total.local += local + frameTokens;
      total.images += images;
    }
    return total;
  }

  async function ratio(model: string): Promise<number> {
    if (!counter) return 1;
    const report = reports.get(model);
    if (report) {
      reports.delete(model);
      learning.set(model, learnFrom(counter, model, report));
    }
    await learning.get(model);
    return await counter.ratio(model);
  }

  /** Never rejects: nothing depends on it, the next report teaches as well. */
  async function learnFrom(from: TokenCounter, model: string, { request, reported }: Report): Promise<void> {
    try {
      const { local, images } = await whole(request);
      // What a picture takes is not told by words.
      if (images === 0) await from.observe(model, local, reported);
    } catch {
      // As said above.
    }
  }

  const asModel = async ({ local, images }: Counted, model: string): Promise<number> =>
    Math.ceil(local * (await ratio(model))) + images * imageTokens;

  return {
    text: async (text, model) => Math.ceil((await count(text)) * (await ratio(model))),
    request: async (request, model) => await asModel(await whole(request), model),
    event: async (event, model) => await asModel(await blocks(blocksOf(event)), model),
    learn(request, model, reported) {
      if (counter && reported > 0) reports.set(model, { request, reported });
    },
  };
}

/** Tokens that an event adds to a request, reckoned from its characters: for showing, where nobody waits for a count. */
export function roughTokens(event: Event): number {
  return blocksOf(event).reduce((sum, block) => {
    const { text, images } = partsOf(block);
    return sum + Math.ceil(text.length / 4) + images * imageTokens;
  }, 0);
}

interface Report {
  readonly request: ModelRequest;
  readonly reported: number;
}

interface Counted {
  readonly local: number;
  readonly images: number;
}

/** What an event adds to a request, about as it is sent. */
function blocksOf(event: Event): readonly Block[] {
  const words = (text: string): readonly Block[] => [{ type: 'text', text }];
  switch (event.type) {
    case 'user': {
      const texts = [event.text, ...event.attachments.map(({ path, text }) => `${path}${text ?? ''}`)];
      return [...words(texts.join('\n')), ...event.images];
    }
    case 'assistant':
      return event.content;
    case 'result':
      return [...words(event.text), ...event.images];
    case 'reviewed':
      return words(JSON.stringify(event));
    case 'undone':
    case 'restored':
    case 'redone':
      return words(event.restored.join(' '));
    default:
      return [];
  }
}

type Block = AssistantBlock | ImageBlock | ToolResultBlock;

function partsOf(block: Block): { readonly text: string; readonly images: number } {
  switch (block.type) {
    case 'text':
      return { text: block.text, images: 0 };
    case 'image':
      return { text: '', images: 1 };
    case 'thinking':
      return { text: block.thinking, images: 0 };
    case 'redactedThinking':
      return { text: block.data, images: 0 };
    case 'toolUse':
      return { text: `${block.name}${JSON.stringify(block.input)}`, images: 0 };
    case 'toolResult':
      return { text: block.text, images: block.images.length };
  }
}
