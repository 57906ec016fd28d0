/**
 * The tools of this version, in every surface together. Static sections are measured against this list, so that they are
 * the same bytes in a window and on the command line; a test compares it with the tools.
 */
export const toolNames: readonly string[] = [
  'read_file',
  'list_directory',
  'glob',
  'grep',
  'edit_file',
  'multi_edit',
  'write_file',
  'move_file',
  'delete_file',
  'apply_patch',
  'notebook_edit',
  'run_command',
  'read_process',
  'kill_process',
  'git_status',
  'git_diff',
  'git_log',
  'todo_write',
  'ask_user',
  'recall',
  'tool_search',
  'diagnostics',
  'document_symbols',
  'workspace_symbols',
  'go_to_definition',
  'find_references',
  'rename_symbol',
];
