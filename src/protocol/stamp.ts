import * as z from 'zod';

/** Every event has an id unique within its session and the time in milliseconds since 1970. */
export const stamp = { id: z.string(), time: z.number() };
