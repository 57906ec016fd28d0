import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Event } from '../../src/protocol/events.ts';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import { say, script, turn } from '../support/script.ts';

const turnCount = 1000;
const scenario = script('long', [turn('begin', [say('Begun.')]), turn('go on', [say('Gone on.')])]);

let belay: BelayWindow;
let person: Person;

windowOfThisFile(scenario, {}, (opened) => {
  ({ belay, person } = opened);
});

test('a session of 6,000 events opens from the history, shows its end, and keeps few rows in the page', async () => {
  await person.say('Please begin');
  await person.heard('Begun.');
  const folder = sessionsFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'long-session.jsonl'),
    `${conversation()
      .map((one) => JSON.stringify(one))
      .join('\n')}\n`,
  );
  await person.button('Session history').click();
  await belay.view.getByRole('textbox', { name: 'Search sessions' }).fill('Question number 999');
  await belay.view
    .getByRole('button', { name: /Question number 0/ })
    .first()
    .click();
  const began = performance.now();
  await person.conversation.getByText('Answer number 999.').waitFor();
  expect(performance.now() - began).toBeLessThan(10_000);
  await belay.screenshot('long-end');
  await expect.poll(() => person.conversation.locator('.row').count()).toBeLessThan(80);
  await expect.poll(() => belay.view.locator('*').count()).toBeLessThan(3000);
});

test('scrolling through it works in both directions', async () => {
  const first = person.conversation.locator('.row').getByText('Question number 0', { exact: true });
  await person.conversation.locator('.list').hover();
  await expect
    .poll(async () => {
      await belay.page.mouse.wheel(0, -100_000);
      return await first.isVisible();
    })
    .toBe(true);
  await belay.screenshot('long-start');
  await belay.view.getByRole('button', { name: 'Jump to latest' }).click();
  await person.conversation.getByText('Answer number 999.').waitFor();
  await expect.poll(() => person.conversation.locator('.row').count()).toBeLessThan(80);
});

test('it has used up its requests: the budget asks, and the conversation goes on at once when it is raised', async () => {
  await person.say('Now go on');
  await belay.view.getByText('2000 of 250 used.').waitFor();
  await person.button('Raise and Continue').click();
  await person.heard('Gone on.');
});

function sessionsFolder(): string {
  const projects = join(belay.home, 'projects');
  const [slug] = readdirSync(projects);
  return join(projects, slug ?? '', 'sessions');
}

/** A thousand turns of six events, each checked against the schema. */
function conversation(): Event[] {
  let at = Date.now() - 86_400_000;
  const stamp = (id: string): { id: string; time: number } => {
    at += 1000;
    return { id, time: at };
  };
  const turns = Array.from({ length: turnCount }, (_, index): unknown[] => {
    const turn = `turn-${index}`;
    const callId = `call-${index}`;
    const usage = { input: 10, output: 10, cacheRead: 0, cacheWrite: 0 };
    const answer = { type: 'assistant', turn, model: 'claude-sonnet-5-5', usage, partial: false };
    return [
      {
        ...stamp(turn),
        type: 'user',
        turn,
        text: `Question number ${index}`,
        steering: false,
        attachments: [],
        images: [],
      },
      {
        ...stamp(`a-${index}`),
        ...answer,
        step: 1,
        content: [
          { type: 'text', text: 'I look into the file.' },
          { type: 'toolUse', id: callId, name: 'read_file', input: { path: `file${index}.txt` } },
        ],
        stopReason: 'toolUse',
      },
      {
        ...stamp(`c-${index}`),
        type: 'call',
        turn,
        callId,
        tool: 'read_file',
        kind: 'read',
        title: `Read file${index}.txt`,
        input: { path: `file${index}.txt` },
      },
      {
        ...stamp(`r-${index}`),
        type: 'result',
        turn,
        callId,
        status: 'ok',
        text: 'a line\n'.repeat(20),
        images: [],
        view: { type: 'text' },
        seen: [],
        durationMs: 3,
      },
      {
        ...stamp(`b-${index}`),
        ...answer,
        step: 2,
        content: [{ type: 'text', text: `Answer number ${index}.` }],
        stopReason: 'endTurn',
      },
      { ...stamp(`e-${index}`), type: 'ended', turn, reason: 'done', text: '', action: 'none' },
    ];
  });
  const start = { ...stamp('start'), type: 'session', version: 1, sessionId: 'long-session', root: belay.workspace };
  return [start, ...turns.flat()].map((event) => Event.parse(event));
}
