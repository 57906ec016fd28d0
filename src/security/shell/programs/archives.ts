import type { Argument, Span } from '../argument.ts';
import { viewerOptions } from '../checks/meaning.ts';
import { judgeKind } from './kinds.ts';
import type { Call, Program, Use } from './program.ts';

const viewer = { check: viewerOptions, output: 'text' } as const;

/**
 * Programs that list what is in an archive, of which nothing is unpacked, so that only names are shown; and such that show
 * a single compressed file.
 */
export const archivePrograms: readonly Program[] = [
  {
    ...viewer,
    names: ['tar'],
    grammar: judgeTar,
    match: [
      'tar -tf a.tar',
      'tar -tzf a.tar.gz',
      'tar tzvf a.tgz | head',
      'tar -tvf a.tar src/a.ts',
      'tar --list -f a.tar',
      'tar --list --verbose --file=a.tar',
      'tar -t -J -f a.tar.xz',
    ],
    notMatch: [
      'tar -xf a.tar',
      'tar -cf a.tar src',
      'tar -tf host:a.tar',
      'tar -tf *.tar',
      'tar -tf "$x"',
      'tar -t',
      'tar t',
      'tar -ft a.tar',
      'tar -tfx a.tar',
      'tar -txf a.tar',
      'tar -xtf a.tar',
      'tar -f a.tar',
      'tar tfz a.tar',
      'tar -tf a.tar -x',
      'tar -tf a.tar --to-command=sh',
      'tar -tf a.tar -I sh',
      'tar -tIf sh a.tar',
      'tar -tf a.tar --checkpoint=1 --checkpoint-action=exec=sh',
      'tar -tf a.tar --use-compress-program=sh',
      'tar -tf a.tar --rsh-command=sh',
      'tar -tf a.tar --index-file=x',
      'tar -tf a.tar -T x',
      'tar -tf a.tar -C /',
      'tar -tMf a.tar -F sh',
      'tar --lis -f a.tar',
      'tar -tf a.tar -- x',
      'tar -tf a.tar *',
    ],
  },
  {
    ...viewer,
    names: ['zcat', 'gzcat', 'bzcat', 'xzcat'],
    operands: { rest: compressed, least: 1 },
    match: ['zcat a.log.gz', 'zcat a.gz b.gz | tail -5', 'xzcat a.xz | head', 'bzcat a.bz2 | grep x'],
    notMatch: [
      'zcat',
      'zcat a',
      'zcat -f a',
      'zcat a.gz > b',
      'zcat *.gz',
      'zcat "$(cat x)"',
      'xzcat --files=x',
      'zcat -S x a.gz',
    ],
  },
  {
    ...viewer,
    names: ['unzip'],
    // What follows the archive is unpacked by some versions, even an option to list.
    optionsFirst: true,
    flags: '-l -v -q',
    operands: { first: [zipped], rest: 'text', least: 1 },
    judge: onlyListing,
    match: ['unzip -l a.zip', 'unzip -v a.jar | head', 'unzip -lq a.zip src/a.ts'],
    notMatch: [
      'unzip a.zip',
      'unzip -q a.zip',
      'unzip -p a.zip b',
      'unzip a.zip -l',
      'unzip -l a.zip -d x',
      'unzip -lo a.zip',
      'unzip -l --help a.zip',
      'unzip -- -l a.zip',
      "unzip -l '*.zip'",
      'unzip -l *.zip',
      'unzip -l "$x"',
      'unzip -Z a.zip',
      'unzip -l',
    ],
  },
  {
    ...viewer,
    names: ['zipinfo'],
    optionsFirst: true,
    flags: '-1 -2 -s -m -l -v -h -t -T',
    operands: { first: [zipped], rest: 'text', least: 1 },
    match: ['zipinfo a.zip', 'zipinfo -1 a.zip | head', 'zipinfo -lht a.zip'],
    notMatch: [
      'zipinfo',
      "zipinfo '*.zip'",
      'zipinfo -M a.zip',
      'zipinfo a.zip -x b',
      'zipinfo *',
      'zipinfo a.zip > b',
    ],
  },
];

/** `-tvf a.tar`: the letter for the archive stands last, and the archive itself after it. */
function judgeTar(words: readonly Argument[], use: Use, at: Span): void {
  let lists = false;
  let archive: Argument | undefined;
  const refuse = (place: Span): void => use.report(viewerOptions, 'tar with these words does more than list.', place);
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    const text = word?.text ?? '?';
    const letters = /^-([tvzjJ]*f?)$/.exec(text)?.[1] ?? (index === 0 ? /^[tvzjJ]*f?$/.exec(text)?.[0] : undefined);
    const named = /^--file=(.+)$/s.exec(text)?.[1];
    if (!word) continue;
    if (letters) {
      lists ||= letters.includes('t');
      if (!letters.endsWith('f')) continue;
      index += 1;
      if (archive) refuse(word.at);
      archive = words[index];
    } else if (text === '--list') lists = true;
    else if (named !== undefined && !archive) archive = { ...word, text: named, head: named };
    else if (/^--(?:verbose|gzip|bzip2|xz)$/.test(text)) continue;
    // What is in the archive, by its name.
    else if (archive && word.text !== undefined && /^[^-@]/.test(text)) continue;
    else refuse(word.at);
  }
  const { text } = archive ?? {};
  // With a colon it names another machine.
  if (!lists || !archive || text === undefined || !/^[^-:][^:]*$/s.test(text)) refuse(archive?.at ?? at);
  else judgeKind('file', archive, use);
}

function onlyListing({ options, at }: Call, use: Use): void {
  const names = options.map(({ name }) => name);
  const plain = names.every((name) => name.length === 2);
  if (!plain || !names.some((name) => name === '-l' || name === '-v'))
    use.report(viewerOptions, 'unzip unpacks files, unless it is told to list them (-l).', at);
}

/** It looks for the archive by wildcards of its own, and with an ending put on. */
function zipped(value: Argument, use: Use): void {
  const { text } = value;
  if (text === undefined || !/^[^-*?[\]\\][^*?[\]\\]*$/.test(text)) {
    use.report(viewerOptions, 'This does not name one archive.', value.at);
    return;
  }
  for (const ending of ['', '.zip', '.ZIP']) judgeKind('file', { ...value, text: text + ending }, use);
}

/** A compressed file, which is judged under the name of what is in it as well. Without its ending it may be another one. */
function compressed(value: Argument, use: Use): void {
  const [, inner] = /^(.+)\.(?:gz|bz2|xz)$/.exec(value.text ?? '') ?? [];
  if (inner === undefined) {
    use.report(viewerOptions, 'The name of a compressed file ends with .gz, .bz2 or .xz.', value.at);
    return;
  }
  judgeKind('file', value, use);
  judgeKind('file', { ...value, text: inner, head: inner }, use);
}
