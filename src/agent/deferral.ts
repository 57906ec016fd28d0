import { toolSchema } from './askModel.ts';
import { dispatcher } from './dispatcher.ts';
import type { ToolSchema } from './ports.ts';
import type { Tool } from './tool.ts';

/** Whether tools beyond the core wait until the model searches for them; `auto`: where they are large. */
export const toolSearches = ['auto', 'on', 'off'] as const;
export type ToolSearch = (typeof toolSearches)[number];

/** The tool by which the model finds the others; without it nothing is deferred. */
export const searchTool = 'tool_search';

/** Tokens of the schemas beyond the core from which on `auto` defers them; a search and its answer cost about 200. */
export const deferralBound = 1000;

const charactersPerToken = 4;

/**
 * The tools of a request: the core at the front, which alone is part of the prompt, then those that wait. Where none is
 * deferred, all stand in their own order and there is nothing to search for. A tool by the dispatcher's name could not be
 * told from it, and is not offered.
 */
export function deferring(offered: readonly Tool[], choice: ToolSearch): readonly ToolSchema[] {
  const others = offered.filter(({ name }) => name !== searchTool && name !== dispatcher);
  const waiting = others.filter(({ core }) => !core);
  const size = waiting.reduce((sum, tool) => sum + lengthOf(toolSchema(tool)), 0) / charactersPerToken;
  const defers = choice === 'on' ? waiting.length > 0 : choice === 'auto' && size > deferralBound;
  const search = offered.find(({ name }) => name === searchTool);
  if (!defers || !search) return others.map(toolSchema);
  const loaded = offered.filter((tool) => tool === search || (tool.core && others.includes(tool)));
  return [...loaded.map(toolSchema), ...waiting.map(deferredSchema)];
}

const lengths = new WeakMap<ToolSchema, number>();

/** Characters of a schema, counted once. */
function lengthOf(schema: ToolSchema): number {
  const length = lengths.get(schema) ?? JSON.stringify(schema).length;
  lengths.set(schema, length);
  return length;
}

const schemas = new WeakMap<Tool, ToolSchema>();

/** One object for each tool, as `toolSchema` has it. */
function deferredSchema(tool: Tool): ToolSchema {
  const schema = schemas.get(tool) ?? { ...toolSchema(tool), deferred: true };
  schemas.set(tool, schema);
  return schema;
}
