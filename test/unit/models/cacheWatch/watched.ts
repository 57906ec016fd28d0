import { onTestFinished } from 'vitest';
import type { Looked } from '../../../../src/agent/cachePorts.ts';
import type { Message, Model, ModelRequest, PromptPart, ToolSchema } from '../../../../src/agent/ports.ts';
import { createAnthropicModel } from '../../../../src/models/anthropic.ts';
import { openCacheWatch } from '../../../../src/models/cacheWatch.ts';
import { anthropicFacts } from '../../../../src/models/sentFacts.ts';
import type { Usage } from '../../../../src/protocol/content.ts';
import { Event } from '../../../../src/protocol/events.ts';
import type { Mode } from '../../../../src/protocol/risk.ts';
import { startModelServer } from '../../../support/modelServer.ts';
import { always, hear, recordingLog, says } from '../asking.ts';

export const minutes = 60_000;

const start = Date.UTC(2026, 10, 28);

/** What a request is made of, short enough to be changed part by part. */
export interface World {
  readonly fixed: string;
  readonly sections: Readonly<Record<string, string>>;
  readonly tools: readonly ToolSchema[];
  readonly messages: readonly Message[];
  readonly mode: Mode;
  readonly plan: boolean;
  readonly model: string;
  readonly effort?: 'low' | 'high';
  /** Minutes since the first request by this machine's clock, and by the provider's. */
  readonly at: number;
  readonly providerAt: number;
  /** Changes the body on its way; what is told of it is what then goes over the wire. */
  rewire?(body: Wire): Wire;
}

type Wire = Parameters<typeof anthropicFacts>[0];

export const tool = (name: string, description = `Does what ${name} says.`): ToolSchema => ({
  name,
  description: `${description} ${'It has limits. '.repeat(20)}`,
  inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
});

export const first: World = {
  fixed: 'You are Belay. '.repeat(500),
  sections: {
    environment: `# Environment\n\n- Date: 2026-11-27\n${'- A fact\n'.repeat(30)}`,
    openEditors: '# Open in the editor\n\n- a.ts',
    memoryIndex: '# Index of memories\n\n- a note',
    instructions: '# Instructions of this project\n\nUse tabs.',
    mine: '# Mine\n\nBe short.',
  },
  tools: ['read_file', 'edit_file', 'run_command', 'mcp__tracker__list'].map((name) => tool(name)),
  messages: [says(`Hello. ${'Read this. '.repeat(1000)}`)],
  mode: 'default',
  plan: false,
  model: 'claude-sonnet-5-5',
  at: 0,
  providerAt: 0,
};

export function requestOf({ fixed, sections, tools, messages }: World): ModelRequest {
  const parts = Object.entries(sections).map(
    ([id, text]): PromptPart => ({ id, variant: 'default', boundary: 'dynamic', from: 'belay', text }),
  );
  return { system: { fixed, dynamic: parts.map(({ text }) => text).join('\n\n'), parts }, tools, messages };
}

/** The next step of the same conversation: an answer and a message more, a minute later. */
export function next(world: World): World {
  const answer: Message = { role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] };
  const messages = [...world.messages, answer, says(`And then? ${'More. '.repeat(50)}`)];
  return { ...world, messages, at: world.at + 1, providerAt: world.providerAt + 1 };
}

export interface Watched {
  readonly usages: readonly Usage[];
  readonly lost: readonly Looked['lost'][];
}

/**
 * Sends the requests one by one to the scripted server and its simulated cache, and asks the watch after each. With
 * `reopen` the watch is opened anew before each of them, from what the transcript would hold.
 */
export async function watch(worlds: readonly World[], { reopen = false } = {}): Promise<Watched> {
  let time = start;
  const server = await startModelServer(always({ reply: [{ type: 'text', text: 'Yes.' }] }), {
    cache: { now: () => time },
  });
  onTestFinished(() => server.close());
  const events: Event[] = [];
  let cacheWatch = openCacheWatch(events);
  const usages: Usage[] = [];
  const lost: Looked['lost'][] = [];
  for (const world of worlds) {
    time = start + world.providerAt * minutes;
    let wire: Wire | undefined;
    const model: Model = createAnthropicModel({
      model: world.model,
      apiKey: 'key',
      baseUrl: server.url,
      log: recordingLog().log,
      effort: world.effort,
      fetch: async (input, init) => {
        const body = JSON.parse(String(init?.body)) as Wire;
        wire = world.rewire?.(body) ?? body;
        return await fetch(input, { ...init, body: JSON.stringify(wire) });
      },
    });
    const request = requestOf(world);
    const { message, error } = await hear(model, request);
    if (!message) throw error;
    const answer = world.rewire && wire ? { ...message, sent: anthropicFacts(wire) } : message;
    const { mode, plan } = world;
    const looked = cacheWatch.look({ time: start + world.at * minutes, mode, plan, request, answer, cost: model.cost });
    if (!looked) throw new Error('the adapter did not tell how it asked');
    usages.push(message.usage);
    lost.push(looked.lost);
    events.push(
      Event.parse({
        id: String(events.length),
        time: start,
        type: 'assistant',
        turn: 't',
        step: events.length + 1,
        model: message.model,
        content: message.content,
        stopReason: message.stopReason,
        usage: message.usage,
        partial: false,
        sent: looked.sent,
      }),
    );
    if (reopen) cacheWatch = openCacheWatch(JSON.parse(JSON.stringify(events)));
  }
  return { usages, lost };
}
