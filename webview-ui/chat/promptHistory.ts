import { type RefObject, useRef } from 'react';

/** Goes through earlier messages as a shell does; what was being typed is the newest entry. */
export interface PromptHistory {
  /** The text to show, or `undefined` where the key should move the caret as usual. */
  step(direction: 'older' | 'newer', field: HTMLTextAreaElement): string | undefined;
  reset(): void;
}

export function usePromptHistory(earlier: () => readonly string[]): PromptHistory {
  /** 0 is the draft, 1 the latest message. */
  const place = useRef(0);
  const draft = useRef('');
  const history: RefObject<PromptHistory> = useRef<PromptHistory>({
    step(direction, field) {
      const { value, selectionStart, selectionEnd } = field;
      if (selectionStart !== selectionEnd) return undefined;
      if (direction === 'older' && value.slice(0, selectionStart).includes('\n')) return undefined;
      if (direction === 'newer' && value.slice(selectionEnd).includes('\n')) return undefined;
      const messages = earlier();
      const next = place.current + (direction === 'older' ? 1 : -1);
      if (next < 0 || next > messages.length) return undefined;
      if (place.current === 0) draft.current = value;
      place.current = next;
      return next === 0 ? draft.current : messages.at(-next);
    },
    reset() {
      place.current = 0;
    },
  });
  return history.current;
}
