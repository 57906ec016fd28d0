import { parseScenario, type Scenario } from '../../src/protocol/scenario.ts';

type Block = Readonly<Record<string, unknown>>;

/** A step of the scripted model: blocks, or blocks with the options of the scenario format. */
export type ScriptStep = readonly Block[] | { readonly reply: readonly Block[]; readonly [option: string]: unknown };

export interface ScriptTurn {
  readonly on: string;
  readonly steps: readonly Block[];
}

/** A scenario written as code. `on` patterns must tell the messages of a test apart. */
export function script(name: string, turns: readonly ScriptTurn[]): Scenario {
  return parseScenario({ name, turns }, `of ${name}`);
}

/** What the model does, step by step, after a message that matches `on`. */
export function turn(on: string, ...steps: readonly ScriptStep[]): ScriptTurn {
  return { on, steps: steps.map((step) => ('reply' in step ? step : { reply: step })) };
}

export function say(text: string): Block {
  return { type: 'text', text };
}

export function call(name: string, input: Readonly<Record<string, unknown>>): Block {
  return { type: 'call', name, input };
}

/** Reads a file, then proposes to replace one text in it, then says `report`. */
export function editing(on: string, path: string, oldText: string, newText: string, report = 'Done.'): ScriptTurn {
  return turn(on, [call('read_file', { path })], [call('edit_file', { path, oldText, newText })], [say(report)]);
}
