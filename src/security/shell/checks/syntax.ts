import type { Check } from './check.ts';

/** Checks 8 and 10–19: what the words of a command are made of. */

export const foreignLetters: Check = {
  number: 8,
  name: 'letters of other scripts',
  stage: 'raw',
  verdict: 'deny',
  stops: 'Command words and options that look like others: fullwidth and mixed letters, dashes that are none.',
  advisories: [],
};

export const parsing: Check = {
  number: 10,
  name: 'parsing',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Syntax errors, open quotes, and texts that two parsers read differently.',
  advisories: ['CVE-2025-54795', 'CVE-2025-58764', 'CVE-2025-54377'],
};

export const computedWords: Check = {
  number: 11,
  name: 'computed command words',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Program names put together at run time or by quoting: $x, $(…), wildcards, braces, escapes.',
  advisories: ['CVE-2025-58370'],
};

export const untrustedPrograms: Check = {
  number: 12,
  name: 'untrusted programs',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Programs planted in the workspace or on the path, and other names of the same file.',
  advisories: ['CVE-2026-10591'],
};

export const assignments: Check = {
  number: 13,
  name: 'assignments',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Variables that change what later programs run: PAGER, LD_PRELOAD, PATH, GIT_*.',
  advisories: ['CVE-2026-22708', 'CVE-2026-44461', 'CVE-2026-48721'],
};

export const parameterExpansions: Check = {
  number: 14,
  name: 'parameter expansions',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Expansions that evaluate or assign: ${x@P}, ${!x}, ${x:=…}, and variables nobody set here.',
  advisories: ['CVE-2025-66032', 'CVE-2025-58370', 'CVE-2026-44462'],
};

export const wordSplitting: Check = {
  number: 15,
  name: 'word splitting',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Text that falls apart into several words: $IFS, $@, $*, unquoted text that is only known when it runs.',
  advisories: ['CVE-2025-66032'],
};

export const commandSubstitutions: Check = {
  number: 16,
  name: 'command substitutions',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Results of commands used as an option or a path.',
  advisories: ['CVE-2025-54131', 'CVE-2026-35020'],
};

export const processSubstitutions: Check = {
  number: 17,
  name: 'process substitutions',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Writers hidden in >(…), and <(…) where no file is read.',
  advisories: ['CVE-2025-57771'],
};

export const arithmetic: Check = {
  number: 18,
  name: 'arithmetic',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Arithmetic and subscripts, which evaluate text as code: $((a[$(…)])), [[ -v ]], -eq, printf -v.',
  advisories: ['CVE-2026-44463'],
};

export const braceExpansions: Check = {
  number: 19,
  name: 'brace expansions',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Options and absolute paths assembled from braces: {-exec,…}.',
  advisories: [],
};

/** Checks 21–24: where a command writes, what it feeds, and what it does to the shell itself. */

export const redirects: Check = {
  number: 21,
  name: 'redirects',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Writing through > >> >| &> <> and the like; only /dev/null and copies of descriptors pass.',
  advisories: ['CVE-2026-24053', 'CVE-2026-45482'],
};

export const networkFiles: Check = {
  number: 22,
  name: '/dev/tcp and /dev/udp',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Connections that bash opens without any program.',
  advisories: [],
};

export const hereDocuments: Check = {
  number: 23,
  name: 'here-documents',
  stage: 'tree',
  verdict: 'ask',
  stops: 'Text for interpreters, and expansions inside it.',
  advisories: [],
};

export const shellState: Check = {
  number: 24,
  name: 'state of the shell',
  stage: 'tree',
  verdict: 'ask',
  stops:
    'Builtins and constructs that evaluate text, load files, stay behind or poison what follows: eval, source, trap, &, functions.',
  advisories: ['CVE-2026-22708', 'CVE-2025-66032'],
};
