import * as z from 'zod';

/** Text written by the model or the person. */
export const TextBlock = z.object({ type: z.literal('text'), text: z.string() });

/** An image, base64, as providers take them. `mediaType` is a MIME type such as `image/png`. */
export const ImageBlock = z.object({ type: z.literal('image'), mediaType: z.string(), data: z.string() });

/** Thinking that must go back to the provider unchanged, signature included. */
export const ThinkingBlock = z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() });

/** Thinking that the provider encrypted; it too goes back unchanged. */
export const RedactedThinkingBlock = z.object({ type: z.literal('redactedThinking'), data: z.string() });

/**
 * The model asks for a tool. `input` is whatever JSON it wrote, not yet checked against the tool's schema.
 * `malformed` holds the raw text when it was not JSON at all; `input` is then an empty object.
 */
export const ToolUseBlock = z.object({
  type: z.literal('toolUse'),
  id: z.string(),
  name: z.string(),
  input: z.unknown(),
  malformed: z.string().optional(),
});

export const AssistantBlock = z.discriminatedUnion('type', [
  TextBlock,
  ThinkingBlock,
  RedactedThinkingBlock,
  ToolUseBlock,
]);

/**
 * Token counts of one model request. `input` excludes cached tokens; all four are counted once. `cacheWrite1h` is the part
 * of `cacheWrite` that is kept for an hour, which costs more; absent where there is none.
 */
export const Usage = z.object({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
  cacheWrite1h: z.number().optional(),
});

export type TextBlock = z.infer<typeof TextBlock>;
export type ImageBlock = z.infer<typeof ImageBlock>;
export type ToolUseBlock = z.infer<typeof ToolUseBlock>;
export type AssistantBlock = z.infer<typeof AssistantBlock>;
export type Usage = z.infer<typeof Usage>;
