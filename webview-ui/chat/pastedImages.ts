import type { ImageBlock } from '../../src/protocol/content.ts';
import { t } from '../strings.ts';
import {
  byteLimit,
  imageLimit,
  isMoving,
  type Plan,
  planImage,
  readLimit,
  type Size,
  totalLimit,
  typeOf,
} from './imagePlan.ts';

export interface ReadImages {
  readonly images: readonly ImageBlock[];
  /** A sentence for each file that was not added, or not as it is. */
  readonly notes: readonly string[];
}

/** Image files as a message that has some already carries them: in a format and a size that every provider takes. */
export async function readImages(files: readonly File[], there: readonly ImageBlock[]): Promise<ReadImages> {
  let total = there.reduce((sum, { data }) => sum + data.length, 0);
  const images: ImageBlock[] = [];
  const notes: string[] = [];
  const tooMany: string[] = [];
  for (const file of files) {
    const name = file.name || t('composer.image', { number: images.length + 1 });
    if (there.length + images.length >= imageLimit) {
      tooMany.push(name);
      continue;
    }
    // Some drawings may be shown but not read back from the screen.
    const read: ReadImage = await readImage(file, name).catch(() => ({ note: t('image.unreadable', { name }) }));
    if (read.image && total + read.image.data.length > totalLimit) {
      notes.push(t('image.total', { name, limit: megabytes(totalLimit) }));
      continue;
    }
    if (read.image) {
      images.push(read.image);
      total += read.image.data.length;
    }
    if (read.note !== undefined) notes.push(read.note);
  }
  if (tooMany.length > 0) notes.push(t('image.count', { limit: imageLimit, names: tooMany.join(', ') }));
  return { images, notes };
}

interface ReadImage {
  readonly image?: ImageBlock;
  readonly note?: string;
}

async function readImage(file: File, name: string): Promise<ReadImage> {
  if (!isImage(file)) return { note: t('image.none', { name }) };
  if (file.size > readLimit) return { note: t('image.size', { name, limit: megabytes(readLimit) }) };
  const bytes = await file.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => undefined,
  );
  if (!bytes) return { note: t('image.unreadable', { name }) };
  const type = typeOf(bytes);
  const picture = await decode(file);
  if (!picture) return { note: t(type === undefined ? 'image.format' : 'image.unreadable', { name }) };
  const { width, height } = picture;
  const plan = planImage({ type, width, height, bytes: bytes.length, moving: isMoving(bytes) });
  const blob = plan.draw ? await draw(picture, plan) : new Blob([bytes], type === undefined ? {} : { type });
  if (picture instanceof ImageBitmap) picture.close();
  const data = blob && (await dataUrl(blob))?.split(',')[1];
  if (!blob || !data) return { note: t('image.size', { name, limit: megabytes(byteLimit) }) };
  const image: ImageBlock = { type: 'image', mediaType: blob.type, data };
  return isMoving(bytes) ? { image, note: t('image.moving', { name }) } : { image };
}

/** By type or, where the system has none for it, by name: what the browser cannot decode is told apart from no image. */
function isImage({ type, name }: File): boolean {
  return type.startsWith('image/') || (type === '' && /\.(?:avif|bmp|hei[cf]|ico|jxl|svg|tiff?)$/i.test(name));
}

type Picture = ImageBitmap | HTMLImageElement;

/** What the browser makes of a file, `undefined` where it cannot. */
async function decode(file: File): Promise<Picture | undefined> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (bitmap || file.type !== 'image/svg+xml') return bitmap;
  // A drawing is decoded as an element only. There it runs no scripts and loads nothing.
  const url = await dataUrl(file);
  if (url === undefined) return undefined;
  const element = new Image();
  element.src = url;
  return await element.decode().then(
    () => (element.width > 0 && element.height > 0 ? element : undefined),
    () => undefined,
  );
}

/** The picture in the first of the formats in which it is small enough, `undefined` where there is none. */
async function draw(picture: Picture, { size, as }: Extract<Plan, { draw: true }>): Promise<Blob | undefined> {
  for (const type of as) {
    const blob = await encode(picture, size, type);
    if (blob && blob.size <= byteLimit) return blob;
  }
  return undefined;
}

function encode(picture: Picture, { width, height }: Size, type: string): Promise<Blob | null> {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  if (!context) return Promise.resolve(null);
  context.imageSmoothingQuality = 'high';
  if (type === 'image/jpeg') {
    // It has no see-through parts; they would come out black.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }
  context.drawImage(picture, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, type, 0.9));
}

function dataUrl(blob: Blob): Promise<string | undefined> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onerror = () => resolve(undefined);
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : undefined);
    reader.readAsDataURL(blob);
  });
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(2).replace(/\.?0+$/, '');
}
