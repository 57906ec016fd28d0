import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Pixels from the end of a text that still count as being there. */
const slack = 4;

export interface ReadToEnd {
  /** The whole text was in sight: at once where it fits its box, otherwise when it was scrolled to its end. */
  readonly read: boolean;
  /** It did not fit its box, so it had to be scrolled. */
  readonly long: boolean;
  readonly box: RefObject<HTMLDivElement | null>;
  /** Takes the person to the end of the text, with the keyboard in its box. */
  toEnd(): void;
}

/**
 * Whether a person has had the whole of a text in sight. Another text begins anew; a box that shrinks after its text was
 * read takes nothing back. While the box has no size, as in a hidden view, nothing counts as seen.
 */
export function useReadToEnd(text: string): ReadToEnd {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState<string>();
  const [long, setLong] = useState<string>();
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = (): void => {
      if (atEnd(element)) setSeen(text);
      else if (element.clientHeight > 0) setLong(text);
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [text]);
  const toEnd = useCallback(() => {
    const element = box.current;
    if (!element) return;
    element.focus();
    element.scrollTop = element.scrollHeight;
  }, []);
  return { read: seen === text, long: long === text, box, toEnd };
}

/** Of a box in px: whether the end of what it holds is in sight. */
export function atEnd(element: Pick<HTMLElement, 'scrollTop' | 'clientHeight' | 'scrollHeight'>): boolean {
  const { scrollTop, clientHeight, scrollHeight } = element;
  return clientHeight > 0 && scrollTop + clientHeight >= scrollHeight - slack;
}
