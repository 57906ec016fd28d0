import type { BareText } from '../bareText.ts';
import type { Shape } from '../parse.ts';
import type { Check } from './check.ts';

/** Longest command that is looked at, in characters: nobody reads more before approving. */
export const maxLength = 10_000;
export const maxCommands = 500;
export const maxDepth = 50;
/** Longest run of blanks or line ends: more of them pushes the rest out of sight. */
export const maxPadding = 64;

export const limits: Check = {
  number: 9,
  name: 'limits',
  stage: 'raw',
  verdict: 'deny',
  stops: 'Commands so long, deep or padded that a checker gives up or a person does not see the end.',
  advisories: [],
};

export function tooLong({ text, visible }: Pick<BareText, 'text' | 'visible'>): string | undefined {
  if (text.trim() === '') return 'The command is empty.';
  if (text.length > maxLength)
    return `The command is longer than ${maxLength} characters; put it into a script file instead.`;
  const padding = new RegExp(
    `[ \\t\\u00A0\\u2000-\\u200A\\u2800\\u3000]{${maxPadding + 1},}|\\n(?:[ \\t]*\\n){${maxPadding},}`,
  );
  if (padding.test(visible)) return `The command holds more than ${maxPadding} blanks or empty lines in a row.`;
  return undefined;
}

export function tooMuch({ commands, depth }: Shape): string | undefined {
  if (commands > maxCommands) return `The command has ${commands} parts; more than ${maxCommands} are not judged.`;
  if (depth > maxDepth) return `The command is nested ${depth} deep; more than ${maxDepth} is not judged.`;
  return undefined;
}
