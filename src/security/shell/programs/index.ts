import { archivePrograms } from './archives.ts';
import { awkProgram } from './awk.ts';
import { builtins } from './builtins.ts';
import { bytePrograms } from './bytes.ts';
import { filePrograms } from './files.ts';
import { findProgram } from './find.ts';
import { gitHistory } from './gitHistory.ts';
import { gitObjects } from './gitObjects.ts';
import { gitState } from './gitState.ts';
import { jqProgram } from './jq.ts';
import { layoutPrograms } from './layout.ts';
import { objectPrograms } from './objects.ts';
import type { Program } from './program.ts';
import { psProgram } from './ps.ts';
import { searchPrograms } from './search.ts';
import { sedProgram } from './sed.ts';
import { socketPrograms } from './sockets.ts';
import { systemPrograms } from './system.ts';
import { textPrograms } from './text.ts';
import { versionPrograms } from './versions.ts';

/** Every program that may run unasked, with what it may be given. */
export const programs: readonly Program[] = [
  ...builtins,
  ...filePrograms,
  ...textPrograms,
  ...layoutPrograms,
  ...bytePrograms,
  ...objectPrograms,
  ...archivePrograms,
  ...searchPrograms,
  findProgram,
  sedProgram,
  awkProgram,
  jqProgram,
  ...systemPrograms,
  psProgram,
  ...socketPrograms,
  ...versionPrograms,
  ...gitHistory,
  ...gitState,
  ...gitObjects,
];
