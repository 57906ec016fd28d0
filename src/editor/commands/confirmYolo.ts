import { l10n, window } from 'vscode';
import { say } from '../notify.ts';

/**
 * What speaks against YOLO on this machine and in this folder, each as a sentence that must be confirmed by itself. None
 * where the machine is one to throw away. A throw is a no.
 */
export type YoloConditions = () => Promise<readonly string[]>;

/** Asks the person to type what YOLO means, and to confirm again whatever speaks against it. Anything else is a no. */
export async function confirmYolo(conditions: YoloConditions): Promise<boolean> {
  const against = await conditions();
  const sentence = l10n.t('everything may run');
  const typed = await window.showInputBox({
    title: l10n.t('YOLO for this session'),
    prompt: l10n.t(
      'Every command and every edit runs, without asking and without a sandbox. It can delete your files, send your data and use your accounts. To say so, type: {0}',
      sentence,
    ),
    placeHolder: sentence,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text === '' || same(text, sentence)
        ? undefined
        : l10n.t('Type “{0}”, or press Escape to stay in the mode you are in.', sentence),
  });
  if (typed === undefined || !same(typed, sentence)) return refused();
  for (const reason of against) {
    const anyway = l10n.t('Use YOLO Anyway');
    const detail = `${reason}\n\n${l10n.t('What goes wrong here cannot be taken back.')}`;
    const choice = await window.showWarningMessage(l10n.t('YOLO here?'), { modal: true, detail }, anyway);
    if (choice !== anyway) return refused();
  }
  return true;
}

function refused(): false {
  say(l10n.t('YOLO was not switched on. The permission mode is as it was.'));
  return false;
}

function same(text: string, sentence: string): boolean {
  return text.trim().toLocaleLowerCase() === sentence.toLocaleLowerCase();
}
