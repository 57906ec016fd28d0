import type { Event } from '../protocol/events.ts';
import { type Mode, offeredModes } from '../protocol/risk.ts';

/** The model that a session used last. */
export function lastModel(events: readonly Event[]): string | undefined {
  return events.flatMap((event) => (event.type === 'setting' && event.model ? [event.model] : [])).at(-1);
}

/** A session that is opened again never gets more than the person's setting gives to new ones. */
export function modeForReopened(events: readonly Event[], setting: Mode): Mode {
  const order: readonly Mode[] = offeredModes;
  const last = events.flatMap((event) => (event.type === 'setting' && event.mode ? [event.mode] : [])).at(-1);
  const known = last !== undefined && order.includes(last) && order.includes(setting);
  return known && order.indexOf(last) < order.indexOf(setting) ? last : setting;
}
