import { openSpillFile } from './spillFile.ts';

/** Keeps a text whole in a new file of the folder, for its owner only, and resolves with its path. */
export async function keepText(folder: string, text: string): Promise<string> {
  const { path, stream } = await openSpillFile(folder);
  await new Promise<void>((resolve, reject) => {
    stream.on('error', reject);
    stream.end(text, 'utf8', () => resolve());
  });
  return path;
}
