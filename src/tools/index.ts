import type { Tool } from '../agent/tool.ts';
import { applyPatch } from './files/applyPatch.ts';
import { deleteFile } from './files/deleteFile.ts';
import { editFile } from './files/editFile.ts';
import { listDirectory } from './files/listDirectory.ts';
import { moveFile } from './files/moveFile.ts';
import { multiEdit } from './files/multiEdit.ts';
import { notebookEdit } from './files/notebookEdit.ts';
import { readFile } from './files/readFile.ts';
import { writeFile } from './files/writeFile.ts';
import { toolSearch } from './find/toolSearch.ts';
import { gitDiff } from './git/gitDiff.ts';
import { gitLog } from './git/gitLog.ts';
import { gitStatus } from './git/gitStatus.ts';
import { askUser } from './plan/askUser.ts';
import { recall } from './plan/recall.ts';
import { todoWrite } from './plan/todoWrite.ts';
import { glob } from './search/glob.ts';
import { grep } from './search/grep.ts';
import { killProcess } from './shell/killProcess.ts';
import { readProcess } from './shell/readProcess.ts';
import { runCommand } from './shell/runCommand.ts';

/** The tools that need no editor, in the order in which the model is told of them. New ones go to the end of a group. */
export const tools: readonly Tool[] = [
  readFile,
  listDirectory,
  glob,
  grep,
  editFile,
  multiEdit,
  writeFile,
  moveFile,
  deleteFile,
  applyPatch,
  notebookEdit,
  runCommand,
  readProcess,
  killProcess,
  gitStatus,
  gitDiff,
  gitLog,
  todoWrite,
  askUser,
  recall,
  toolSearch,
];
