import type { Page } from 'playwright-core';
import type { ImageBlock } from '../../../src/protocol/content.ts';
import type { ToView } from '../../../src/protocol/webview.ts';
import { host } from './conversation.ts';
import { load, worked } from './worked.ts';

/** A picture of some window, of the given proportions. */
function picture(width: number, height: number, colour: string): ImageBlock {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100" preserveAspectRatio="none"><rect width="100" height="100" fill="#f4f4f4"/><rect width="100" height="14" fill="${colour}"/><rect x="8" y="26" width="60" height="8" fill="#bbb"/><rect x="8" y="42" width="80" height="8" fill="#ccc"/><rect x="8" y="58" width="40" height="8" fill="#ccc"/></svg>`;
  return { type: 'image', mediaType: 'image/svg+xml', data: Buffer.from(svg).toString('base64') };
}

const images = [picture(1568, 1176, '#3a6ea5'), picture(400, 1200, '#a53a3a')];
const text = 'The button is cut off at the right, as in the first picture. The second is how it should be.';

export const imageScenes: Readonly<Record<string, () => readonly ToView[]>> = {
  imageAttached: () => [
    load(worked().user('This is how it looks.', { images })),
    { type: 'state', state: { ...host, images: true } },
    { type: 'draft', text, attachments: [{ path: 'src/button.css' }], images, send: false },
  ],
  imageRefused: () => [
    load(worked()),
    { type: 'state', state: { ...host, modelLabel: 'qwen3-coder:30b-instruct', images: false } },
    { type: 'draft', text, attachments: [], images, send: false },
  ],
  dragging: () => [load(worked()), { type: 'state', state: host }],
  draggingWithShift: () => [load(worked()), { type: 'state', state: host }],
};

/** What must happen in the page of a scene besides its messages. */
export const acts: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  dragging: (page) => drag(page, 'dragover'),
  draggingWithShift: (page) => drag(page, 'dragover', true),
};

/** An event of a drag that carries an image file. */
export async function drag(page: Page, type: 'dragenter' | 'dragover' | 'dragleave', shiftKey = false): Promise<void> {
  await page.evaluate(
    ([name, shift]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'a.png', { type: 'image/png' }));
      document.body.dispatchEvent(
        new DragEvent(name, { dataTransfer, shiftKey: shift, bubbles: true, cancelable: true }),
      );
    },
    [type, shiftKey] as const,
  );
}
