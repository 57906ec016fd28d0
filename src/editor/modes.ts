import { l10n } from 'vscode';
import type { Mode } from '../protocol/risk.ts';

/** What a mode is called. */
export function modeLabel(mode: Mode): string {
  switch (mode) {
    case 'default':
      return l10n.t('Default');
    case 'allowEdits':
      return l10n.t('Allow Edits');
    case 'auto':
      return l10n.t('Auto');
    case 'bypass':
      return l10n.t('Bypass');
    case 'yolo':
      return l10n.t('YOLO');
  }
}

/** What runs, what asks and what is refused in a mode, in plain words; short, because a list shows one line. */
export function modeDescription(mode: Mode): string {
  switch (mode) {
    case 'default':
      return l10n.t('Reading runs. Edits are proposals that you approve; commands ask.');
    case 'allowEdits':
      return l10n.t('Edits in the workspace are applied at once. Commands and deletions ask.');
    case 'auto':
      return l10n.t('A small classifier of Belay’s own lets harmless commands run; the rest asks.');
    case 'bypass':
      return l10n.t('Asks nothing. What leaves the sandbox or fails a check is refused.');
    case 'yolo':
      return l10n.t('Asks nothing, no sandbox. Only deny rules and disguised commands refuse.');
  }
}

/** Modes that can do harm which nobody was asked about. */
export function isDangerous(mode: Mode): boolean {
  return mode === 'bypass' || mode === 'yolo';
}
