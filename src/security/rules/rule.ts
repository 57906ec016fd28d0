import * as z from 'zod';
import { isOpenEnded } from './openEnded.ts';

const word = z.string().min(1).max(1000);

/**
 * A rule as it stands in a settings file, below the key `rules`. It names what it is about by exactly one of `command`,
 * `path` and `host`, or by `tool` alone; `tool` may narrow any of the others. `match` and `notMatch` are examples of that
 * same thing (commands, paths, hosts, names of tools) that are tried whenever the file is read.
 *
 * - `command`: the first words, as they are after the shell has taken quotes off.
 *   For `allow`, what may follow is written out: `options` are patterns of options (`--silent`, `--workspace=*`, or
 *   `-t *` with the value as the next word), `operands` the other words: none (the default), paths inside the workspace,
 *   or any. With `unsandboxed` it counts where there is no sandbox too.
 *   For `ask` and `deny`, anything may follow, the program is looked for behind `sudo`, `timeout`, `bash -c` and the like,
 *   and with `options` one of these must be there.
 * - `path`: a glob, relative to the workspace, absolute, or beginning with `~/`. It covers what lies below as well.
 *   `access` narrows it.
 * - `host`: a name, or `*.` and a name for all below it.
 */
export const Rule = z
  .strictObject({
    decision: z.enum(['allow', 'ask', 'deny']),
    tool: word.optional(),
    command: z.array(word).min(1).max(50).optional(),
    options: z.array(word).max(100).optional(),
    operands: z.enum(['none', 'paths', 'any']).optional(),
    unsandboxed: z.boolean().optional(),
    path: word.optional(),
    access: z
      .array(z.enum(['read', 'write', 'delete']))
      .min(1)
      .optional(),
    host: word
      .regex(/^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i, 'is no host: write example.com or *.example.com')
      .optional(),
    reason: z.string().max(500).optional(),
    match: z.array(z.string().max(10_000)).max(100).optional(),
    notMatch: z.array(z.string().max(10_000)).max(100).optional(),
  })
  .superRefine((rule, { addIssue }) => {
    const complain = (message: string): void => addIssue({ code: 'custom', message });
    const subjects = [rule.command, rule.path, rule.host].filter((one) => one !== undefined);
    if (subjects.length > 1) complain('names more than one of command, path and host; write a rule for each');
    if (subjects.length === 0 && rule.tool === undefined) complain('names no command, path, host or tool');
    const ofCommands = rule.options ?? rule.operands ?? rule.unsandboxed;
    if (ofCommands !== undefined && !rule.command) complain('has options, operands or unsandboxed without a command');
    if (rule.access && rule.path === undefined) complain('has access without a path');
    if (rule.decision !== 'allow' && (rule.operands ?? rule.unsandboxed) !== undefined)
      complain('has operands or unsandboxed, which only an allow rule can have');
    if (rule.decision === 'allow' && rule.command && !isExact(rule) && isOpenEnded(rule.command))
      complain(
        `would allow any program, because ${rule.command.join(' ')} runs what it is given; write the whole command, without options and operands`,
      );
  });

export type Rule = z.infer<typeof Rule>;

export type RuleSource = 'managed' | 'user' | 'project';

/** A rule that counts, with where it stands: the file, and its place there from 1. */
export interface PlacedRule extends Rule {
  readonly source: RuleSource;
  readonly file: string;
  readonly number: number;
}

/** Nothing may follow the words of the rule. */
export function isExact({ options, operands }: Pick<Rule, 'options' | 'operands'>): boolean {
  return (options ?? []).length === 0 && (operands ?? 'none') === 'none';
}

/** A rule as people know it: `npm test …`. */
export function ruleText(rule: Rule): string {
  const within = rule.tool === undefined ? '' : ` (${rule.tool})`;
  if (rule.command) {
    const open = rule.decision !== 'allow' || !isExact(rule);
    const only = rule.decision === 'allow' ? '' : (rule.options ?? []).map((option) => ` ${option}`).join('');
    const tail = only || (open ? (rule.decision === 'allow' ? tailText(rule) : ' …') : '');
    return `${rule.command.map(shown).join(' ')}${tail}${within}`;
  }
  if (rule.path !== undefined) return `${(rule.access ?? ['use']).join(', ')} ${rule.path}${within}`;
  if (rule.host !== undefined) return `${rule.host}${within}`;
  return rule.tool ?? '';
}

function tailText({ options = [], operands = 'none' }: Rule): string {
  if (operands === 'any') return ' …';
  return `${options.length > 0 ? ' [options]' : ''}${operands === 'paths' ? ' <paths>' : ''}`;
}

function shown(word: string): string {
  return /^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
