import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { ImageBlock } from '../../src/protocol/content.ts';
import { host } from '../support/viewHarness/conversation.ts';
import { drag } from '../support/viewHarness/imageScenes.ts';
import type { View } from '../support/viewHarness/open.ts';
import { button, composer, open, said, scene, viewsOfThisFile } from '../support/viewHarness/views.ts';

viewsOfThisFile();

interface Given {
  readonly name: string;
  readonly type: string;
  /** An image of this size that the browser makes; `noise` makes it as large in bytes as it can be. */
  readonly picture?: readonly [width: number, height: number];
  readonly noise?: boolean;
  /** Or these bytes. */
  readonly text?: string;
  readonly bytes?: readonly number[];
  /** Or so many zeros. */
  readonly length?: number;
}

/** Pastes or drops files on the composer as a browser does. */
async function give(page: Page, how: 'paste' | 'drop', ...files: Given[]): Promise<void> {
  await composer(page).evaluate(
    async (field, [event, all]) => {
      const data = new DataTransfer();
      for (const { name, type, picture, noise, text, bytes, length } of all) {
        let content: BlobPart = text ?? (bytes ? Uint8Array.from(bytes) : new Uint8Array(length ?? 0));
        if (picture) {
          const [width, height] = picture;
          const canvas = Object.assign(document.createElement('canvas'), { width, height });
          const context = canvas.getContext('2d');
          if (!context) throw new Error('no canvas');
          const gradient = context.createLinearGradient(0, 0, width, height);
          gradient.addColorStop(0, '#c33');
          gradient.addColorStop(1, '#33c');
          context.fillStyle = gradient;
          context.fillRect(0, 0, width, height);
          if (noise) {
            const pixels = context.getImageData(0, 0, width, height);
            for (let at = 0; at < pixels.data.length; at++) if (at % 4 < 3) pixels.data[at] = Math.random() * 256;
            context.putImageData(pixels, 0, 0);
          }
          const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type));
          if (!blob) throw new Error('no image');
          content = blob;
        }
        data.items.add(new File([content], name, { type }));
      }
      const shared = { bubbles: true, cancelable: true };
      field.dispatchEvent(
        event === 'paste'
          ? new ClipboardEvent('paste', { clipboardData: data, ...shared })
          : new DragEvent('drop', { dataTransfer: data, shiftKey: true, ...shared }),
      );
    },
    [how, files] as const,
  );
}

/** Type, width and height of an image as a browser decodes it, and the colour in its middle. */
async function decoded(page: Page, { mediaType, data }: ImageBlock): Promise<[string, number, number, number[]]> {
  return await page.evaluate(
    async ([type, base64]) => {
      const image = new Image();
      image.src = `data:${type};base64,${base64}`;
      await image.decode();
      const [width, height] = [image.naturalWidth, image.naturalHeight];
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const middle = [...(context?.getImageData(width / 2, height / 2, 1, 1).data ?? [])];
      return [type, width, height, middle];
    },
    [mediaType, data] as const,
  );
}

async function sentImages(view: View): Promise<readonly ImageBlock[]> {
  await expect.poll(async () => (await said(view, 'prompt')).length).toBeGreaterThan(0);
  return (await said(view, 'prompt')).at(-1)?.images ?? [];
}

const note = (page: Page, text: string | RegExp) => page.getByRole('alert').getByText(text);

describe('an image in a message', () => {
  test('a large one that is pasted is sent with 1568 pixels, also when Enter comes before it is ready', async () => {
    const view = await open(scene('answer'));
    await composer(view.page).fill('look');
    await give(view.page, 'paste', { name: 'a.png', type: 'image/png', picture: [4000, 3000] });
    await composer(view.page).press('Enter');
    const [image, ...more] = await sentImages(view);
    expect(more).toEqual([]);
    if (!image) throw new Error('no image');
    const [type, width, height, middle] = await decoded(view.page, image);
    expect([type, width, height]).toEqual(['image/png', 1568, 1176]);
    for (const [at, value] of [128, 51, 128, 255].entries())
      expect(Math.abs((middle[at] ?? 0) - value)).toBeLessThan(4);
    await expect.poll(() => composer(view.page).inputValue()).toBe('');
    await button(view.page, 'Remove image 1').waitFor({ state: 'detached' });
    expect(view.problems).toEqual([]);
    await view.page.close();
  });

  test('small ones go byte for byte; two of the same are two', async () => {
    const view = await open(scene('answer'));
    const small = { name: 'a.webp', type: 'image/webp', picture: [60, 40] } as const;
    await give(view.page, 'paste', small, small);
    await button(view.page, 'Remove image 2').waitFor();
    await button(view.page, 'Remove image 1').click();
    await button(view.page, 'Remove image 2').waitFor({ state: 'detached' });
    await button(view.page, 'Send').click();
    const [image] = await sentImages(view);
    expect(image && (await decoded(view.page, image)).slice(0, 3)).toEqual(['image/webp', 60, 40]);
    expect(view.problems).toEqual([]);
    await view.page.close();
  });

  test('a PNG that stays too large becomes a JPEG; the type is what the bytes say', async () => {
    const view = await open(scene('answer'));
    await give(
      view.page,
      'paste',
      { name: 'noise.png', type: 'image/png', picture: [1600, 1600], noise: true },
      { name: 'lies.png', type: 'image/png', bytes: gif },
    );
    await button(view.page, 'Remove image 2').waitFor();
    await button(view.page, 'Send').click();
    const [noise, lies] = await sentImages(view);
    if (!noise || !lies) throw new Error('images are missing');
    expect((await decoded(view.page, noise)).slice(0, 3)).toEqual(['image/jpeg', 1568, 1568]);
    expect(noise.data.length).toBeLessThan(5 * 1024 * 1024);
    expect(lies.mediaType).toBe('image/gif');
    await view.page.close();
  });

  test('what providers do not take is converted where the browser can; the rest says what to do and loses nothing', async () => {
    const view = await open(scene('answer'));
    await composer(view.page).fill('all of these');
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="red"/></svg>';
    await give(
      view.page,
      'drop',
      { name: 'drawing.svg', type: 'image/svg+xml', text: svg },
      { name: 'old.bmp', type: 'image/bmp', bytes: bmp },
      { name: 'two.gif', type: 'image/gif', bytes: movingGif },
      { name: 'scan.tiff', type: 'image/tiff', text: 'II*\0' },
      { name: 'phone.heic', type: '', text: 'ftypheic' },
      { name: 'broken.png', type: 'image/png', bytes: [137, 80, 78, 71, 13, 10, 26, 10] },
      { name: 'notes.txt', type: 'text/plain', text: 'hello' },
      { name: 'huge.png', type: 'image/png', length: 50 * 1024 * 1024 + 1 },
    );
    await note(view.page, 'huge.png was not added: images may have up to 50 MB.').waitFor();
    await note(view.page, 'notes.txt was not added: it is no image.').waitFor();
    await note(view.page, 'broken.png was not added: it cannot be read.').waitFor();
    for (const name of ['scan.tiff', 'phone.heic']) await note(view.page, `${name} was not added: images of`).waitFor();
    await note(view.page, 'two.gif moves: only its first picture is sent.').waitFor();
    await view.page.screenshot({ path: 'artifacts/view/image-notes.png' });
    await button(view.page, 'Send').click();
    const sent = await sentImages(view);
    await expect.poll(async () => (await said(view, 'prompt'))[0]?.text).toBe('all of these');
    expect(await Promise.all(sent.map((image) => decoded(view.page, image)))).toEqual([
      ['image/png', 80, 40, [255, 0, 0, 255]],
      ['image/png', 1, 1, [0, 0, 255, 255]],
      ['image/png', 1, 1, expect.anything()],
    ]);
    expect(view.problems).toEqual([]);
    await view.page.close();
  });

  test('no more than ten, and those beyond are named', async () => {
    const view = await open(scene('answer'));
    const files = Array.from({ length: 12 }, (_, at) => ({
      name: `p${at + 1}.png`,
      type: 'image/png',
      picture: [20 + at, 20] as const,
    }));
    await give(view.page, 'paste', ...files.slice(0, 7));
    await give(view.page, 'drop', ...files.slice(7));
    await note(view.page, 'Only 10 images fit in one message. Not added: p11.png, p12.png.').waitFor();
    await button(view.page, 'Send').click();
    await expect.poll(() => sentImages(view)).toHaveLength(10);
    await view.page.close();
  });
});

test('not more than fits into a request', async () => {
  const view = await open(scene('answer'));
  const large = { name: 'a.png', type: 'image/png', picture: [950, 950], noise: true } as const;
  await give(view.page, 'paste', large, large, large, large, { ...large, name: 'fifth.png' });
  await note(view.page, 'fifth.png was not added: the images of one message may have up to 16 MB').waitFor();
  await button(view.page, 'Send').click();
  await expect.poll(() => sentImages(view)).toHaveLength(4);
  await view.page.close();
});

describe('a model that cannot see images', () => {
  test('says so before sending, holds the message back, and takes it once another model is chosen', async () => {
    const view = await open(scene('imageRefused'));
    const { page } = view;
    await note(page, 'qwen3-coder:30b-instruct cannot see images, so this is not sent.').waitFor();
    await composer(page).press('Enter');
    await page.locator('vscode-button[aria-label="Send"]').click();
    expect(await said(view, 'prompt')).toEqual([]);
    await button(page, 'Choose model').click();
    await page.getByRole('combobox', { name: 'Search models' }).press('Escape');
    await view.send({ type: 'state', state: { ...host, images: true } });
    await note(page, 'cannot see images').waitFor({ state: 'detached' });
    await view.send({ type: 'state', state: { ...host, images: false } });
    await note(page, 'Claude Sonnet 4.5 cannot see images').waitFor();
    await button(page, 'Remove image 2').click();
    await button(page, 'Remove image 1').click();
    await note(page, 'cannot see images').waitFor({ state: 'detached' });
    await composer(page).press('Enter');
    expect((await said(view, 'prompt'))[0]?.images).toEqual([]);
    await page.close();
  });
});

describe('something dragged over the view', () => {
  const hint = (page: Page) => page.locator('.dropHint');
  const height = (page: Page) => page.locator('.composer').evaluate((element) => element.getBoundingClientRect().top);

  test('is told to hold Shift, and goes away with the drag', async () => {
    const view = await open(scene('answer'));
    const { page } = view;
    const before = await height(page);
    await drag(page, 'dragenter');
    await hint(page).getByText('Hold Shift to drop here').waitFor();
    await expect.poll(() => height(page)).toBe(before);
    // VS Code takes the drag away where Shift is not held: the words stay for as long as it takes to read them.
    await drag(page, 'dragleave');
    await page.waitForTimeout(500);
    await expect.poll(() => hint(page).isVisible()).toBe(true);
    await drag(page, 'dragover', true);
    await hint(page).getByText('Drop to attach').waitFor();
    await drag(page, 'dragleave', true);
    await hint(page).waitFor({ state: 'detached' });
    await drag(page, 'dragenter');
    await drag(page, 'dragleave');
    await page.mouse.move(50, 50);
    await hint(page).waitFor({ state: 'detached' });
    await drag(page, 'dragover', true);
    await give(page, 'drop', { name: 'a.png', type: 'image/png', picture: [30, 20] });
    await hint(page).waitFor({ state: 'detached' });
    await button(page, 'Remove image 1').waitFor();
    await page.close();
  });

  test('text of the view itself is none of it', async () => {
    const view = await open(scene('answer'));
    await view.page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData('text/plain', 'words');
      const over = new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true });
      document.body.dispatchEvent(over);
      document.body.dataset.taken = String(over.defaultPrevented);
    });
    await expect.poll(() => view.page.locator('body').getAttribute('data-taken')).toBe('false');
    await expect.poll(() => hint(view.page).count()).toBe(0);
    await view.page.close();
  });
});

describe('images of a message that was not sent', () => {
  const savedState = (page: Page) => page.evaluate(() => Reflect.get(window, 'savedState'));

  test('are there after a reload', async () => {
    const before = await open(scene('answer'));
    await composer(before.page).fill('half a thought');
    await give(before.page, 'paste', { name: 'a.png', type: 'image/png', picture: [60, 40] });
    await button(before.page, 'Remove image 1').waitFor();
    await expect.poll(async () => (await savedState(before.page))?.images?.length).toBe(1);
    const after = await open(scene('answer'), { state: await savedState(before.page) });
    await button(after.page, 'Send').click();
    const [message] = await said(after, 'prompt');
    expect(message?.text).toBe('half a thought');
    expect(message?.images[0] && (await decoded(after.page, message.images[0])).slice(0, 3)).toEqual([
      'image/png',
      60,
      40,
    ]);
    await expect.poll(async () => (await savedState(after.page))?.images).toEqual([]);
    await before.page.close();
    await after.page.close();
  });

  test('are kept up to a size, and the composer says how many were not', async () => {
    const before = await open(scene('answer'));
    const large = { name: 'a.png', type: 'image/png', picture: [860, 860], noise: true } as const;
    await give(before.page, 'paste', large, large, { name: 'b.png', type: 'image/png', picture: [20, 20] });
    await button(before.page, 'Remove image 3').waitFor();
    await expect.poll(async () => (await savedState(before.page))?.lostImages).toBe(1);
    const after = await open(scene('answer'), { state: await savedState(before.page) });
    await note(after.page, 'One image was too large to be kept').waitFor();
    await button(after.page, 'Remove image 2').waitFor();
    await expect.poll(() => button(after.page, 'Remove image 3').count()).toBe(0);
    await before.page.close();
    await after.page.close();
  });

  test('are there after a look at earlier sessions, and come with a message that is taken back', async () => {
    const view = await open(scene('imageAttached'));
    await button(view.page, 'Remove image 2').waitFor();
    await view.send(...scene('history'));
    await button(view.page, 'Back to the conversation').click();
    await button(view.page, 'Remove image 2').waitFor();
    await view.page.close();
  });
});

const frame = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0x80, 255, 0, 0, 0, 0, 255, 2, 2, 0x4c, 1, 0];
const screen = [0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0, 0, 0];
const gif = [...screen, ...frame, 0x3b];
const movingGif = [...screen, ...frame, ...frame, 0x3b];
/** One blue pixel. */
const bmp = [
  ...[0x42, 0x4d, 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0],
  ...[40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 4, 0, 0, 0],
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0],
];
