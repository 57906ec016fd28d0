import type { Argument, Span } from '../argument.ts';
import { unknownPrograms } from '../checks/meaning.ts';
import type { Program, Use } from './program.ts';

const looks = { check: unknownPrograms, output: 'text' } as const;

/** Programs that list processes and what listens where, by numbers: no name is looked up that the command chooses. */
export const socketPrograms: readonly Program[] = [
  {
    ...looks,
    names: ['pgrep'],
    // Not -F, which reads a file.
    flags: '-a -c -f -i -l -n -o -v -x --list-name --list-full --full --count --newest --oldest --exact --inverse',
    values: { '-u -U -P -t --parent --euid --uid --terminal': 'text', '-d --delimiter': 'text' },
    operands: { rest: 'text', most: 1 },
    match: ['pgrep node', 'pgrep -fl vite', 'pgrep -u root -x sshd', 'pgrep -a node | head'],
    notMatch: ['pgrep -F x', 'pgrep --pidfile x', 'pgrep --signal 9 x', 'pgrep --ful x', 'pgrep a b', 'pkill node'],
  },
  {
    ...looks,
    names: ['ss'],
    // Not -K, which closes connections, -D and -F, which write and read files, and -r and -E, which ask and go on.
    flags: `-a -l -n -t -u -x -p -e -m -o -i -s -4 -6 -H -O --all --listening --numeric --tcp --udp --unix --processes
      --extended --memory --options --info --summary --ipv4 --ipv6 --no-header --oneline`,
    operands: { rest: socketFilter },
    match: ['ss -ltn', 'ss -tlnp | grep 3000', "ss -ltn 'sport = :3000'", 'ss -tan state listening', 'ss -s'],
    notMatch: [
      'ss -K',
      'ss -ltK',
      'ss -D x',
      'ss -tD x',
      'ss -F x',
      'ss -r',
      'ss -E',
      'ss --kill',
      'ss dst example.com',
      "ss 'dst = a.example.com:80'",
      'ss --listen',
      'ss "$x"',
    ],
  },
  {
    ...looks,
    names: ['lsof'],
    grammar: judgeLsof,
    match: [
      'lsof -i :3000',
      'lsof -ti:3000',
      'lsof -nP -iTCP:8080 -sTCP:LISTEN',
      'lsof -i -P -n | grep LISTEN',
      'lsof -p 1',
    ],
    notMatch: [
      'lsof -i @example.com:80',
      'lsof -i@example.com',
      'lsof -D u',
      'lsof -Dux',
      'lsof -r 1',
      'lsof +D .',
      'lsof a',
      'lsof -i :http',
      'lsof "$x"',
      'lsof -p "$x"',
      'lsof -i :3000 > a',
    ],
  },
];

function socketFilter({ text = '-', at }: Argument, use: Use): void {
  if (!/^(?:\s*(?:[sd]port|==?|eq|:\d{1,5}|and|or|state|listening|established|connected|[()]))+\s*$/.test(text))
    use.report(unknownPrograms, 'ss may look this name up.', at);
}

/** A protocol and ports, and no host. */
const address = '[46]?(?:tcp|udp|TCP|UDP)?(?::[0-9]{1,5}(?:[-,][0-9]{1,5})*)?';
const known = new RegExp(`^-(?:[nPtla]+|[nPt]*i(?:${address})|s(?:tcp|TCP):[A-Z,]{1,40}|[nPtl]*p[0-9]{0,9})$`);

function judgeLsof(words: readonly Argument[], use: Use, at: Span): void {
  let before = '';
  for (const { text = '?', at: place } of words) {
    // These two may have their value in a word of its own.
    const value = /^-[nPt]*i$/.test(before)
      ? new RegExp(`^${address}$`)
      : /^-[nPtl]*p$/.test(before)
        ? /^\d{1,9}$/
        : undefined;
    if (!value?.test(text) && !known.test(text))
      use.report(unknownPrograms, 'lsof with this word may do more than list what is open.', place);
    before = text;
  }
  if (words.length === 0) use.report(unknownPrograms, 'lsof lists all that is open anywhere.', at);
}
