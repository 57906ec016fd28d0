import type { Frame } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import { call, say, script, turn } from '../support/script.ts';
import { axeFindings } from '../support/viewHarness/axe.ts';

const rich = `### Findings

The total in \`src/shop.py:2\` is rounded **too early**; see [the manual](https://docs.python.org/3/library/functions.html#round).

| Place | What | Since |
|:--|:--|--:|
| \`shop.py\` | rounds each price before the sum is taken | 2024 |
| \`bill.py\` | correct | 2021 |

\`\`\`python
# The discount comes last.
def total(prices: list[float]) -> float:
    return round(sum(prices) * 0.9, 2)
\`\`\`

> Rounding twice loses cents.

- [x] read the shop
- [ ] mend it
`;

const scenario = script('states', [
  turn(
    'look',
    [
      { type: 'thinking', text: 'The shop first.' },
      call('todo_write', {
        todos: [
          { text: 'Read the shop', status: 'done' },
          { text: 'Mend the rounding', status: 'active' },
          { text: 'Run the tests', status: 'pending' },
        ],
      }),
      call('read_file', { path: 'src/shop.py' }),
      call('read_file', { path: 'src/missing.py' }),
    ],
    [say(rich)],
  ),
  turn(
    'command',
    [call('run_command', { command: 'python -m pytest --quiet tests/test_shop.py && git push' })],
    [say('No.')],
  ),
  turn(
    'edit',
    [call('read_file', { path: 'src/shop.py' })],
    [
      call('edit_file', {
        path: 'src/shop.py',
        oldText: 'sum(round(p, 2) for p in prices)',
        newText: 'round(sum(prices), 2)',
      }),
    ],
    [say('No.')],
  ),
  turn(
    'question',
    [
      call('ask_user', {
        question: 'Which rounding shall I use?',
        options: [
          { label: 'Bankers', description: 'Half goes to the even neighbour' },
          { label: 'Commercial', description: 'Half goes up' },
        ],
      }),
    ],
    [say('Thank you.')],
  ),
]);

/** Each theme with the mark that the view has once it is drawn in it. */
const themes = {
  dark: ['Dark Modern', 'body.vscode-dark'],
  light: ['Light Modern', 'body.vscode-light'],
  contrast: ['Dark High Contrast', 'body.vscode-high-contrast:not(.vscode-high-contrast-light)'],
  contrastLight: ['Light High Contrast', 'body.vscode-high-contrast-light'],
} as const;

let belay: BelayWindow;
let person: Person;

windowOfThisFile(
  scenario,
  {
    workspaceFiles: { 'src/shop.py': 'def total(prices):\n    return sum(round(p, 2) for p in prices)\n' },
    theme: 'Default Dark Modern',
  },
  (opened) => {
    ({ belay, person } = opened);
  },
);

/** In this order: each state is made once and looked at in all four themes. */
describe('nothing for axe to complain about, and nothing wider than the sidebar, in each theme', () => {
  test('the empty view', async () => {
    await inEachTheme('empty');
  });

  test('a conversation with calls, a table, code and a task list', async () => {
    await person.say('Please look');
    await person.heard('Rounding twice loses cents.');
    await person.conversation.getByRole('button', { name: /Read src\/shop\.py/ }).click();
    await inEachTheme('conversation');
  });

  test('the approval of a command', async () => {
    await person.say('Please run a command');
    const card = person.approval('Run python');
    await card.locator('[aria-disabled=true]').first().waitFor({ state: 'detached' });
    await inEachTheme('approval');
    await person.press(card, 'Reject');
    await person.heard('No.');
  });

  test('a proposed edit', async () => {
    await person.say('Please edit');
    const card = person.approval('Edit src/shop.py');
    await card.locator('[aria-disabled=true]').first().waitFor({ state: 'detached' });
    await person.press(card, 'Say why…');
    await inEachTheme('edit');
    await person.press(card, 'Reject');
    await person.idle();
  });

  test('a question', async () => {
    await person.say('Please ask a question');
    const card = belay.view.getByRole('group', { name: 'Question: Which rounding shall I use?' });
    await card.locator('[aria-disabled=true]').first().waitFor({ state: 'detached' });
    await inEachTheme('question');
    await card.getByRole('button', { name: /^Commercial/ }).click();
    await person.heard('Thank you.');
  });

  test('the history of sessions', async () => {
    await person.button('Session history').click();
    await belay.view.locator('.session').first().waitFor();
    await inEachTheme('history');
  });
});

async function inEachTheme(state: string): Promise<void> {
  const found: string[] = [];
  for (const [name, [label, mark]] of Object.entries(themes)) {
    await chooseTheme(label);
    await belay.view.locator(mark).waitFor();
    await belay.screenshot(`access-${state}-${name}`);
    found.push(...(await axeFindings(await viewFrame())).map((one) => `${name}: ${one}`));
    expect(await widerThanView()).toEqual([]);
  }
  expect(found).toEqual([]);
}

async function chooseTheme(label: string): Promise<void> {
  await belay.command('Preferences: Color Theme');
  const picker = belay.page.locator('.quick-input-widget:visible');
  await picker.getByRole('textbox', { name: /Color Theme/i }).fill(label);
  await picker.locator('.monaco-list-row').filter({ hasText: label }).first().click();
  await picker.waitFor({ state: 'hidden' });
}

async function viewFrame(): Promise<Frame> {
  for (const frame of belay.page.frames()) {
    if ((await frame.locator('.app').count()) > 0) return frame;
  }
  throw new Error('The chat view has no frame.');
}

/** The view scrolls down, never sideways: nothing reaches out of it but what scrolls by itself. */
async function widerThanView(): Promise<string[]> {
  return await belay.view.locator('body').evaluate((body) => {
    const width = document.documentElement.clientWidth;
    if (body.scrollWidth <= width && document.documentElement.scrollWidth <= width) return [];
    return [...body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .map((element) => `${element.tagName} ${element.className}`);
  });
}
