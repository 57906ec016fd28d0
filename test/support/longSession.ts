import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../src/platform/sessionStore.ts';
import { Event, type NewEvent } from '../../src/protocol/events.ts';

/** At least `count` events of a long conversation: turns of a message, text with code, reads, a command, an answer. */
export function longConversation(count: number, root: string, sessionId: string): Event[] {
  const events: Event[] = [];
  const start = Date.now() - count * 1000;
  const add = (event: NewEvent): void => {
    const index = events.length;
    events.push(Event.parse({ id: `e${index}`, time: start + index * 1000, ...event }));
  };
  add({ type: 'session', version: 1, sessionId, root });
  add({ type: 'setting', model: 'claude-sonnet-5-5', mode: 'default' });
  for (let turn = 0; events.length < count; turn++) addTurn(add, `t${turn}`, turn);
  return events;
}

function addTurn(add: (event: NewEvent) => void, turn: string, number: number): void {
  const usage = { input: 100, output: 50, cacheRead: 4000, cacheWrite: 200 };
  const answer = { type: 'assistant' as const, turn, model: 'claude-sonnet-5-5', usage, partial: false };
  add({
    type: 'user',
    turn,
    text: `Question ${number}: why does it fail?`,
    steering: false,
    attachments: [],
    images: [],
  });
  const calls = ['a', 'b', 'c'].map((name) => ({ id: `${turn}-${name}`, path: `src/${name}${number}.ts` }));
  add({
    ...answer,
    step: 1,
    stopReason: 'toolUse',
    content: [
      { type: 'text', text: `I look at **three files** for question ${number}.` },
      ...calls.map(({ id, path }) => ({ type: 'toolUse' as const, id, name: 'read_file', input: { path } })),
    ],
  });
  for (const { id: callId, path } of calls) {
    const reason = 'It reads inside the workspace.';
    add({ type: 'call', turn, callId, tool: 'read_file', kind: 'read', title: `Read ${path}`, input: { path } });
    add({
      type: 'verdict',
      callId,
      verdict: { decision: 'allow', risk: 'LOW', layer: 'paths', rule: 'readInside', reason },
    });
    add({
      type: 'result',
      turn,
      callId,
      status: 'ok',
      text: Array.from({ length: 20 }, (_, line) => `${line + 1}\texport const value${line} = ${number};`).join('\n'),
      images: [],
      view: { type: 'text' },
      seen: [],
      durationMs: 3,
    });
  }
  const code = `\`\`\`ts\nexport function fixed(value: number): number {\n  return value + ${number};\n}\n\`\`\``;
  add({
    ...answer,
    step: 2,
    stopReason: 'endTurn',
    content: [{ type: 'text', text: `The cause is in \`src/a${number}.ts\`:\n\n${code}\n\n- one reason\n- another` }],
  });
  add({ type: 'ended', turn, reason: 'done', text: '', action: 'none' });
}

/** Puts the conversation where the history of a project finds it, and returns its id. */
export function storeConversation(home: string, root: string, count: number): string {
  const sessionId = 'long-conversation';
  const folder = join(projectFolder(home, root), 'sessions');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lines = longConversation(count, root, sessionId).map((event) => `${JSON.stringify(event)}\n`);
  writeFileSync(join(folder, `${sessionId}.jsonl`), lines.join(''), { mode: 0o600 });
  return sessionId;
}
