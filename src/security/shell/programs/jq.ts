import type { Argument } from '../argument.ts';
import { viewerOptions } from '../checks/meaning.ts';
import type { Program, Use } from './program.ts';

/** `jq` only looks; its filter may load modules and print the environment, so it is read first. */
export const jqProgram: Program = {
  names: ['jq'],
  check: viewerOptions,
  flags: `-r -c -n -s -S -e -a -j -M -C -R --raw-output --raw-output0 --compact-output --null-input --slurp --sort-keys
    --exit-status --ascii-output --join-output --monochrome-output --color-output --raw-input --tab --unbuffered
    --stream --seq`,
  values: { '--indent': 'count' },
  pairs: { '--arg --argjson': 'text', '--slurpfile --rawfile': 'file' },
  operands: { first: [jqFilter], rest: 'file' },
  output: 'text',
  match: [
    'jq . package.json',
    "jq '.scripts | keys[]' package.json",
    "jq -r '.name' a.json b.json",
    'cat a.json | jq -c \'.[] | select(.env == "x")\'',
    "jq --arg x 1 '.a[$x]' a.json",
    "jq -n '1 + 2'",
    "jq '.dependencies.import, .include' a.json",
    'jq',
    'jq length a.json',
  ],
  notMatch: [
    'jq -f filter a.json',
    'jq --from-file filter a.json',
    'jq -L lib . a.json',
    'jq \'import "a" as a; .\' x',
    'jq \'include "a"; .\' x',
    "jq '$ENV' x",
    "jq -n 'env.SECRET'",
    'jq "$x" a.json',
    'jq -n \'"a" | modulemeta\'',
    'jq --args . a',
    'jq . $(cat x)',
  ],
};

function jqFilter({ text, at }: Argument, use: Use): void {
  if (text === undefined) {
    use.report(viewerOptions, 'A filter of jq that is only known when it runs.', at);
    return;
  }
  const found = /(?<![.\w"$])(?:import|include|env|modulemeta|get_search_list)\b(?!\s*:)|\$ENV\b|\$__prog/.exec(text);
  if (found) use.report(viewerOptions, `The filter of jq uses ${found[0]}, which reaches outside its input.`, at);
}
