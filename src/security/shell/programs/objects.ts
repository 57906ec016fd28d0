import type { Argument } from '../argument.ts';
import { viewerOptions } from '../checks/meaning.ts';
import { readPath } from './kinds.ts';
import type { Program, Use } from './program.ts';

const viewer = { check: viewerOptions, output: 'text', responseFiles: true } as const;

/**
 * Programs that show what is in object files and libraries. Not what looks for further files that an object names, for
 * its sources or for what helps to debug it.
 */
export const objectPrograms: readonly Program[] = [
  {
    ...viewer,
    names: ['nm'],
    flags: `-a -A -o -C -D -g -j -n -p -P -r -S -u -U -v --debug-syms --print-file-name --demangle --no-demangle --dynamic
      --extern-only --just-symbols --numeric-sort --no-sort --portability --reverse-sort --print-size --size-sort
      --undefined-only --defined-only --with-symbol-versions`,
    operands: { rest: library, least: 1 },
    match: ['nm a.o', 'nm -C a.o | head', 'nm -D a.so | grep " T "', 'nm -gU a.o', 'nm --size-sort -S a.o b.o'],
    notMatch: [
      'nm',
      'nm --plugin x.so a.o',
      'nm --plugin=x.so a.o',
      'nm @x',
      'nm a.o @x',
      'nm -l a.o',
      'nm --line-numbers a.o',
      'nm --undef a.o',
      'nm *',
      'nm a.o > b',
    ],
  },
  {
    ...viewer,
    names: ['readelf'],
    flags: `-h -l -S -g -t -e -s -n -r -u -d -V -A -I -W -C --file-header --program-headers --segments --section-headers
      --sections --section-groups --section-details --headers --syms --symbols --dyn-syms --notes --relocs --unwind
      --dynamic --version-info --arch-specific --histogram --wide --demangle`,
    operands: { rest: library, least: 1 },
    match: ['readelf -h a', 'readelf -d a.so', 'readelf -SW a.o', 'readelf -sW a.so | head', 'readelf --dyn-syms a.so'],
    notMatch: [
      'readelf',
      'readelf -wK a',
      'readelf -w a',
      'readelf --debug-dump=links a',
      'readelf -P a',
      'readelf -p 1 a',
      'readelf -a a',
      'readelf @x',
      'readelf -h @x',
      'readelf --dyn a',
      'readelf -h a > b',
    ],
  },
  {
    ...viewer,
    names: ['size'],
    flags: '-A -B -d -o -x -t --common --totals',
    operands: { rest: library, least: 1 },
    match: ['size a.o', 'size -A a.o', 'size -t a.o b.o | tail -1'],
    notMatch: ['size', 'size @x', 'size --target=x a', 'size --tot a.o', 'size *', 'size a.o > b'],
  },
];

/** An object file or a library. */
function library(value: Argument, use: Use): void {
  readPath('content', value, use, { hidden: true, ignored: true, library: true });
}
