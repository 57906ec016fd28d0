import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** One edit that a model might send, and what must come of it. Texts whose encoding matters are bytes, in base64. */
const EditCase = z.strictObject({
  id: z.string(),
  path: z.string(),
  file: z.string().optional(),
  fileBase64: z.string().optional(),
  oldText: z.string(),
  newText: z.string(),
  replaceAll: z.boolean().optional(),
  expected: z.discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('applied'), text: z.string().optional(), textBase64: z.string().optional() }),
    z.strictObject({
      outcome: z.literal('repaired'),
      repairs: z.array(z.string()).min(1),
      text: z.string().optional(),
      textBase64: z.string().optional(),
    }),
    /** `reason` is a part of what the model must be told. */
    z.strictObject({ outcome: z.literal('refused'), reason: z.string().optional() }),
  ]),
});

export type EditCase = z.infer<typeof EditCase>;

export function readEditCorpus(): EditCase[] {
  return ['nearMisses', 'oddCases', 'freshCases'].flatMap((name) => {
    const path = new URL(`../corpus/edits/${name}.jsonl`, import.meta.url);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    return lines.map((line) => EditCase.parse(JSON.parse(line)));
  });
}

/** The bytes of a file before the edit. */
export function bytesBefore({ file, fileBase64 }: EditCase): Buffer {
  return fileBase64 === undefined ? Buffer.from(file ?? '', 'utf8') : Buffer.from(fileBase64, 'base64');
}

/** The bytes that the file must have after it: those from before, where it is refused. */
export function bytesAfter(one: EditCase): Buffer {
  const { expected } = one;
  if (expected.outcome === 'refused') return bytesBefore(one);
  const { text, textBase64 } = expected;
  return textBase64 === undefined ? Buffer.from(text ?? '', 'utf8') : Buffer.from(textBase64, 'base64');
}
