import { post } from './bridge.ts';

/**
 * Tells the host whether the keyboard is in the view, and whether a message is being written: the editor's own key for
 * the focused view does not see into it, and nothing may take the keyboard from somebody who types. Returns its end.
 */
export function tellFocus(): () => void {
  let told = '';
  const tell = (): void => {
    const state = { focused: document.hasFocus(), typing: isTyping() };
    if (told === JSON.stringify(state)) return;
    told = JSON.stringify(state);
    post({ type: 'focused', ...state });
  };
  const events = ['focus', 'blur', 'focusin', 'input', 'keyup'] as const;
  for (const name of events) window.addEventListener(name, tell);
  tell();
  return () => {
    for (const name of events) window.removeEventListener(name, tell);
  };
}

function isTyping(): boolean {
  const field = document.activeElement;
  const isText = field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement;
  return isText && field.value !== '';
}
