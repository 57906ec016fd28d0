import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { toolSchema } from '../../../src/agent/askModel.ts';
import { buildAnthropicRequest } from '../../../src/models/anthropicRequest.ts';
import { projectInstructions } from '../../../src/platform/projectInstructions.ts';
import { describePrompt } from '../../../src/prompts/describePrompt.ts';
import { createSessionPrompts, type PromptSources } from '../../../src/prompts/sessionPrompts.ts';
import { Event } from '../../../src/protocol/events.ts';
import { isSecret } from '../../../src/security/paths.ts';
import { tools } from '../../../src/tools/index.ts';
import { noChoice, promptValues } from '../../support/promptValues.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const nothing: PromptSources = {
  surface: 'window',
  features: async () => ({ source: undefined, problems: [] }),
  files: async () => ({ files: [], problems: [] }),
  values: async () => promptValues,
};
const model = (id: string) => {
  const info = { id, label: id, contextWindow: 1000, images: true, editTools: 'replace' as const };
  return { info: id.startsWith('claude-') ? { ...info, marksCache: true as const } : info };
};

function describe_(parts: Partial<PromptSources> = {}, id = 'claude-sonnet-5-5', events: readonly Event[] = []) {
  const prompts = createSessionPrompts({ ...nothing, ...parts });
  return describePrompt({
    deps: { ...prompts, tools, sanitise: (text) => text.replaceAll('\u200b', '') },
    model: model(id),
    mode: 'default',
    session: { id: 's', events, system: undefined },
  });
}

describe('the description of a prompt', () => {
  it('has sizes that add up, and the tools that the model is offered', async () => {
    const report = await describe_();
    const { sections, tokens } = report;
    const sum = (boundary: string): number =>
      sections.filter((one) => one.boundary === boundary).reduce((all, one) => all + one.tokens, 0);
    expect(Math.abs(sum('static') - tokens.static)).toBeLessThan(3 * sections.length);
    expect(Math.abs(sum('dynamic') - tokens.dynamic)).toBeLessThan(3 * sections.length);
    expect(report.tools.map(({ name }) => name)).not.toContain('apply_patch');
    expect(report.breakpoints).toEqual([
      { after: 'tools', tokens: tokens.tools },
      { after: 'static', tokens: tokens.tools + tokens.static },
      { after: 'lastRequest', tokens: null },
      { after: 'end', tokens: null },
    ]);
    expect(report.counted).toEqual({ observations: 0, error: undefined });
  });

  it('shows breakpoints where requests have them', async () => {
    const text = (words: string) => ({ type: 'text' as const, text: words });
    const messages = [
      { role: 'user' as const, content: [text('One.')] },
      { role: 'assistant' as const, content: [text('Yes.')] },
      { role: 'user' as const, content: [text('Two.')] },
    ];
    const request = buildAnthropicRequest(
      { system: { fixed: 'f', dynamic: 'd' }, tools: tools.map(toolSchema), messages },
      { model: 'claude-sonnet-5-5' },
    );
    const marked = (blocks: readonly object[]): number[] =>
      blocks.flatMap((block, index) => ('cache_control' in block && block.cache_control ? [index] : []));
    const found = {
      tools: marked(request.tools ?? []),
      static: typeof request.system === 'object' && marked(request.system),
      messages: request.messages.map(({ content }) => (typeof content === 'object' ? marked(content) : [])),
    };
    expect(found).toEqual({ tools: [tools.length - 1], static: [0], messages: [[0], [], [0]] });
    expect((await describe_()).breakpoints).toHaveLength(4);
  });

  it('shows no breakpoint for a model whose requests have none', async () => {
    expect((await describe_({}, 'openai/gpt-5')).breakpoints).toEqual([]);
  });

  it('tells what was chosen, what was skipped, and shows the text cleaned', async () => {
    const report = await describe_({
      features: async () => ({
        source: { payload: { 'section.working': { defaultValue: 'terse' } }, from: 'file' },
        problems: [],
      }),
      files: async () => ({ files: [{ name: 'x.md', from: 'project', text: 'no front matter' }], problems: [] }),
      values: async () => ({
        ...promptValues,
        instructions: { files: ['A'], text: 'hid\u200bden', problems: ['A is cut.'] },
      }),
    });
    expect(report.choice.variants).toEqual({ working: 'terse' });
    expect(report.sections.find(({ id }) => id === 'working')?.variant).toBe('terse');
    expect(report.sections.find(({ id }) => id === 'instructions')?.text).toContain('\nhidden');
    expect(report.problems).toEqual([expect.stringContaining('.belay/prompts/x.md is left out'), 'A is cut.']);
  });

  it('fits its counts to what the provider reported of the first request', async () => {
    const before = await describe_({}, 'claude-x');
    const counted = (before.tokens.tools + before.tokens.static + before.tokens.dynamic) / 1.2;
    const stamp = (id: string) => ({ id, time: 1 });
    const events = [
      { ...stamp('a'), type: 'session', version: 1, sessionId: 's', root: '/r' },
      { ...stamp('b'), type: 'user', turn: 't', text: 'Hello.', steering: false, attachments: [], images: [] },
      {
        ...stamp('c'),
        type: 'assistant',
        turn: 't',
        step: 1,
        model: 'claude-x-20261101',
        content: [],
        stopReason: 'endTurn',
        usage: { input: 10, output: 900, cacheRead: 0, cacheWrite: Math.round(counted * 1.5) },
        partial: false,
      },
    ].map((event) => Event.parse(event));
    const after = await describe_({}, 'claude-x', events);
    expect(after.counted.observations).toBe(1);
    expect(after.tokens.static / before.tokens.static).toBeCloseTo(1.25, 1);
    expect((await describe_({}, 'claude-y', events)).counted.observations).toBe(0);
  });
});

describe('the static part', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it.each([
    ['2026-01-01T00:00:00Z', 'UTC', 'C', 'default'],
    ['2031-07-15T23:59:59Z', 'Pacific/Kiritimati', 'tr_TR.UTF-8', 'bypass'],
    ['1999-12-31T12:00:00Z', 'America/St_Johns', 'ar_EG.UTF-8', 'allowEdits'],
  ] as const)('is the same at %s in %s with %s', async (time, zone, locale, mode) => {
    const home = temporaryFolder({ 'AGENTS.md': `Home at ${time}.` });
    const root = join(home, zone.replace('/', '-'));
    mkdirSync(root);
    vi.stubEnv('TZ', zone);
    vi.stubEnv('LANG', locale);
    vi.stubEnv('LC_ALL', locale);
    vi.stubEnv('HOME', home);
    vi.useFakeTimers({ now: new Date(time), toFake: ['Date'] });
    const sources: PromptSources = {
      ...nothing,
      surface: mode === 'default' ? 'window' : 'commandLine',
      values: async () => ({
        root,
        platform: zone,
        shell: 'bash',
        date: new Date().toLocaleDateString(),
        versionControl: 'none found',
        instructions: await projectInstructions({ root, home, isSecret }),
      }),
      files: async () => ({
        files: [{ name: 'x.md', from: 'project', text: `---\norder: 1\nboundary: dynamic\n---\n${zone}` }],
        problems: [],
      }),
    };
    const prompts = createSessionPrompts(sources);
    const { choice } = await prompts.choosePrompt({ sessionId: zone, model: zone, mode });
    const { fixed, dynamic } = await prompts.prompt(choice, zone === 'UTC' ? [] : ['grep']);
    const usual = await createSessionPrompts(nothing).prompt(noChoice, ['read_file']);
    expect(Buffer.from(fixed).equals(Buffer.from(usual.fixed))).toBe(true);
    expect(dynamic).toContain(zone);
    expect(fixed).not.toMatch(/\{\{|\d{4}-\d\d-\d\d|\/home\/|\/tmp\//);
  });
});
