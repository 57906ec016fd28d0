import { describe, expect, it } from 'vitest';
import { eightSteps, sixtyTools } from '../../support/eightSteps.ts';

/** What the leanest of the other agents pays for such a task with four tools. */
const goal = 4100;

describe('a task of eight steps with sixty tools', () => {
  it('costs no more than with the leanest agent that has four tools', async () => {
    expect(sixtyTools).toHaveLength(60);
    const { units, usages, made } = await eightSteps({ task: 'core' });
    expect(made.of('result').map(({ status }) => status)).toEqual(Array(7).fill('ok'));
    expect(usages).toHaveLength(8);
    expect(units).toBeLessThanOrEqual(goal);
  });

  it.each([
    ['references', { task: 'search' }],
    ['the dispatcher', { task: 'dispatched', dispatched: true }],
  ] as const)('costs little more with a search and a ninth request through %s', async (_, options) => {
    const { units, made } = await eightSteps(options);
    expect(made.of('result').map(({ status }) => status)).toEqual(Array(8).fill('ok'));
    expect(
      made
        .of('call')
        .map(({ tool }) => tool)
        .slice(-2),
    ).toEqual(['tool_search', 'git_diff']);
    expect(units).toBeLessThanOrEqual(goal * 1.25);
  });

  it('costs several times as much with all of them in the prompt', async () => {
    const { units, made } = await eightSteps({ task: 'core', toolSearch: 'off' });
    expect(made.of('result').map(({ status }) => status)).toEqual(Array(7).fill('ok'));
    expect(units).toBeGreaterThan(goal * 3);
  });
});
