import type { Check } from './check.ts';

/** Checks 20 and 27–40: what a program would do with its words. */

const meaning = { stage: 'meaning', verdict: 'ask' } as const;

export const gitCommands: Check = {
  ...meaning,
  number: 20,
  name: 'git',
  stops: 'Programs that a repository’s configuration makes git run; subcommands and options that change something.',
  advisories: ['CVE-2026-55607', 'CVE-2026-44465', 'CVE-2026-72718', 'CVE-2025-59041'],
};

export const wrappers: Check = {
  ...meaning,
  number: 27,
  name: 'wrappers',
  stops: 'Commands hidden behind env, xargs, timeout, sudo and the like.',
  advisories: ['CVE-2025-66032'],
};

export const findPredicates: Check = {
  ...meaning,
  number: 28,
  name: 'find',
  stops: 'Execution, deletion and written lists: -exec, -ok, -delete, -fprint, -files0-from, -L.',
  advisories: ['CVE-2026-24887'],
};

export const sedScripts: Check = {
  ...meaning,
  number: 29,
  name: 'sed',
  stops: 'Execution and writing: e, w, W, r, R, flags of s, -i, -f, -s.',
  advisories: ['CVE-2025-64755', 'CVE-2026-25723'],
};

export const awkPrograms: Check = {
  ...meaning,
  number: 30,
  name: 'awk',
  stops: 'Execution, writing and loading: system, getline, |, >, @load, -f, -i, -l.',
  advisories: [],
};

export const searchOptions: Check = {
  ...meaning,
  number: 31,
  name: 'rg and grep',
  stops: 'Programs run on each file, and reads outside: --pre, --hostname-bin, -z, -f, --ignore-file, --follow.',
  advisories: ['CVE-2025-58764', 'CVE-2025-66032', 'CVE-2026-48703'],
};

export const viewerOptions: Check = {
  ...meaning,
  number: 32,
  name: 'options of viewers',
  stops:
    'Output files, helper programs and pagers of tools that otherwise only look: sort -o, uniq’s second file, date -s.',
  advisories: ['CVE-2025-66032'],
};

export const optionSpelling: Check = {
  ...meaning,
  number: 33,
  name: 'spelling of options',
  stops: 'Abbreviated, bundled and attached options: --upload-pa, -ofile, -sni.',
  advisories: ['CVE-2025-66032'],
};

export const optionInjection: Check = {
  ...meaning,
  number: 34,
  name: 'options by file name',
  stops: 'Words that become options only when wildcards or variables are filled in.',
  advisories: [],
};

export const pathOperands: Check = {
  ...meaning,
  number: 35,
  name: 'paths',
  stops: 'Traversal, links and secrets: each path a command reads is resolved and judged.',
  advisories: ['CVE-2025-54794', 'CVE-2025-59829', 'CVE-2026-25724', 'CVE-2025-53097'],
};

export const changeOfFolder: Check = {
  ...meaning,
  number: 36,
  name: 'change of folder',
  stops: 'Relative paths that mean another place after cd, and git in a repository inside the workspace.',
  advisories: ['CVE-2026-25722', 'CVE-2025-59532'],
};

export const unknownPrograms: Check = {
  ...meaning,
  number: 37,
  name: 'programs that are not known to only look',
  stops:
    'Interpreters, package managers, builds, network and remote tools, and everything else that is not on the list.',
  advisories: ['CVE-2025-58374', 'CVE-2025-55284'],
};

export const versionFlags: Check = {
  ...meaning,
  number: 38,
  name: 'version flags',
  stops: 'Tools that run code of the folder even to print their version: yarn, cargo, rustc, go.',
  advisories: ['CVE-2025-59828', 'CVE-2025-65099'],
};

export const endlessCommands: Check = {
  ...meaning,
  number: 39,
  name: 'endless commands',
  stops: 'Commands that never end or never stop printing: tail -f, yes, /dev/zero, loops without an end.',
  advisories: [],
};

export const execution: Check = {
  ...meaning,
  number: 40,
  name: 'execution',
  stops: 'Another shell, folder or text at run time than the one that was judged.',
  advisories: ['CVE-2026-21523', 'CVE-2026-50548'],
};
