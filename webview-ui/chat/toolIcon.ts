import type { CallItem } from '../../src/protocol/transcriptItems.ts';

const byTool: Readonly<Record<string, string>> = {
  read_file: 'file',
  list_directory: 'folder',
  glob: 'search',
  grep: 'search',
  edit_file: 'edit',
  multi_edit: 'edit',
  write_file: 'new-file',
  apply_patch: 'edit',
  move_file: 'arrow-right',
  delete_file: 'trash',
  run_command: 'terminal',
  todo_write: 'checklist',
  ask_user: 'question',
  diagnostics: 'warning',
  git_status: 'source-control',
  git_diff: 'diff',
  git_log: 'history',
};

const byKind = {
  read: 'eye',
  edit: 'edit',
  execute: 'terminal',
  network: 'globe',
  ask: 'question',
  plan: 'checklist',
} as const;

/** The codicon for a call. */
export function toolIcon({ tool, kind }: Pick<CallItem, 'tool' | 'kind'>): string {
  return byTool[tool] ?? (kind ? byKind[kind] : 'tools');
}
