import { randomUUID } from 'node:crypto';
import { onTestFinished, vi } from 'vitest';
import type { LifetimeSetting } from '../../src/agent/cacheLifetime.ts';
import type { Model, PromptPart, SystemPrompt } from '../../src/agent/ports.ts';
import type { Tool } from '../../src/agent/tool.ts';
import { openCacheWatch } from '../../src/models/cacheWatch.ts';
import type { Effort } from '../../src/models/catalog.ts';
import { createModels } from '../../src/models/choose.ts';
import type { Event, EventOf } from '../../src/protocol/events.ts';
import { type FakeSession, fakeSession } from './fakeSession.ts';
import { fakeTools } from './fakeTools.ts';
import { type ModelServer, startModelServer } from './modelServer.ts';
import { noModelSettings } from './noModelSettings.ts';
import { call, say, script, turn } from './script.ts';

/** Everything outside of a session that could find its way into a prompt; change it as you like between turns. */
export interface CachedWorld {
  /** Belay's own instructions, which another version has otherwise. */
  fixed: string;
  effort: Effort | undefined;
  sections: Record<string, string>;
  tools: readonly Tool[];
  lifetime: LifetimeSetting;
  editTools: 'auto' | 'replace' | 'patch' | 'both';
  readonly server: ModelServer;
  /** Minutes pass, on this machine and at the provider. */
  wait(minutes: number): void;
  /** A session of this world; `events` are those of an earlier run. */
  open(events?: readonly Event[], model?: string): Promise<FakeSession>;
  /** As the product makes it, with the settings of now. */
  model(name: string): Promise<Model>;
}

/** Calls that no other step makes: who repeats himself is stopped. */
const looks = (step: string, count: number) =>
  Array.from({ length: count }, (_, at) => call('look', { at: `${step}-${at}` }));

/** What the scripted model does after a message with one of these words. */
const scenario = script('cached', [
  turn('many', looks('a', 30), looks('b', 1), looks('c', 25), [say('Looked at many.')]),
  turn('few', looks('d', 2), looks('e', 1), [say('Looked at a few.')]),
  turn('.', [say('Yes.')]),
]);

/** A project, a provider with its prompt cache, and one clock for both, until the test ends. */
export async function cachedWorld(): Promise<CachedWorld> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 27, 9) });
  const server = await startModelServer(scenario);
  onTestFinished(async () => {
    vi.useRealTimers();
    await server.close();
  });
  const models = createModels({
    settings: () => ({ ...noModelSettings, anthropicUrl: server.url, effort: world.effort }),
    key: async () => 'key',
    tour: async () => scenario,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const world: CachedWorld = {
    fixed: 'You are a test. '.repeat(600),
    effort: 'medium',
    sections: {
      environment: '# Environment\n\n- Date: 2026-11-27',
      instructions: `# Instructions of this project\n\n${'Use tabs, and think twice.\n'.repeat(100)}`,
    },
    tools: fakeTools,
    lifetime: 'auto',
    editTools: 'auto',
    server,
    wait(minutes) {
      vi.setSystemTime(Date.now() + minutes * 60_000);
    },
    model: (name) => models.create(name),
    async open(events, model = 'claude-sonnet-5-5') {
      const parts = {
        model: await world.model(model),
        get tools() {
          return world.tools;
        },
        editTools: () => world.editTools,
        cacheLifetime: () => world.lifetime,
        cacheWatch: openCacheWatch,
        // What is tried here goes on for longer than a budget would let it.
        limits: () => ({}),
        prompt: async () => promptOf(world),
        newId: randomUUID,
      };
      return await fakeSession(parts, events ? { resumed: JSON.parse(JSON.stringify(events)) } : {});
    },
  };
  return world;
}

function promptOf({ fixed, sections }: CachedWorld): SystemPrompt {
  const parts = Object.entries(sections).map(
    ([id, text]): PromptPart => ({ id, variant: 'default', boundary: 'dynamic', from: 'belay', text }),
  );
  return { fixed, dynamic: parts.map(({ text }) => text).join('\n\n'), parts };
}

/** The answers of a conversation whose requests were counted by the provider. */
export function answersOf(events: readonly Event[]): EventOf<'assistant'>[] {
  return events.filter((event): event is EventOf<'assistant'> => event.type === 'assistant' && !event.partial);
}

/** Tokens that each request should have read and did not: what the one before had read and written, less what it read. */
export function missed(answers: readonly EventOf<'assistant'>[]): number[] {
  return answers.slice(1).map(({ usage }, at) => {
    const before = answers[at]?.usage;
    return before ? before.cacheRead + before.cacheWrite - usage.cacheRead : Number.NaN;
  });
}
