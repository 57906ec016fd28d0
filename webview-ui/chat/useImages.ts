import { useEffect, useRef, useState } from 'react';
import type { ImageBlock } from '../../src/protocol/content.ts';
import { loadSaved, save } from '../bridge.ts';
import { t, tCount } from '../strings.ts';
import { imageLimit } from './imagePlan.ts';
import { readImages } from './pastedImages.ts';

export interface Images {
  readonly list: readonly ImageBlock[];
  /** Some are still being read and scaled down. */
  readonly reading: boolean;
  /** A sentence for each that was not added, or not as it was. */
  readonly notes: readonly string[];
  /** Adds files, in the order in which it was called. */
  add(files: readonly File[]): void;
  /** Adds images that were in a message already. */
  addRead(images: readonly ImageBlock[]): void;
  remove(index: number): void;
  clear(): void;
}

/** The images of the message that is being written. They outlive the composer and, with a limit, a reload. */
export function useImages(): Images {
  const [list, setList] = useState(() => loadSaved().images);
  const [waiting, setWaiting] = useState(0);
  const [notes, setNotes] = useState<readonly string[]>(() => {
    const lost = loadSaved().lostImages;
    return lost > 0 ? [tCount('image.lost', lost)] : [];
  });
  const last = useRef<Promise<void>>(Promise.resolve());
  useEffect(() => save({ lostImages: 0 }), []);

  const set = (images: readonly ImageBlock[]): void => {
    save({ images });
    setList(images);
  };
  const read = async (files: readonly File[]): Promise<void> => {
    const found = await readImages(files, loadSaved().images);
    set([...loadSaved().images, ...found.images]);
    setNotes((current) => [...current, ...found.notes]);
    setWaiting((count) => count - 1);
  };
  return {
    list,
    reading: waiting > 0,
    notes,
    add(files) {
      // What is said of files that are still being read stays.
      if (waiting === 0) setNotes([]);
      setWaiting((count) => count + 1);
      last.current = last.current.then(() => read(files));
    },
    addRead(images) {
      const all = [...loadSaved().images, ...images];
      set(all.slice(0, imageLimit));
      const over = all.slice(imageLimit).map((_, index) => t('composer.image', { number: imageLimit + index + 1 }));
      if (over.length > 0) setNotes([t('image.count', { limit: imageLimit, names: over.join(', ') })]);
    },
    remove(index) {
      set(loadSaved().images.filter((_, at) => at !== index));
      setNotes([]);
    },
    clear() {
      set([]);
      setNotes([]);
    },
  };
}
