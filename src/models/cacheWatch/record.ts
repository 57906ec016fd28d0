import { loadedTools } from '../../agent/loadedTools.ts';
import type { Message, ModelRequest, SystemPrompt, ToolSchema } from '../../agent/ports.ts';
import type { WholeRecord } from '../../agent/requestRecords.ts';
import type { MessageMark } from '../../protocol/cacheEvents.ts';
import type { ImageBlock } from '../../protocol/content.ts';
import { hash } from './hash.ts';

/** A request as it is compared with the next: the record with nothing left out, and the texts while they are in memory. */
export interface Sent extends WholeRecord {
  readonly request: ModelRequest | undefined;
}

const schemas = new WeakMap<ToolSchema, string>();

/** Marks of a request's parts. What is the same as in `before` to the letter is not hashed again. */
export function marksOf(
  request: ModelRequest,
  before: Sent | undefined,
): Pick<Sent, 'tools' | 'sections' | 'messages'> {
  const earlier = before?.request?.messages ?? [];
  return {
    tools: loadedTools(request.tools).map((tool) => [tool.name, schemaHash(tool)]),
    sections:
      before?.request?.system === request.system
        ? before.sections
        : sectionTexts(request.system).map(([id, text]) => [id, hash(text)]),
    messages: request.messages.map((message, at): MessageMark => {
      const was = earlier[at];
      const known = was && isSame(was, message) ? before?.messages[at] : undefined;
      return known ?? markOf(message);
    }),
  };
}

/** The system prompt by section; one that does not tell its parts has a single dynamic one. */
export function sectionTexts({ fixed, dynamic, parts = [] }: SystemPrompt): [id: string, text: string][] {
  const moving = parts.flatMap(({ id, boundary, text }): [string, string][] =>
    boundary === 'dynamic' ? [[id, text]] : [],
  );
  return [
    ['static', fixed],
    ...(moving.length > 0 || dynamic === '' ? moving : [['dynamic', dynamic] as [string, string]]),
  ];
}

/** Characters of the whole prompt, about as the provider sees it. */
export function sizeOf({ tools, system, messages: _ }: ModelRequest, messages: readonly MessageMark[]): number {
  const schemas = loadedTools(tools).reduce((sum, tool) => sum + JSON.stringify(tool).length, 0);
  return schemas + system.fixed.length + system.dynamic.length + messages.reduce((sum, [, size]) => sum + size, 0);
}

function schemaHash(tool: ToolSchema): string {
  const known = schemas.get(tool);
  if (known !== undefined) return known;
  const made = hash(JSON.stringify([tool.description, tool.inputSchema]));
  schemas.set(tool, made);
  return made;
}

function markOf({ role, content }: Message): MessageMark {
  let images = 0;
  const text = JSON.stringify([role, content], (key, value: unknown) => {
    if (key !== 'data' || typeof value !== 'string' || value.length < 512) return value;
    // An image is long, and told from another by its ends.
    return `${value.length}:${value.slice(0, 200)}${value.slice(-200)}`;
  });
  for (const block of content) {
    if (block.type === 'image') images += 1;
    if (block.type === 'toolResult') images += block.images.length;
  }
  return [hash(text), text.length, images];
}

/** Cheap, since what did not change is the same string in memory; what it misses is hashed again. */
function isSame(one: Message, other: Message): boolean {
  if (one.role !== other.role || one.content.length !== other.content.length) return false;
  return one.content.every((block, at) => {
    const its = other.content[at];
    if (block === its) return true;
    if (block.type === 'text') return its?.type === 'text' && its.text === block.text;
    if (block.type !== 'toolResult' || its?.type !== 'toolResult') return false;
    const { callId, text, isError, images } = block;
    return callId === its.callId && text === its.text && isError === its.isError && sameImages(images, its.images);
  });
}

function sameImages(one: readonly ImageBlock[], other: readonly ImageBlock[]): boolean {
  return one === other || (one.length === 0 && other.length === 0);
}
