import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { choosePrompt } from '../../../src/prompts/choosePrompt.ts';
import { flags } from '../../../src/prompts/flags.ts';
import { sections } from '../../../src/prompts/sections.ts';

const defaults = Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, flag.default]));
const audience = { sessionId: 's1', model: 'claude-sonnet-5-5', mode: 'default', surface: 'window' } as const;
const choose = (
  payload: unknown,
  about: Partial<{ sessionId: string; model: string }> = {},
  from: 'file' | 'endpoint' = 'file',
) => choosePrompt({ payload, from }, sections, { ...audience, ...about });
const halves = {
  'section.working': {
    defaultValue: 'default',
    rules: [
      { key: 'terse-or-not', variations: ['default', 'terse'], weights: [0.5, 0.5], coverage: 1, hashAttribute: 'id' },
    ],
  },
};

describe('the choice of flags and variants', () => {
  it('is the default without features', async () => {
    const { choice, problems } = await choosePrompt(undefined, sections, audience);
    expect({ choice, problems }).toEqual({
      choice: { flags: defaults, variants: {}, experiments: [] },
      problems: [],
    });
  });

  it.each([
    ['the form of an endpoint', { status: 200, features: { brief: { defaultValue: true } } }],
    ['a bare map', { brief: { defaultValue: true } }],
    ['a rule that forces', { brief: { defaultValue: false, rules: [{ force: true }] } }],
    [
      'a rule for one model',
      { brief: { defaultValue: false, rules: [{ condition: { model: { $regex: '^claude-' } }, force: true }] } },
    ],
  ])('reads %s', async (_, payload) => {
    const { choice, problems } = await choose(payload);
    expect(problems).toEqual([]);
    expect(choice.flags).toEqual({ ...defaults, brief: true });
  });

  it('divides sessions into the arms of an experiment, the same session always into the same, and notes the arm', async () => {
    const arms = new Map<string, number>();
    for (let n = 0; n < 400; n++) {
      const [first, again] = await Promise.all([
        choose(halves, { sessionId: `s${n}` }),
        choose(halves, { sessionId: `s${n}` }),
      ]);
      expect(again).toEqual(first);
      const arm = first.choice.variants.working ?? 'default';
      expect(first.choice.experiments).toEqual([{ key: 'terse-or-not', variation: arm === 'terse' ? '1' : '0' }]);
      arms.set(arm, (arms.get(arm) ?? 0) + 1);
    }
    expect([...arms.keys()].sort()).toEqual(['default', 'terse']);
    for (const count of arms.values()) expect(count).toBeGreaterThan(150);
  });

  it.each([
    ['no object', [], 'it is no object'],
    ['encrypted features', { features: {}, encryptedFeatures: 'x' }, 'its features are encrypted'],
    ['what is no feature', { features: { brief: true } }, 'brief is not a feature of GrowthBook'],
    ['rules that are none', { brief: { rules: 'all' } }, 'is not a feature of GrowthBook'],
    ['a misspelt flag', { breif: { defaultValue: true } }, 'sets breif, which means nothing here. Known: memory,'],
    ['a flag that is no boolean', { brief: { defaultValue: 'yes' } }, 'sets brief to "yes"; it must be true or false'],
    ['an unknown wording', { 'section.working': { defaultValue: 'loud' } }, 'to "loud"; there are default, terse'],
    ['a wording of a section without any', { 'section.tone': { defaultValue: 'x' } }, 'means nothing here'],
  ])('with %s counts as not set, and says so', async (_, payload, problem) => {
    const { choice, problems } = await choose(payload);
    expect(choice).toEqual({ flags: defaults, variants: {}, experiments: [] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it.each([
    ['variations that are none', { variations: 5 }, 'rules.0.variations'],
    ['a single variation', { variations: [true] }, 'rules.0.variations'],
    ['weights for other variations', { variations: [true, false], weights: [1] }, 'rules.0.weights'],
    ['weights that add up to more than 1', { variations: [true, false], weights: [1, 1] }, 'rules.0.weights'],
    ['a coverage in words', { variations: [true, false], coverage: 'half' }, 'rules.0.coverage'],
    ['a condition that is none', { condition: 5, force: true }, 'rules.0.condition'],
  ])('tells of %s in a rule, leaves that feature out and writes nothing on the console', async (_, rule, place) => {
    const said = ['log', 'warn', 'error', 'info'] as const;
    const spies = said.map((name) => vi.spyOn(console, name).mockImplementation(() => undefined));
    const sound = { 'section.working': { defaultValue: 'terse' } };
    const { choice, problems } = await choose({ brief: { defaultValue: true, rules: [rule] }, ...sound });
    expect(choice).toEqual({ flags: defaults, variants: { working: 'terse' }, experiments: [] });
    expect(problems).toEqual([expect.stringContaining(`sets brief by a rule that cannot be read: ${place}`)]);
    expect((await choose({ checkout: { rules: [rule] } }, {}, 'endpoint')).problems).toEqual([]);
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  it('lets an endpoint hold features of other programs', async () => {
    expect((await choose({ checkout: { defaultValue: 1 } }, {}, 'endpoint')).problems).toEqual([]);
  });

  it('never throws, and never chooses what there is not', async () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('terse', 'default', true, null));
    const rule = fc.record(
      {
        force: value,
        condition: fc.jsonValue(),
        variations: fc.array(value),
        weights: fc.array(fc.double()),
        key: fc.string(),
      },
      { requiredKeys: [] },
    );
    const feature = fc.oneof(
      fc.jsonValue(),
      fc.record({ defaultValue: value, rules: fc.array(rule) }, { requiredKeys: [] }),
    );
    const names = fc.constantFrom('brief', 'section.working', '__proto__', 'constructor', 'x');
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.dictionary(names, feature)), async (payload) => {
        const { choice } = await choose(payload);
        expect(Object.keys(choice.flags)).toEqual(Object.keys(defaults));
        expect(Object.values(choice.flags).every((on) => typeof on === 'boolean')).toBe(true);
        expect([{}, { working: 'terse' }]).toContainEqual(choice.variants);
      }),
      { numRuns: 150 },
    );
  });
});
