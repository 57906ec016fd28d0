import type { Amounts } from '../protocol/costEvents.ts';
import type { Event, EventOf } from '../protocol/events.ts';
import type { Mode } from '../protocol/risk.ts';
import { limitsIn, sameLimits } from './budget/used.ts';

/** What the model was told of the session's settings. Modes and models are unknown until they are set. */
export interface Latched {
  readonly mode?: Mode | undefined;
  readonly model?: string | undefined;
  readonly plan: boolean;
}

/**
 * What the model is told of a change of settings, and what it knows then. A mode or toggle never stands in the prompt
 * itself, where each change would cost the whole cache: it is said where it happened. `begun`: the person has said
 * something; before that only plan mode is worth a word.
 */
export function latch(
  known: Latched,
  { mode, model, plan }: EventOf<'setting'>,
  begun: boolean,
): { readonly known: Latched; readonly told: string[] } {
  const told: string[] = [];
  if (begun && model !== undefined && known.model !== undefined && model !== known.model)
    told.push(`[The person changed the model: from here on you are ${model}. Earlier answers are by ${known.model}.]`);
  if (begun && mode !== undefined && mode !== known.mode)
    told.push(`[The person changed the permission mode. ${modeTexts[mode]}]`);
  if (plan !== undefined && plan !== known.plan) told.push(plan ? planOn : planOff);
  return { known: { mode: mode ?? known.mode, model: model ?? known.model, plan: plan ?? known.plan }, told };
}

/** What has to be said again of a toggle that is on, where what was said of it is no longer read. */
export function saidAgain({ plan }: Latched): string[] {
  return plan ? [planOn] : [];
}

/** Whether plan mode is on. A restore of the conversation does not bring an earlier state of it back. */
export function planOf(events: readonly Event[]): boolean {
  const last = events.findLast((event) => event.type === 'setting' && event.plan !== undefined);
  return last?.type === 'setting' && last.plan === true;
}

/**
 * What of the session's settings is not in its events, or no longer: a restore may have cut it off, and a session that is
 * opened again may have another mode or other limits. `events` are those that still count; `undefined` where all is there.
 */
export function untold(
  events: readonly Event[],
  { mode, plan, limits }: { readonly mode: Mode; readonly plan: boolean; readonly limits: Amounts },
): Pick<EventOf<'setting'>, 'mode' | 'plan' | 'limits'> | undefined {
  const last = events.findLast((event) => event.type === 'setting' && event.mode !== undefined);
  const known = last?.type === 'setting' ? last.mode : undefined;
  const told = {
    ...(known !== undefined && known !== mode ? { mode } : {}),
    ...(planOf(events) === plan ? {} : { plan }),
    ...(sameLimits(limitsIn(events), limits) ? {} : { limits }),
  };
  return Object.keys(told).length > 0 ? told : undefined;
}

const modeTexts: Readonly<Record<Mode, string>> = {
  default: 'Edits are proposals that the person approves from here on; commands that do more than look ask first.',
  allowEdits: 'Edits inside the workspace are applied at once from here on; commands and deletions ask first.',
  auto: 'From here on edits inside the workspace are applied at once and harmless commands run; the rest asks first.',
  bypass: 'From here on nobody is asked: what leaves the sandbox or fails a check is refused.',
  yolo: 'From here on nothing asks, and there is no sandbox. Be all the more careful with what cannot be undone.',
};

const planOn =
  '[Plan mode is on. Look, search and ask as you need, but change nothing: while it is on, edits, commands that do more than look, and the network are refused in every permission mode. Once you know enough, present a plan: what you would change and where, in which order, how you would check it, and what is still open. Then wait for the person.]';

const planOff = '[Plan mode is off. You may carry out the plan now, as the permission mode allows.]';
