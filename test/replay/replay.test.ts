import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectHistory } from '../../src/agent/history.ts';
import type { Event } from '../../src/protocol/events.ts';
import { emptyTranscript, foldAll } from '../../src/protocol/transcript.ts';
import { tools } from '../../src/tools/index.ts';
import { readRecording, replay } from '../support/replay.ts';

const recordings = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => [name, readFileSync(join(import.meta.dirname, name), 'utf8')] as const);

/** What must be the same: everything but ids, times and the order in which parallel calls got on. */
function comparable(events: readonly Event[]): { readonly line: unknown[]; readonly calls: Record<string, unknown[]> } {
  const line: unknown[] = [];
  const calls: Record<string, unknown[]> = {};
  for (const { id: _, time: __, ...event } of events) {
    // The prompt is kept since after these were recorded.
    if (event.type === 'prompt') continue;
    const rest: Record<string, unknown> = { ...event };
    delete rest.turn;
    delete rest.durationMs;
    // The model of a replay has no price, and no time.
    if (event.type === 'assistant') delete rest.cost;
    if (event.type === 'assistant') delete rest.ms;
    const callId = event.type === 'asked' ? event.request.callId : 'callId' in event ? event.callId : undefined;
    if (callId === undefined) line.push(rest);
    else calls[callId] = [...(calls[callId] ?? []), rest];
  }
  return { line, calls };
}

describe.each(recordings)('%s', (_, text) => {
  // The list of tools grows; what was recorded stays.
  const names = tools.map(({ name }) => name).join(', ');
  const recorded = readRecording(text.replaceAll(/The tools are: [\w, ]+/g, `The tools are: ${names}`));

  it('comes out the same', async () => {
    expect(comparable(await replay(recorded))).toEqual(comparable(recorded));
  });

  it('gives the model a history that a provider accepts', () => {
    const messages = projectHistory(recorded);
    expect(messages.map(({ role }) => role)).toEqual(
      messages.map((_, index) => (index % 2 === 0 ? 'user' : 'assistant')),
    );
    for (const [index, message] of messages.entries()) {
      const calls = message.content.flatMap((block) => (block.type === 'toolUse' ? [block.id] : []));
      const results = messages[index + 1]?.content.flatMap((block) =>
        block.type === 'toolResult' ? [block.callId] : [],
      );
      if (calls.length > 0) expect(results).toEqual(calls);
    }
  });

  it('is drawn without anything left open', () => {
    const transcript = foldAll(recorded);
    expect(transcript).not.toEqual(emptyTranscript);
    const open = transcript.items.filter(
      (item) => item.type === 'call' && ['writing', 'waiting', 'running'].includes(item.state),
    );
    expect(open).toEqual([]);
  });
});

it('a line that is no event is refused', () => {
  expect(() => readRecording('{"type":"applied"}\n')).toThrow();
});
