import { l10n, window } from 'vscode';
import type { Session } from '../../agent/session.ts';
import { say } from '../notify.ts';

/** The way into YOLO; a root fills it in. */
export interface Yolo {
  /** What YOLO means here, a sentence each, with the text that a person types to confirm it. A throw is a no. */
  conditions(): Promise<readonly { readonly sentence: string; readonly type: string }[]>;
  /** Switches a session to YOLO, with what was typed. */
  enter(session: Session, typed: readonly string[]): Promise<void>;
}

/** Has the person confirm one condition after the other, and returns what they typed. Anything else is a no. */
export async function confirmYolo(yolo: Yolo): Promise<readonly string[] | undefined> {
  const conditions = await yolo.conditions();
  const typed: string[] = [];
  for (const [index, { sentence, type }] of conditions.entries()) {
    const text = await window.showInputBox({
      title: l10n.t('YOLO for this session: {0} of {1}', index + 1, conditions.length),
      prompt: `${sentence} ${l10n.t('To confirm, type: {0}', type)}`,
      placeHolder: type,
      ignoreFocusOut: true,
      validateInput: (written) =>
        written === '' || same(written, type)
          ? undefined
          : l10n.t('Type “{0}”, or press Escape to stay in the mode you are in.', type),
    });
    if (text === undefined || !same(text, type)) {
      say(l10n.t('YOLO was not switched on. The permission mode is as it was.'));
      return undefined;
    }
    typed.push(text);
  }
  // Nothing to confirm would be a switch that nobody was asked about.
  return typed.length > 0 ? typed : undefined;
}

function same(text: string, wanted: string): boolean {
  return text.trim().toLowerCase() === wanted.toLowerCase();
}
