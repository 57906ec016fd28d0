import * as z from 'zod';
import { type Finding, inspect } from '../sanitise.ts';

const Id = z.union([z.string(), z.number()]);
const Request = z.object({ id: Id, raw: z.string() });
const Named = z.object({ id: Id });

type Answer =
  | { readonly id: string | number; readonly text: string; readonly findings: readonly Finding[] }
  | { readonly id: string | number | null; readonly error: string };

/** One line of `belay sanitize`: `{"id","raw"}`, and anything else, which gets an error instead of a text. */
export function answer(value: unknown): Answer {
  const request = Request.safeParse(value);
  if (request.success) return { id: request.data.id, ...inspect(request.data.raw) };
  const named = Named.safeParse(value);
  return {
    id: named.success ? named.data.id : null,
    error: 'A line must be an object with an id (text or number) and raw (text).',
  };
}
