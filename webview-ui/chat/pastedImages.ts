import type { ImageBlock } from '../../src/protocol/content.ts';
import { t } from '../strings.ts';

const types: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const sizeLimit = 5 * 1024 * 1024;
/** As many as one message may carry. */
export const imageLimit = 10;

/** Image files as the message carries them, and a sentence for each that cannot be sent. */
export async function readImages(
  files: readonly File[],
  room: number,
): Promise<{ readonly images: ImageBlock[]; readonly problems: string[] }> {
  const images: ImageBlock[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const name = file.name || t('composer.image', { number: images.length + 1 });
    if (!types.has(file.type)) problems.push(t('composer.imageType', { name }));
    else if (file.size > sizeLimit) problems.push(t('composer.imageSize', { name }));
    else if (images.length >= room) problems.push(t('composer.imageCount'));
    else {
      const data = await base64(file);
      if (data === undefined) problems.push(t('composer.imageUnreadable', { name }));
      else images.push({ type: 'image', mediaType: file.type, data });
    }
  }
  return { images, problems: [...new Set(problems)] };
}

function base64(file: File): Promise<string | undefined> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onerror = () => resolve(undefined);
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result.split(',')[1] : undefined);
    reader.readAsDataURL(file);
  });
}

/** Paths of files dragged from the editor's explorer; a remote window names them by its own scheme. */
export function droppedPaths(uriList: string): string[] {
  return uriList
    .split(/\r?\n/)
    .filter((line) => /^(?:file|vscode-remote):/.test(line) && URL.canParse(line))
    .map((line) => decoded(new URL(line).pathname).replace(/^\/([A-Za-z]:)/, '$1'));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A `%` that stands for itself.
    return path;
  }
}
