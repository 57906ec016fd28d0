import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { say, script, turn } from '../support/script.ts';

const scenario = script('images', [turn('what is this', [say('A red square.')])]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(scenario, { workspaceFiles: { 'a.txt': 'a\n' } }, (opened) => {
  ({ server, belay, person } = opened);
});

/** Puts a PNG into the system's clipboard and pastes it as a person does; returns its base64. */
async function pastePicture(width: number, height: number): Promise<string> {
  const url = await belay.page.evaluate(
    async ([wide, high]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: wide, height: high });
      const context = canvas.getContext('2d');
      if (context) context.fillStyle = '#c00';
      context?.fillRect(0, 0, wide, high);
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
      if (!blob) throw new Error('no image');
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
      return canvas.toDataURL('image/png');
    },
    [width, height] as const,
  );
  await person.composer.press('Control+v');
  return url.split(',')[1] ?? '';
}

interface Source {
  readonly type: string;
  readonly media_type: string;
  readonly data: string;
}

/** The images of the last request. */
function sentImages(): Source[] {
  const body = server.requests.at(-1)?.body as
    | { messages: { content: { type: string; source: Source }[] }[] }
    | undefined;
  return (body?.messages ?? []).flatMap(({ content }) =>
    content.filter(({ type }) => type === 'image').map(({ source }) => source),
  );
}

/** Width and height of a PNG, from its header. */
const sizeOf = ({ data }: Source): number[] => {
  const bytes = Buffer.from(data, 'base64');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};

test('a pasted image goes to the provider, a large one in the size that it looks at', async () => {
  await person.composer.fill('Please tell me what is this');
  await pastePicture(4000, 3000);
  await person.button('Remove image 1').waitFor();
  await belay.screenshot('image-attached');
  await person.composer.press('Enter');
  await person.heard('A red square.');
  const [image, ...more] = sentImages();
  expect(more).toEqual([]);
  expect(image).toMatchObject({ type: 'base64', media_type: 'image/png' });
  expect(image && sizeOf(image)).toEqual([1568, 1176]);
  await person.conversation.getByRole('img', { name: 'Attached image 1' }).waitFor();
  await belay.screenshot('image-sent');
});

test('a file dragged from the desktop: the view says to hold Shift, and takes it with Shift', async () => {
  const path = join(belay.workspace, '../square.png');
  writeFileSync(path, Buffer.from(onePixel, 'base64'));
  const box = await person.composer.boundingBox();
  if (!box) throw new Error('no composer');
  const pointer = { x: box.x + box.width / 2, y: box.y - 200 };
  const session = await belay.page.context().newCDPSession(belay.page);
  const drag = dragOf(session, path, pointer);
  await drag('dragEnter');
  await drag('dragOver');
  await belay.view.getByText('Hold Shift to drop here').waitFor();
  await belay.screenshot('image-drag-hold');
  await expect
    .poll(async () => {
      await drag('dragOver', true);
      return await belay.view.getByText('Drop to attach').isVisible();
    })
    .toBe(true);
  await belay.screenshot('image-drag-now');
  await drag('drop', true);
  await person.button('Remove image 1').waitFor();
  await belay.view.locator('.dropHint').waitFor({ state: 'detached' });
  await session.detach();
  await person.button('Remove image 1').click();
});

test('an image that was not sent is still there after a reload, and is held back where the model cannot see it', async () => {
  await person.composer.fill('half a thought');
  await pastePicture(300, 200);
  await person.button('Remove image 1').waitFor();
  await expect.poll(() => keptByVsCode('half a thought'), { timeout: 60_000 }).toBe(true);
  await belay.reload();
  await person.button('Remove image 1').waitFor({ timeout: 60_000 });
  await expect.poll(() => person.composer.inputValue()).toBe('half a thought');
  await belay.screenshot('image-after-reload');

  const asked = server.requests.length;
  await belay.view.getByRole('button', { name: 'Claude Sonnet', exact: false }).click();
  await belay.view.getByRole('combobox', { name: 'Search models' }).fill('tour');
  await belay.view.getByRole('option').first().click();
  await belay.view.getByText('It cannot see the pictures of this conversation.').waitFor();
  await belay.screenshot('image-picker');
  await person.button('Change').click();
  // The model is made and the setting written first, which a busy machine takes its time for.
  const reason = belay.view.getByRole('alert').getByText('cannot see images, so this is not sent');
  await reason.waitFor({ timeout: 60_000 });
  await person.composer.press('Enter');
  await belay.screenshot('image-held-back');
  await expect.poll(() => person.composer.inputValue()).toBe('half a thought');
  expect(server.requests).toHaveLength(asked);
});

/** Whether VS Code has written a text to its storage, which in a browser it does every few seconds. */
async function keptByVsCode(text: string): Promise<boolean> {
  return await belay.page.evaluate(async (wanted) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    for (const { name } of await indexedDB.databases()) {
      if (!name?.startsWith('vscode-web-state-db')) continue;
      const database = await done(indexedDB.open(name));
      const all: unknown[] = await done(database.transaction('ItemTable').objectStore('ItemTable').getAll());
      database.close();
      if (all.some((value) => String(value).includes(wanted))) return true;
    }
    return false;
  }, text);
}

const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** Drags a file over the window, as the system tells the browser of it. */
function dragOf(session: CDPSession, file: string, at: { readonly x: number; readonly y: number }) {
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  return async (type: 'dragEnter' | 'dragOver' | 'drop', shift = false): Promise<void> => {
    await session.send('Input.dispatchDragEvent', { type, ...at, data, modifiers: shift ? 8 : 0 });
  };
}
