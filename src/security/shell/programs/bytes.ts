import type { Argument } from '../argument.ts';
import { viewerOptions } from '../checks/meaning.ts';
import type { Program, Use } from './program.ts';

const viewer = { check: viewerOptions, output: 'text' } as const;

/** Programs that show bytes, encode them or add them up. */
export const bytePrograms: readonly Program[] = [
  {
    ...viewer,
    names: ['strings'],
    responseFiles: true,
    // Not -t, -e and -s, which older and other ones know without a value.
    flags: '-a -f -o --all --print-file-name',
    values: { '-n --bytes': 'count' },
    operands: { rest: 'file' },
    match: ['strings a', 'strings -n 8 a | head', 'strings -an 6 a b', 'strings ./*.bin'],
    notMatch: [
      'strings --by=3 a',
      'strings -w a',
      'strings @a',
      'strings -- @a',
      'strings a "@b c"',
      'strings -n @a b',
      'strings *',
      'strings @*',
      'strings -T x a',
    ],
  },
  {
    ...viewer,
    names: ['od'],
    harmlessOptions: true,
    // Not -s and -w, which have a value for some and none for others.
    flags: '-a -b -c -d -o -v -x --output-duplicates',
    values: { '-A -t --address-radix --format --endian': 'text', '-j -N --skip-bytes --read-bytes': 'text' },
    operands: { rest: 'file' },
    match: ['od a', 'od -c a | head', 'od -A x -t x1 a', 'od -An -tx1 -N 16 a', 'od -vb a'],
    notMatch: ['od a > b', 'od -e a', 'od -w a', 'od -s a', 'od --format-fil=x a'],
  },
  {
    ...viewer,
    names: ['hexdump', 'hd'],
    flags: '-b -c -C -d -o -v -x --one-byte-octal --one-byte-char --canonical --no-squeezing',
    values: { '-n -s --length --skip': 'text' },
    operands: { rest: 'file' },
    match: ['hexdump a', 'hexdump -C a', 'hexdump -vC -n 64 a', 'hd a | head'],
    notMatch: ['hexdump -f fmt a', 'hexdump -Cf fmt a', 'hexdump -e x a', 'hexdump a > b', 'hexdump -L a', 'hd -a a'],
  },
  {
    ...viewer,
    // It reads `-ps` as one word without a value: with no letters to join there is no such word.
    names: ['xxd'],
    optionsFirst: true,
    values: { '-c -g -l -s -o': 'text' },
    operands: { rest: 'file', most: 1 },
    match: ['xxd a', 'xxd -l 64 a', 'xxd -g 1 a | head'],
    notMatch: ['xxd -r a b', 'xxd a b', 'xxd -r -p a', 'xxd *', 'xxd -ps a b', 'xxd -p a', 'xxd a -g1', 'xxd a -l 5'],
  },
  {
    ...viewer,
    names: ['base64', 'base32'],
    flags: '-d -D --decode --ignore-garbage',
    values: { '-w --wrap -b': 'count' },
    operands: { rest: 'file', most: 1 },
    match: ['base64 a', 'base64 -d a', 'base64 -w 0 a', 'echo aGk= | base64 --decode'],
    notMatch: ['base64 -o x a', 'base64 -i a -o b', 'base64 a b', 'base64 --dec a'],
  },
  {
    ...viewer,
    names: 'md5sum sha1sum sha224sum sha256sum sha384sum sha512sum'.split(' '),
    flags: '-b -t -z --binary --text --tag --zero',
    operands: { rest: 'file' },
    output: 'names',
    match: ['sha256sum a', 'md5sum *.ts', 'md5sum --tag -b a', 'cat a | sha1sum'],
    notMatch: ['sha256sum -c sums', 'md5sum --check x', 'md5sum --che x', 'md5sum -bc x', 'md5sum -l 8 x'],
  },
  {
    ...viewer,
    names: ['b2sum', 'cksum'],
    flags: '-z --tag --zero',
    values: { '-l --length': 'count' },
    operands: { rest: 'file' },
    output: 'names',
    match: ['b2sum a', 'b2sum -l 64 a', 'cksum a b'],
    notMatch: ['b2sum -c sums', 'cksum --check x', 'cksum -o 1 a', 'b2sum -zc x'],
  },
  {
    ...viewer,
    names: ['sum'],
    harmlessOptions: true,
    flags: '-r -s --sysv',
    operands: { rest: 'file' },
    output: 'names',
    match: ['sum a', 'sum -s a b', 'cat a | sum'],
    notMatch: ['sum -c a', 'sum --sys a'],
  },
  {
    ...viewer,
    names: ['md5'],
    harmlessOptions: true,
    flags: '-q -r',
    operands: { rest: 'file' },
    output: 'names',
    match: ['md5 a', 'md5 -q a b'],
    notMatch: ['md5 -c x a', 'md5 -p a', 'md5 -x'],
  },
  {
    ...viewer,
    names: ['shasum'],
    flags: '-b -t --binary --text --tag',
    values: { '-a --algorithm': 'count' },
    operands: { rest: 'file' },
    output: 'names',
    match: ['shasum a', 'shasum -a 256 a', 'shasum -ba 512 a b'],
    notMatch: ['shasum -c sums', 'shasum --check x', 'shasum -ac x', 'shasum -U a'],
  },
  {
    ...viewer,
    names: ['iconv'],
    flags: '-c -l -s --list --silent',
    values: { '-f -t --from-code --to-code': encoding },
    operands: { rest: 'file' },
    match: ['iconv -f latin1 -t utf-8 a', 'iconv -t ascii//TRANSLIT a', 'iconv -l | head', 'cat a | iconv -f utf-16'],
    notMatch: [
      'iconv -o b a',
      'iconv -t utf-8 --output=b a',
      'iconv --outp b a',
      'iconv -cob a',
      'iconv a > b',
      'iconv -f ./map a',
      'iconv -t map/x a',
    ],
  },
];

/** The name of an encoding, with what becomes of letters it lacks; with any other slash it is a file. */
function encoding({ text, at }: Argument, use: Use): void {
  if (!/^[\w.:+-]+(?:\/\/(?:TRANSLIT|IGNORE)?)*$/i.test(text ?? ''))
    use.report(viewerOptions, 'iconv may read this encoding from a file.', at);
}
