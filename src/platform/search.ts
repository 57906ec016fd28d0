import { relative, sep } from 'node:path';
import * as z from 'zod';
import type { GrepOptions, Search } from '../agent/ports.ts';
import { globPattern, type PathTest } from './globPattern.ts';
import { runRipgrep } from './runRipgrep.ts';

/** Most characters shown of one line; around the match where it is longer. */
const maxLine = 400;

/**
 * Searching with ripgrep. `binary` is its path. Content lines read `path:line:text`, context ones `path-line-text`. Files
 * that match a glob of `unsearched` are passed over by a search in contents, and so are those that `isSecret` by their path
 * below the folder, unless one is named as the path itself.
 */
export function createSearch({
  binary,
  unsearched = [],
  isSecret = () => false,
}: {
  readonly binary: string;
  readonly unsearched?: readonly string[];
  readonly isSecret?: (path: string) => boolean;
}): Search {
  const passedOver = unsearched.flatMap((glob) => ['--iglob', `!${glob}`]);
  return {
    async glob({ pattern, path, limit, signal }) {
      const fits = pathTest(path, pattern);
      const paths: string[] = [];
      const truncated = await runRipgrep(
        binary,
        ['--files', '--null', ...common, '--', path],
        path,
        signal,
        '\0',
        (found) => {
          if (!fits(found)) return true;
          if (paths.length === limit) return false;
          paths.push(found);
          return true;
        },
      );
      return { paths, truncated };
    },
    async grep(options) {
      const search = options.mode === 'content' ? grepContent : grepFiles;
      const { path } = options;
      const fits = pathTest(path, options.glob);
      const searched = (found: string): boolean => fits(found) && (found === path || !isSecret(relative(path, found)));
      return await search(binary, passedOver, options, searched);
    },
  };
}

// An ignore file counts in folders that are no repository too; a glob on the command line would overrule ignore files,
// so that one is only used to leave git's own folder out.
const common = [
  '--no-config',
  '--hidden',
  '--glob',
  '!.git',
  '--no-require-git',
  '--no-messages',
  '--sort',
  'path',
  '--color',
  'never',
];

/** A glob without folders can be left to ripgrep as a file type, which spares it reading the other files. */
function patternArgs(options: GrepOptions): string[] {
  const args = [...common];
  if (options.glob !== undefined && !/[/!]/.test(options.glob))
    args.push('--type-add', `belay:${options.glob}`, '--type', 'belay');
  if (options.ignoreCase) args.push('--ignore-case');
  if (options.literal) args.push('--fixed-strings');
  if (options.multiline) args.push('--multiline', '--multiline-dotall');
  return args;
}

async function grepFiles(
  binary: string,
  passedOver: readonly string[],
  options: GrepOptions,
  fits: PathTest,
): Promise<{ lines: string[]; truncated: boolean }> {
  const lines: string[] = [];
  const take = (line: string): boolean => {
    if (lines.length === options.limit) return false;
    lines.push(line);
    return true;
  };
  if (options.mode === 'files') {
    const args = [
      '--files-with-matches',
      '--null',
      ...patternArgs(options),
      ...passedOver,
      '--regexp',
      options.pattern,
      '--',
      options.path,
    ];
    const truncated = await runRipgrep(
      binary,
      args,
      options.path,
      options.signal,
      '\0',
      (found) => !fits(found) || take(found),
    );
    return { lines, truncated };
  }
  const args = [
    '--count',
    '--null',
    '--with-filename',
    ...patternArgs(options),
    ...passedOver,
    '--regexp',
    options.pattern,
    '--',
    options.path,
  ];
  const truncated = await runRipgrep(binary, args, options.path, options.signal, '\n', (found) => {
    const [path = '', count = ''] = found.split('\0');
    return !fits(path) || take(`${path}:${count}`);
  });
  return { lines, truncated };
}

const Text = z.union([z.object({ text: z.string() }), z.object({ bytes: z.string() })]);
const Message = z.object({
  type: z.enum(['match', 'context']),
  data: z.object({
    path: Text,
    lines: Text,
    line_number: z.number(),
    submatches: z.array(z.object({ start: z.number() })),
  }),
});

async function grepContent(
  binary: string,
  passedOver: readonly string[],
  options: GrepOptions,
  fits: PathTest,
): Promise<{ lines: string[]; truncated: boolean }> {
  const context = options.contextLines ?? 0;
  const args = [
    '--json',
    ...(context > 0 ? ['--context', String(context)] : []),
    ...patternArgs(options),
    ...passedOver,
  ];
  const lines: string[] = [];
  let last: { path: string; line: number } | undefined;
  const truncated = await runRipgrep(
    binary,
    [...args, '--regexp', options.pattern, '--', options.path],
    options.path,
    options.signal,
    '\n',
    (line) => {
      if (!line.startsWith('{"type":"match"') && !line.startsWith('{"type":"context"')) return true;
      const { type, data } = Message.parse(JSON.parse(line));
      const path = textOf(data.path);
      if (!fits(path)) return true;
      const [sign, starts] = type === 'match' ? [':', data.submatches[0]?.start ?? 0] : ['-', 0];
      for (const [index, text] of textOf(data.lines)
        .replace(/\r?\n$/, '')
        .split(/\r?\n/)
        .entries()) {
        if (lines.length >= options.limit) return false;
        const number = data.line_number + index;
        if (context > 0 && last && (last.path !== path || number > last.line + 1)) lines.push('--');
        lines.push(`${path}${sign}${number}${sign}${shorten(text, index === 0 ? starts : 0)}`);
        last = { path, line: number };
      }
      return true;
    },
  );
  return { lines, truncated };
}

function textOf(text: z.infer<typeof Text>): string {
  return 'text' in text ? text.text : Buffer.from(text.bytes, 'base64').toString('utf8');
}

function shorten(line: string, matchStart: number): string {
  if (line.length <= maxLine) return line;
  const start = Math.max(0, Math.min(matchStart - maxLine / 4, line.length - maxLine));
  return `${start > 0 ? '… ' : ''}${line.slice(start, start + maxLine)}… (line of ${line.length} characters)`;
}

function pathTest(folder: string, glob: string | undefined): PathTest {
  if (glob === undefined) return () => true;
  const fits = globPattern(glob);
  return (path) => {
    const inside = relative(folder, path);
    return fits((inside === '' ? path.slice(path.lastIndexOf(sep) + 1) : inside).split(sep).join('/'));
  };
}
