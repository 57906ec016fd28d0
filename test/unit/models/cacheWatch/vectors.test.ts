import { describe, expect, test } from 'vitest';
import { vectors, vectorWords } from '../../../../src/models/cacheWatch/vectors.ts';
import { costOf } from '../../../../src/models/pricing.ts';
import { CacheVector } from '../../../../src/protocol/cacheEvents.ts';
import type { Usage } from '../../../../src/protocol/content.ts';
import { says } from '../asking.ts';
import { first, next, tool, type Watched, type World, watch } from './watched.ts';

const then = next(first);
const section = (id: string, text: string): World => ({ ...then, sections: { ...then.sections, [id]: text } });
const png = { type: 'image' as const, mediaType: 'image/png', data: 'AAAA' };

/** A conversation with a second request that breaks the cache by one vector. */
interface Case {
  readonly vector: CacheVector;
  readonly before?: World;
  readonly after: World;
  /** What of the difference is shown while the request before is in memory. */
  readonly changed: RegExp | '';
}

/** The marks of the conversation are taken off but for the last, and the last step has more blocks than are looked at. */
const farMoved: World = {
  ...then,
  messages: [
    ...then.messages.slice(0, -1),
    { role: 'user', content: Array.from({ length: 30 }, (_, at) => ({ type: 'text', text: `Also ${at}` })) },
  ],
  rewire(body) {
    const plain = JSON.parse(JSON.stringify(body).replaceAll(',"cache_control":{"type":"ephemeral"}', ''));
    plain.messages.at(-1).content.at(-1).cache_control = { type: 'ephemeral' };
    return plain;
  },
};

const cases: readonly Case[] = [
  { vector: 'expiry', after: { ...then, at: 7, providerAt: 7 }, changed: /^7 min of pause, kept for 5 min$/ },
  {
    vector: 'model',
    after: { ...then, model: 'claude-sonnet-5' },
    changed: /^- claude-sonnet-5-5\n\+ claude-sonnet-5$/,
  },
  {
    vector: 'modeOrPlan',
    after: { ...then, plan: true, tools: then.tools.filter(({ name }) => name !== 'edit_file') },
    changed: /^- default\n\+ default, plan mode\n- edit_file$/,
  },
  {
    vector: 'mcpServer',
    after: { ...then, tools: [...then.tools, tool('mcp__wiki__search'), tool('mcp__wiki__read')] },
    changed: /^\+ mcp__wiki__search\n\+ mcp__wiki__read$/,
  },
  { vector: 'toolSet', after: { ...then, tools: [...then.tools, tool('fetch')] }, changed: /^\+ fetch$/ },
  {
    vector: 'toolSchema',
    after: { ...then, tools: then.tools.map((one) => (one.name === 'edit_file' ? tool('edit_file', 'Edits.') : one)) },
    changed: /^edit_file:\n- Does what edit_file says\. .*\n\+ Edits\. /,
  },
  {
    vector: 'toolOrder',
    after: { ...then, tools: [...then.tools].reverse() },
    changed: /^- read_file, edit_file.*\n\+ mcp__tracker__list, run_command/,
  },
  {
    vector: 'systemStatic',
    after: { ...then, fixed: `${then.fixed}\nBe kind.` },
    changed: /^static:\n\+ Be kind\.$/,
  },
  {
    vector: 'environment',
    after: section('environment', (then.sections.environment ?? '').replace('27', '28')),
    changed: /^environment:\n- - Date: 2026-11-27\n\+ - Date: 2026-11-28$/,
  },
  {
    vector: 'openEditors',
    after: section('openEditors', '# Open in the editor\n\n- b.ts'),
    changed: /^openEditors:\n- - a\.ts\n\+ - b\.ts$/,
  },
  {
    vector: 'memoryIndex',
    after: section('memoryIndex', '# Index of memories\n\n- a note\n- another'),
    changed: /^memoryIndex:\n\+ - another$/,
  },
  {
    vector: 'instructions',
    after: section('instructions', '# Instructions of this project\n\nUse spaces.'),
    changed: /^instructions:\n- Use tabs\.\n\+ Use spaces\.$/,
  },
  {
    vector: 'otherSections',
    after: section('mine', '# Mine\n\nBe long.'),
    changed: /^mine:\n- Be short\.\n\+ Be long\.$/,
  },
  { vector: 'thinking', after: { ...then, effort: 'low' }, changed: /"effort":"low"/ },
  {
    vector: 'images',
    after: {
      ...then,
      messages: [...then.messages.slice(0, -1), { role: 'user', content: [png, ...says('See?').content] as never }],
    },
    changed: /^0 images before, 1 now$/,
  },
  {
    vector: 'history',
    before: then,
    after: {
      ...next(then),
      messages: next(then).messages.map((one, at) => (at === 0 ? says('Hello, otherwise.') : one)),
      at: 2,
    },
    changed: /^The first 0 of 3 messages are as they were\.$/,
  },
  { vector: 'breakpoints', after: farMoved, changed: /^after block 6 before; after 37 now$/ },
  {
    vector: 'parameters',
    after: { ...then, rewire: (body) => ({ ...body, tool_choice: { type: 'any' } }) },
    changed: /"tool_choice":\{"type":"any"\}/,
  },
  // By the provider's clock ten minutes have passed, by ours one: it kept less than it had promised.
  { vector: 'provider', after: { ...then, providerAt: 10 }, changed: '' },
];

/** Tokens of the second request that the first had promised, and that were not read. */
function shortfall({ usages }: Watched): number {
  const [one, two] = usages;
  if (!one || !two) return Number.NaN;
  const total = two.input + two.cacheRead + two.cacheWrite;
  return Math.min(one.cacheRead + one.cacheWrite, total) - two.cacheRead;
}

describe('each vector is found, named and priced', () => {
  test.each(cases)('$vector', async ({ vector, before = first, after, changed }) => {
    const watched = await watch([before, after]);
    const [none, lost] = watched.lost;
    expect(none).toBeUndefined();
    expect(lost).toMatchObject({ vector });
    if (changed === '') expect(lost?.changed).toBe('');
    else expect(lost?.changed).toMatch(changed);
    expect(lost?.changed.length).toBeLessThan(700);
    const usage = watched.usages[1];
    if (!usage || !lost) throw new Error('there was no second request');
    // What was rewritten is no promise any more; all else is lost to the token.
    if (vector === 'history') expect(lost.tokens).toBeGreaterThan(30);
    else expect(lost.tokens).toBe(shortfall(watched));
    expect(lost.dollars).toBeCloseTo(tooMuch(usage, lost.tokens, after.model), 12);
    expect(lost.dollars).toBeGreaterThan(0);
  });

  test.each(cases)('$vector, after a reload', async ({ vector, before = first, after }) => {
    const { lost } = await watch([before, after], { reopen: true });
    expect(lost.map((one) => one?.vector)).toEqual([undefined, vector]);
  });

  test('there is a case for each, and each says how it is met', () => {
    expect(cases.map(({ vector }) => vector).sort()).toEqual([...CacheVector.options].sort());
    expect(vectors.map(({ id }) => id).sort()).toEqual([...CacheVector.options].sort());
    expect(vectors.length).toBeGreaterThanOrEqual(14);
    for (const { id, words, mitigation } of vectors) {
      expect(mitigation.length).toBeGreaterThan(20);
      expect(vectorWords(id)).toBe(words);
    }
  });
});

/** What was paid for tokens that were written (or sent) instead of read. */
function tooMuch(usage: Usage, tokens: number, model: string): number {
  const fromWrite = Math.min(tokens, usage.cacheWrite);
  const ideal = {
    ...usage,
    cacheRead: usage.cacheRead + tokens,
    cacheWrite: usage.cacheWrite - fromWrite,
    input: usage.input - (tokens - fromWrite),
  };
  return (costOf(usage, model) ?? Number.NaN) - (costOf(ideal, model) ?? Number.NaN);
}
