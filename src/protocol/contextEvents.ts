import * as z from 'zod';
import { stamp } from './stamp.ts';

/** A tool as a model is told of it; `inputSchema` is JSON Schema. */
const ToolSchema = z.object({
  name: z.string(),
  description: z.string(),
  inputSchema: z.record(z.string(), z.unknown()),
  /** The model learns of it only by searching. */
  deferred: z.literal(true).optional(),
});

/**
 * The system prompt as it was assembled for this session, and the tools that went with it. Both are kept to the letter: a
 * later day sends the same bytes.
 */
export const PromptEvent = z.object({
  ...stamp,
  type: z.literal('prompt'),
  fixed: z.string(),
  dynamic: z.string(),
  parts: z.array(
    z.object({
      id: z.string(),
      variant: z.string(),
      boundary: z.enum(['static', 'dynamic']),
      from: z.enum(['belay', 'person', 'project']),
      text: z.string(),
    }),
  ),
  tools: z.array(ToolSchema).optional(),
});

/**
 * The tools that the model is told of from here on, instead of those before; and the names of those that it is told of in
 * a message: tools that it can search for from here on, and tools that are no longer there.
 */
export const ToolsEvent = z.object({
  ...stamp,
  type: z.literal('tools'),
  tools: z.array(ToolSchema),
  joined: z.array(z.string()).optional(),
  gone: z.array(z.string()).optional(),
});

/**
 * What the system prompt says that is no longer so: sections by their id, each with its text as it would be now (`null`:
 * it would be left out) and with what the model is told of it. The prompt itself stays as it is.
 */
export const ContextEvent = z.object({
  ...stamp,
  type: z.literal('context'),
  sections: z.array(z.object({ id: z.string(), now: z.string().nullable(), told: z.string() })),
});
