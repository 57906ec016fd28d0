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

/** What runs, what asks and what is refused in a mode, in plain words. */
export function modeDescription(mode: Mode): string {
  switch (mode) {
    case 'default':
      return l10n.t('Reading runs. Edits are proposals that you approve, and commands ask first.');
    case 'allowEdits':
      return l10n.t(
        'Edits in the workspace are applied at once and can be taken back. Commands and deletions still ask.',
      );
    case 'auto':
      return l10n.t(
        'Like Allow Edits, and a small classifier that ships with Belay judges each command on this machine: what it knows to be harmless runs in the sandbox, the rest asks.',
      );
    case 'bypass':
      return l10n.t(
        'Asks nothing. Commands run in the sandbox only; what would leave it, and what the checks refuse, is refused. For where a mistake is cheap.',
      );
    case 'yolo':
      return l10n.t(
        'Asks nothing and holds nothing back: no sandbox, no approvals. Only deny rules and disguised commands are refused. For machines that you can throw away.',
      );
  }
}

/** Modes that can do harm which nobody was asked about. */
export function isDangerous(mode: Mode): boolean {
  return mode === 'bypass' || mode === 'yolo';
}
