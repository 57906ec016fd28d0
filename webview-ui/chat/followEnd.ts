import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** Nearer to the end than this many pixels counts as being there. */
const slack = 32;
/** A scroll this soon after the person's hand moved was theirs, not the list's own. */
const handLingers = 600;

/** Milliseconds after the last change of height until the rows count as measured. */
const measured = 250;

export interface FollowEnd {
  readonly atEnd: boolean;
  /** Tell it that the content changed its height. */
  readonly grew: () => void;
  readonly toEnd: () => void;
  readonly attach: (scroller: HTMLElement | null) => void;
  readonly scroller: RefObject<HTMLElement | null>;
}

/** Keeps a scroller at its end while content grows, until the person scrolls up; at the end again, it follows again. */
export function useFollowEnd(fromStart: boolean): FollowEnd {
  const scroller = useRef<HTMLElement | null>(null);
  const following = useRef(!fromStart);
  const [atEnd, setAtEnd] = useState(!fromStart);
  const detach = useRef<() => void>(undefined);

  const toEnd = useCallback(() => {
    following.current = true;
    setAtEnd(true);
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  const settling = useRef<ReturnType<typeof setTimeout>>(undefined);
  const grew = useCallback(() => {
    const element = scroller.current;
    if (element && following.current) element.scrollTop = element.scrollHeight;
    // What fits whole is at its end. Not at once: rows are measured one after the other.
    clearTimeout(settling.current);
    settling.current = setTimeout(() => {
      if (element && element.scrollHeight - element.clientHeight < slack) toEnd();
    }, measured);
  }, [toEnd]);

  const attach = useCallback((element: HTMLElement | null) => {
    detach.current?.();
    scroller.current = element;
    if (!element) return;
    let hand = -handLingers;
    let held = false;
    const move = (): void => {
      hand = performance.now();
    };
    // At once: content that grows before the scroll event comes would take the person back.
    const turned = (event: WheelEvent): void => {
      move();
      if (event.deltaY >= 0 || element.scrollTop <= 0) return;
      following.current = false;
      setAtEnd(false);
    };
    const hold = (event: Event): void => {
      // A press that began elsewhere, on a button of an approval, moves no list.
      if (event.type === 'pointerup' && !held) return;
      held = event.type === 'pointerdown';
      move();
    };
    // Only the person's hand starts and ends the following: the list corrects its own position at times.
    let top = element.scrollTop;
    const scrolled = (): void => {
      const moved = element.scrollTop - top;
      top = element.scrollTop;
      if (!held && performance.now() - hand > handLingers) return;
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < slack;
      if (moved < -1) following.current = false;
      else if (moved > 0 && near) following.current = true;
      setAtEnd(following.current);
    };
    const hands = ['touchmove', 'keydown'] as const;
    for (const name of hands) element.addEventListener(name, move, { passive: true });
    element.addEventListener('wheel', turned, { passive: true });
    element.addEventListener('pointerdown', hold);
    window.addEventListener('pointerup', hold);
    element.addEventListener('scroll', scrolled, { passive: true });
    const resized = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight;
    });
    resized.observe(element);
    detach.current = () => {
      resized.disconnect();
      for (const name of hands) element.removeEventListener(name, move);
      element.removeEventListener('wheel', turned);
      element.removeEventListener('pointerdown', hold);
      window.removeEventListener('pointerup', hold);
      element.removeEventListener('scroll', scrolled);
    };
  }, []);

  useEffect(
    () => () => {
      detach.current?.();
      clearTimeout(settling.current);
    },
    [],
  );
  return { atEnd, grew, toEnd, attach, scroller };
}
