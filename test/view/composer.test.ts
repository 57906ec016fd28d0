import { describe, expect, test } from 'vitest';
import { axeFindingsInThemes } from '../support/viewHarness/axe.ts';
import { wear } from '../support/viewHarness/open.ts';
import type { ThemeName } from '../support/viewHarness/themes.ts';
import { button, composer, open, said, scene, viewsOfThisFile } from '../support/viewHarness/views.ts';

viewsOfThisFile();

describe('the composer', () => {
  test('sends with Enter, breaks the line with Shift+Enter, and brings earlier messages back', async () => {
    const view = await open(scene('answer'));
    const field = composer(view.page);
    await field.fill('first');
    await field.press('Shift+Enter');
    await field.pressSequentially('second');
    await field.press('Enter');
    await expect
      .poll(() => said(view, 'prompt'))
      .toEqual([{ type: 'prompt', text: 'first\nsecond', attachments: [], images: [] }]);
    await expect.poll(() => field.inputValue()).toBe('');
    await field.pressSequentially('new');
    await field.press('ArrowUp');
    await expect.poll(() => field.inputValue()).toContain('Why does the sum test fail?');
    await field.press('ArrowDown');
    await expect.poll(() => field.inputValue()).toBe('new');
    await view.page.close();
  });

  test('mentions a file with the keyboard', async () => {
    const view = await open(scene('answer'));
    const field = composer(view.page);
    await field.pressSequentially('see @su');
    await expect.poll(async () => (await said(view, 'findMentions')).at(-1)?.query).toBe('su');
    const items = ['src/sum.ts', 'test/sum.test.ts'].map((path) => ({
      attachment: { path },
      label: path.slice(path.indexOf('/') + 1),
      detail: path.slice(0, path.indexOf('/')),
    }));
    await view.send({ type: 'mentions', query: 'su', items });
    await view.page.getByRole('option', { name: 'sum.test.ts', exact: false }).waitFor();
    await field.press('ArrowDown');
    await field.press('Enter');
    await expect.poll(() => field.inputValue()).toBe('see @test/sum.test.ts ');
    await field.press('Enter');
    await expect.poll(async () => (await said(view, 'prompt'))[0]?.attachments).toEqual([{ path: 'test/sum.test.ts' }]);
    await view.page.close();
  });

  test('mentions a thing of a kind: kinds first, its size before sending, its text by a press, gone with its word', async () => {
    const view = await open(scene('answer'));
    const field = composer(view.page);
    await field.pressSequentially('why @');
    const option = (name: string) => view.page.getByRole('option', { name, exact: false });
    await option('Symbol').waitFor();
    await expect.poll(() => view.page.getByRole('option').count()).toBe(8);
    for (let at = 0; at < 2; at++) await field.press('ArrowDown');
    await field.press('Enter');
    await view.page.getByRole('listbox', { name: 'Mention: Symbol' }).waitFor();
    await field.press('Backspace');
    await option('Folder').waitFor();
    for (let at = 0; at < 2; at++) await field.press('ArrowDown');
    await field.press('Tab');
    await field.pressSequentially('to');
    await expect
      .poll(async () => (await said(view, 'findMentions')).at(-1))
      .toEqual({
        type: 'findMentions',
        query: 'to',
        kind: 'symbol',
      });
    const attachment = { kind: 'symbol' as const, path: 'src/sum.ts', name: 'total', firstLine: 3, lastLine: 9 };
    const items = [{ attachment, label: 'total', detail: 'function · src/sum.ts:3' }];
    await view.send({ type: 'mentions', query: 'to', kind: 'symbol', items });
    await option('total').click();
    await expect.poll(() => field.inputValue()).toBe('why @total ');
    await expect.poll(async () => (await said(view, 'measure')).at(-1)?.attachments).toEqual([attachment]);
    await view.send({ type: 'measured', sizes: [{ attachment, tokens: 1234 }] });
    await button(view.page, 'total 1.2k tokens').click();
    await expect
      .poll(async () => (await said(view, 'openAttachment')).at(-1))
      .toEqual({ type: 'openAttachment', attachment });
    await button(view.page, 'Remove total').click();
    await expect.poll(() => field.inputValue()).toBe('why ');
    await field.pressSequentially('@');
    for (let at = 0; at < 6; at++) await field.press('ArrowDown');
    await field.press('Enter');
    await button(view.page, 'Send').click();
    const changes = { kind: 'changes', path: '', name: 'Git changes' };
    await expect
      .poll(async () => (await said(view, 'prompt')).at(-1))
      .toMatchObject({ text: 'why @Git changes', attachments: [changes] });
    await view.page.close();
  });

  test('keeps the draft over a reload', async () => {
    const view = await open(scene('answer'), { state: { draft: 'half a thought' } });
    await expect.poll(() => composer(view.page).inputValue()).toBe('half a thought');
    await view.page.close();
  });

  test('a message with more than one can carry is kept and says why', async () => {
    const view = await open(scene('answer'));
    const field = composer(view.page);
    await field.fill('all of these');
    const drop = async (from: number, to: number): Promise<void> =>
      await field.evaluate(
        (element, [first, last]) => {
          const uris = Array.from({ length: last - first }, (_, at) => `file:///w/f${first + at}.ts`);
          const data = new DataTransfer();
          data.setData('text/uri-list', uris.join('\r\n'));
          element.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        },
        [from, to] as const,
      );
    await drop(0, 30);
    await drop(10, 51);
    await button(view.page, 'Remove f50.ts').waitFor();
    await expect.poll(async () => (await said(view, 'measure')).at(-1)?.attachments.length).toBe(50);
    await field.press('Enter');
    await view.page.getByRole('alert').getByText('Not sent: 51 things are attached').waitFor();
    expect(await said(view, 'prompt')).toEqual([]);
    await expect.poll(() => field.inputValue()).toBe('all of these');
    await button(view.page, 'Remove f50.ts').click();
    await field.press('Enter');
    await expect.poll(async () => (await said(view, 'prompt'))[0]?.attachments).toHaveLength(50);
    await field.fill('x'.repeat(1_000_001));
    await field.press('Enter');
    await view.page.getByRole('alert').getByText('Put the text into a file').waitFor();
    await expect.poll(() => said(view, 'prompt')).toHaveLength(1);
    await view.page.close();
  });

  test('a turn is found good or bad, and that can be taken back', async () => {
    const view = await open(scene('answer'));
    await button(view.page, 'Good answer').last().click();
    const [rated] = await said(view, 'rate');
    expect(rated?.thumb).toBe('up');
    const event = { id: 'rated', time: 1, type: 'rated' as const, turn: rated?.turn ?? '', thumb: 'up' as const };
    await view.send({ type: 'event', event });
    const pressed = view.page.locator('vscode-button[aria-pressed=true]');
    await pressed.waitFor();
    await pressed.click();
    await expect.poll(async () => (await said(view, 'rate')).at(-1)?.thumb).toBe('none');
    await view.send({ type: 'event', event: { ...event, id: 'again', thumb: 'none' } });
    await pressed.waitFor({ state: 'detached' });
    await view.page.close();
  });

  test('stops, and takes a queued message back', async () => {
    const view = await open(scene('queue'));
    await button(view.page, 'Stop').click();
    await button(view.page, 'Take back: Also update the changelog.').click();
    await expect.poll(() => said(view, 'stop')).toHaveLength(1);
    await expect.poll(() => said(view, 'unqueue')).toEqual([{ type: 'unqueue', id: 'm1' }]);
    await view.send({ type: 'draft', text: 'Also update the changelog.', attachments: [], send: false });
    await expect.poll(() => composer(view.page).inputValue()).toBe('Also update the changelog.');
    await view.page.close();
  });
});

const picked = {
  type: 'models' as const,
  current: 'claude-sonnet-5-5',
  done: true,
  groups: [
    {
      title: 'Anthropic',
      models: [
        {
          id: 'claude-sonnet-5-5',
          label: 'Claude Sonnet 5.5',
          detail: 'Fast and able: the default',
          contextWindow: 1_000_000,
          price: { input: 2, output: 10 },
        },
        {
          id: 'claude-opus-5-5',
          label: 'Claude Opus 5.5',
          detail: 'For long and difficult work',
          contextWindow: 1_000_000,
          price: { input: 4, output: 20 },
          change: { tokens: 48_000, dollars: 0.24, losses: [] },
        },
      ],
    },
    {
      title: 'localhost:11434',
      models: [
        {
          id: 'openai/a-local-model-with-quite-a-long-name:30b-instruct-q4',
          label: 'a-local-model-with-quite-a-long-name:30b-instruct-q4',
          detail: '',
          contextWindow: 32_768,
          tools: false,
          change: {
            tokens: 48_000,
            dollars: null,
            losses: [
              'It cannot see the pictures of this conversation.',
              'The conversation does not fit into its window.',
            ],
          },
        },
      ],
    },
    {
      title: 'Amazon Bedrock',
      models: [],
      hint: { text: 'Set up…', detail: 'Set belay.bedrock.region in your settings' },
    },
  ],
};

describe('the model picker', () => {
  const openPicker = async () => {
    const view = await open(scene('answer'));
    await view.page.getByRole('button', { name: 'Claude Sonnet', exact: false }).click();
    await view.page.getByRole('combobox', { name: 'Search models' }).waitFor();
    await expect.poll(() => said(view, 'listModels')).toHaveLength(1);
    await view.send(picked);
    return view;
  };

  test('lists by provider, searches, and says what a change costs before it is made', async () => {
    const view = await openPicker();
    const { page } = view;
    const search = page.getByRole('combobox', { name: 'Search models' });
    await expect.poll(() => page.getByRole('option').count()).toBe(4);
    await search.fill('opus');
    await expect.poll(() => page.getByRole('option').count()).toBe(1);
    await search.press('Enter');
    const change = page.getByRole('group', { name: 'Change to Claude Opus 5.5?' });
    await change.getByText('about 48k tokens, $0.24').waitFor();
    await button(page, 'Keep').click();
    await search.waitFor();
    await search.fill('local');
    await search.press('Enter');
    await page.getByText('at a price that is not known').waitFor();
    await page.getByText('It cannot see the pictures').waitFor();
    expect(await said(view, 'useModel')).toEqual([]);
    await button(page, 'Change').click();
    await expect
      .poll(() => said(view, 'useModel'))
      .toEqual([{ type: 'useModel', id: 'openai/a-local-model-with-quite-a-long-name:30b-instruct-q4' }]);
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Message Belay');
    await page.close();
  });

  test('the current model is kept without a question, a hint does what it says, Escape gives the keyboard back', async () => {
    const view = await openPicker();
    const search = view.page.getByRole('combobox', { name: 'Search models' });
    await search.press('Enter');
    await search.waitFor({ state: 'detached' });
    await view.page.getByRole('button', { name: 'Claude Sonnet', exact: false }).click();
    await search.press('ArrowUp');
    await search.press('Enter');
    await expect.poll(() => said(view, 'modelHint')).toEqual([{ type: 'modelHint', title: 'Amazon Bedrock' }]);
    await view.page.getByRole('button', { name: 'Claude Sonnet', exact: false }).click();
    await search.press('Escape');
    await view.page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Message Belay');
    expect(await said(view, 'useModel')).toEqual([]);
    await view.page.close();
  });

  test('axe finds nothing in it, in any theme', async () => {
    const { page, problems } = await openPicker();
    const picture =
      (name: string) =>
      (theme: ThemeName): Promise<unknown> =>
        page.screenshot({ path: `artifacts/view/${name}-${theme}.png` });
    expect(await axeFindingsInThemes(page, picture('picker'), true)).toEqual([]);
    await page.getByRole('option', { name: 'a-local-model', exact: false }).click();
    await wear(page, 'dark');
    expect(await axeFindingsInThemes(page, picture('picker-change'), true)).toEqual([]);
    expect(problems).toEqual([]);
    await page.close();
  });
});
