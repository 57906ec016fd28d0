import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, openWindow } from '../../scripts/host/openWindow.mjs';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { say, script, turn } from '../support/script.ts';

const overloaded = { status: 529, retryAfterMs: '10', times: 12 };

const scenario = script('errors', [
  turn('unknown key', { reply: [say('Never said.')], faults: [{ status: 401, message: 'invalid x-api-key' }] }),
  turn('crowded', { reply: [say('The crowd has gone.')], faults: [overloaded] }),
  turn('no money', {
    reply: [say('Paid.')],
    faults: [{ status: 400, message: 'Your credit balance is too low to access the API.' }],
  }),
  turn('broken line', { reply: [say('The whole answer arrived after all.')], faults: [{ cutAfter: 5 }] }),
  turn('hello', [say('Hello to you.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

beforeAll(async () => {
  server = await startModelServer(scenario);
  belay = await openBelay({ modelUrl: server.url });
  person = personAt(belay);
  await person.composer.waitFor();
});

picturesOfFailures(() => belay);

afterAll(async () => {
  await belay?.close();
  await server?.close();
});

describe('what goes wrong is said in a sentence, with a button that helps', () => {
  test('a key that the provider does not take', async () => {
    await person.say('Try the unknown key');
    await person.button('Set API Key').waitFor();
    await belay.screenshot('error-key');
    await expect.poll(() => person.conversation.locator('.endNote.problem').last().innerText()).toMatch(/key/i);
    await person.button('Set API Key').click();
    await belay.page.locator('.quick-input-widget:visible input[type=password]').waitFor();
    await belay.page.keyboard.press('Escape');
  });

  test('an overloaded provider: asked again, and Try Again works afterwards', async () => {
    await person.newSession();
    await person.say('It is crowded');
    await person.button('Try Again').waitFor();
    await belay.screenshot('error-overloaded');
    await person.button('Try Again').click();
    await person.heard('The crowd has gone.');
  });

  test('no credit left', async () => {
    await person.newSession();
    await person.say('There is no money');
    await person.conversation
      .locator('.endNote.problem')
      .last()
      .getByText(/credit/i)
      .waitFor();
    await belay.screenshot('error-credit');
  });

  test('a stream that breaks off is asked again, and nothing is said twice', async () => {
    await person.newSession();
    await person.say('The broken line');
    await person.heard('The whole answer arrived after all.');
    await expect.poll(() => person.conversation.locator('.listArea').getByText('The whole answer').count()).toBe(1);
  });

  test('nobody answers: the sentence says so, and Try Again works once the line is back', async () => {
    await person.newSession();
    const port = Number(new URL(server.url).port);
    await server.close();
    await person.say('Say hello');
    await person.button('Try Again').waitFor({ timeout: 60_000 });
    await belay.screenshot('error-offline');
    server = await startModelServer(scenario, { port });
    await person.button('Try Again').click();
    await person.heard('Hello to you.');
  });
});

test('in a window without a folder the view says what to do', async () => {
  const browser = await openBrowser();
  try {
    const url = new URL(belay.page.url());
    url.searchParams.delete('folder');
    url.searchParams.set('ew', 'true');
    const page = await openWindow(browser, `${url.href}${url.href.includes('tkn=') ? '' : `&tkn=${await token()}`}`);
    await page
      .locator('.activitybar')
      .getByRole('tab', { name: /^Belay/ })
      .click();
    const view = page.locator('iframe.webview:visible').contentFrame().locator('iframe#active-frame').contentFrame();
    await view.getByText('Open a folder first: Belay works inside a project.').waitFor();
    await expect.poll(() => view.getByRole('textbox', { name: 'Message Belay' }).isDisabled()).toBe(true);
    await page.screenshot({ path: 'artifacts/screens/error-no-folder.png' });
  } finally {
    await browser.close();
  }
});

async function token(): Promise<string> {
  const cookies = await belay.page.context().cookies();
  return cookies.find((cookie) => cookie.name.includes('tkn'))?.value ?? '';
}
