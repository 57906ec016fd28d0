import { assemble, type PromptValues } from '../../src/prompts/assemble.ts';
import { flags } from '../../src/prompts/flags.ts';
import { sections } from '../../src/prompts/sections.ts';
import { toolNames } from '../../src/prompts/toolNames.ts';
import type { PromptChoice } from '../../src/protocol/promptChoice.ts';

/** Everything that a session can know, so that every section has what it asks for. */
export const promptValues: PromptValues = {
  root: '/home/ada/shop',
  platform: 'linux x64',
  shell: 'bash',
  date: '2026-11-21',
  versionControl: 'git',
  instructions: { files: ['AGENTS.md'], text: 'Use tabs.' },
  openEditors: ['src/cart.ts', 'README.md'],
  memoryIndex: '- [Prices](prices.md): cents, never floats',
};

export const noChoice: PromptChoice = { flags: {}, variants: {}, experiments: [] };
export const allFlags: PromptChoice = {
  ...noChoice,
  flags: Object.fromEntries(Object.keys(flags).map((name) => [name, true])),
};

/** Belay's own sections, with whatever differs from the usual. */
export function assembled(
  differs: {
    readonly values?: Partial<PromptValues>;
    readonly choice?: PromptChoice;
    readonly tools?: readonly string[];
  } = {},
) {
  const { values, choice = noChoice, tools = toolNames } = differs;
  return assemble({ ...promptValues, ...values }, choice, sections, tools);
}
