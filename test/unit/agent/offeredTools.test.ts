import { expect, test } from 'vitest';
import type { EditTools } from '../../../src/agent/ports.ts';
import { editToolsFor, offeredBy } from '../../../src/models/catalog.ts';
import { tools } from '../../../src/tools/index.ts';
import { fakeModel, fakeSession, say, use } from '../../support/fakeSession.ts';

const byForm = ['edit_file', 'multi_edit', 'apply_patch'];
const cases: [model: EditTools, chosen: EditTools | 'auto' | undefined, offered: string[]][] = [
  ['replace', undefined, ['edit_file', 'multi_edit']],
  ['replace', 'auto', ['edit_file', 'multi_edit']],
  ['patch', 'auto', ['apply_patch']],
  ['both', 'auto', byForm],
  ['replace', 'patch', ['apply_patch']],
  ['patch', 'both', byForm],
  ['both', 'replace', ['edit_file', 'multi_edit']],
];

test.each(cases)('a model for %s, the setting %s', async (editTools, chosen, offered) => {
  const fake = fakeModel([say('done')]);
  const model = { ...fake, info: { ...fake.info, editTools } };
  const { session } = await fakeSession({
    model,
    tools,
    toolSearch: () => 'off',
    ...(chosen ? { editTools: () => chosen } : {}),
  });
  await session.prompt('go');
  const names = fake.requests[0]?.tools.map(({ name }) => name) ?? [];
  expect(names.filter((name) => byForm.includes(name))).toEqual(offered);
  expect(names).toEqual(
    tools
      .map(({ name }) => name)
      .filter((name) => name !== 'tool_search' && (!byForm.includes(name) || offered.includes(name))),
  );
});

test('a call of an edit tool that was not offered still works', async () => {
  const fake = fakeModel([use({ name: 'apply_patch', input: { patch: 'nonsense' } }), say('done')]);
  const model = { ...fake, info: { ...fake.info, editTools: 'replace' as const } };
  const { session } = await fakeSession({ model, tools });
  await session.prompt('go');
  expect(session.events.find(({ type }) => type === 'result')).toMatchObject({
    text: expect.stringMatching(/names no file/),
  });
});

test.each([
  ['claude-sonnet-5-5', 'replace'],
  ['anthropic/claude-haiku-4-5-20251001', 'replace'],
  ['eu.anthropic.claude-opus-5', 'replace'],
  ['gpt-6', 'patch'],
  ['openai/gpt-5-codex', 'patch'],
  ['o9-mini', 'patch'],
  ['codex-mini', 'patch'],
  ['llama-9', 'replace'],
  ['ollama', 'replace'],
] as const)('%s makes edits by %s', (model, form) => {
  expect(editToolsFor(model)).toBe(form);
});

test('every model of the list says which edit tools suit it', () => {
  const forms = { anthropic: 'replace', bedrock: 'replace', vertex: 'replace', openai: 'patch', tour: 'both' } as const;
  for (const provider of ['anthropic', 'bedrock', 'vertex', 'openai', 'tour'] as const) {
    expect(offeredBy(provider).map(({ editTools }) => editTools)).toEqual(
      offeredBy(provider).map(() => forms[provider]),
    );
  }
});
