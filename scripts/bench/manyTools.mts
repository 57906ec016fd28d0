import { deferring } from '../../src/agent/deferral.ts';
import { loadedTools } from '../../src/agent/loadedTools.ts';
import type { Tool } from '../../src/agent/tool.ts';
import { createTokenCounter } from '../../src/prompts/tokens/tokenCounter.ts';
import { eightSteps, sixtyTools } from '../../test/support/eightSteps.ts';
import type { Row } from './rows.mts';

const goal = 4100;

/** What a small task costs with sixty tools, each time from an empty cache, and what of them is in the prompt. */
export async function measureManyTools(): Promise<Row[]> {
  const counter = createTokenCounter();
  const size = async (choice: 'on' | 'off'): Promise<number> => {
    const told = loadedTools(deferring(sixtyTools.filter(isOffered), choice));
    const wire = told.map(({ name, description, inputSchema }) => ({ name, description, input_schema: inputSchema }));
    return await counter.countLocally(JSON.stringify(wire));
  };
  const row = async (name: string, task: Parameters<typeof eightSteps>[0], bound?: number): Promise<Row> => {
    const { units, made } = await eightSteps(task);
    const results = made.of('result');
    const failed = made.ended() !== 'done' || results.some(({ status }) => status !== 'ok');
    return { name, value: units, unit: 'tokens', failed, ...(bound === undefined ? {} : { goal: bound }) };
  };
  return [
    { name: 'schemas in the prompt, sixty tools', value: await size('on'), unit: 'tokens' },
    { name: 'schemas in the prompt, sixty tools, none deferred', value: await size('off'), unit: 'tokens' },
    await row('eight steps, sixty tools', { task: 'core' }, goal),
    await row('eight steps, sixty tools, through the dispatcher', { task: 'core', dispatched: true }),
    await row('nine steps with a search', { task: 'search' }),
    await row('nine steps with a search, through the dispatcher', { task: 'dispatched', dispatched: true }),
    await row('eight steps, sixty tools, none deferred', { task: 'core', toolSearch: 'off' }),
  ];
}

/** As a model is offered them that makes its edits by replacements. */
function isOffered(tool: Tool): boolean {
  return tool.kind !== 'edit' || tool.form !== 'patch';
}
