import { awkProgram } from './awk.ts';
import { builtins } from './builtins.ts';
import { filePrograms } from './files.ts';
import { findProgram } from './find.ts';
import { gitHistory } from './gitHistory.ts';
import { gitState } from './gitState.ts';
import { jqProgram } from './jq.ts';
import type { Program } from './program.ts';
import { searchPrograms } from './search.ts';
import { sedProgram } from './sed.ts';
import { systemPrograms } from './system.ts';
import { textPrograms } from './text.ts';
import { versionPrograms } from './versions.ts';

/** Every program that may run unasked, with what it may be given. */
export const programs: readonly Program[] = [
  ...builtins,
  ...filePrograms,
  ...textPrograms,
  ...searchPrograms,
  findProgram,
  sedProgram,
  awkProgram,
  jqProgram,
  ...systemPrograms,
  ...versionPrograms,
  ...gitHistory,
  ...gitState,
];
