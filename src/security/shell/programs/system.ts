import type { Argument } from '../argument.ts';
import { unknownPrograms, viewerOptions } from '../checks/meaning.ts';
import type { Program, Use } from './program.ts';

/** Programs that say something about the machine. */
export const systemPrograms: readonly Program[] = [
  {
    names: ['date'],
    check: viewerOptions,
    flags: '-u -R -n --utc --universal --rfc-email --rfc-2822',
    values: { '-d --date -v --rfc-3339': 'text', '-r --reference': 'entry' },
    optional: { '-I --iso-8601': 'text' },
    operands: { rest: dateFormat, most: 1 },
    output: 'plain',
    match: [
      'date',
      'date +%F',
      "date '+%Y-%m-%d %H:%M'",
      'date -u',
      "date -d '2 days ago' +%s",
      'date -r a',
      'date -Iseconds',
    ],
    notMatch: [
      'date -s 12:00',
      'date --set=now',
      'date 01010000',
      'date --se now',
      'date -f x',
      'date -us now',
      'date "$(cat x)"',
    ],
  },
  {
    names: ['uname', 'arch'],
    check: viewerOptions,
    flags: `-a -s -n -r -v -m -p -i -o --all --kernel-name --nodename --kernel-release --kernel-version --machine
      --processor --hardware-platform --operating-system`,
    output: 'plain',
    match: ['uname', 'uname -a', 'uname -srm', 'arch'],
    notMatch: ['uname x', 'uname --al'],
  },
  {
    names: ['hostname'],
    check: viewerOptions,
    flags: '-f -s -d -i -I -A -y --fqdn --short --domain --ip-address --all-ip-addresses',
    output: 'plain',
    match: ['hostname', 'hostname -f', 'hostname -I'],
    notMatch: ['hostname evil', 'hostname -F x', 'hostname -b x'],
  },
  {
    names: ['whoami', 'tty', 'nproc', 'uptime', 'logname'],
    check: viewerOptions,
    flags: '-p -s --all --pretty --since --quiet --silent',
    values: { '--ignore': 'count' },
    output: 'plain',
    match: ['whoami', 'nproc', 'nproc --all', 'uptime -p', 'tty'],
    notMatch: ['whoami x', 'uptime --pret'],
  },
  {
    names: ['id', 'groups'],
    check: viewerOptions,
    flags: '-a -u -g -G -n -r -z -p --user --group --groups --name --real --zero',
    operands: { rest: 'text' },
    output: 'plain',
    match: ['id', 'id -un', 'id root', 'groups'],
    notMatch: ['id --us', 'id -Zx', 'id > a'],
  },
  {
    names: ['free'],
    check: viewerOptions,
    flags: '-b -k -m -g -h -t -w -l --human --bytes --kilo --mega --giga --total --wide --si',
    output: 'text',
    match: ['free', 'free -h', 'free -m -t'],
    notMatch: ['free -s 1', 'free -x', 'free h'],
  },
  {
    names: ['ps'],
    check: viewerOptions,
    flags: `-A -a -d -e -f -F -j -l -H -T -L -M -m -r -w -x -c -y --forest --no-headers --no-heading`,
    values: {
      '-p --pid -q --ppid -C -u -U -t -g -G -s --user -k --sort --cols --columns --width': 'text',
      '-o -O --format': psColumns,
    },
    operands: { rest: psWord },
    output: 'text',
    match: [
      'ps',
      'ps aux',
      'ps -ef | grep node',
      'ps -p 1 -o pid,comm',
      'ps auxww',
      'ps -aux',
      'ps -eo pid,args --sort=-rss',
    ],
    notMatch: ['ps auxe', 'ps eww', 'ps -o environ', 'ps -E', 'ps -eo pid,environ', 'ps --sor x', 'ps "$x"'],
  },
  {
    names: ['which', 'whereis'],
    check: viewerOptions,
    flags: '-a -s -b -m --all',
    operands: { rest: 'text', least: 1 },
    output: 'names',
    match: ['which node', 'which -a python3 python', 'which node npm || echo missing'],
    notMatch: ['which', 'which --read-alias x', 'which -i x'],
  },
  {
    names: ['seq'],
    check: viewerOptions,
    numbers: true,
    flags: '-w --equal-width',
    values: { '-f --format -s --separator': 'text' },
    operands: { rest: 'count', least: 1, most: 3 },
    output: 'plain',
    match: ['seq 5', 'seq 1 2 10', 'seq -w 1 10', 'seq 5 -1 1', 'seq -s, 3'],
    notMatch: ['seq inf', 'seq', 'seq "$(cat x)"', 'seq --equal 3'],
  },
  {
    names: ['sleep'],
    check: unknownPrograms,
    operands: { rest: pause, least: 1 },
    output: 'plain',
    match: ['sleep 1', 'sleep 2 && ls', 'sleep 5s', 'sleep 0.2'],
    notMatch: ['sleep infinity', 'sleep', 'sleep 1 &', 'sleep 100000', 'sleep "$(cat x)"'],
  },
  {
    names: ['cal', 'ncal'],
    check: viewerOptions,
    flags: '-1 -3 -h -j -m -s -w -y -b',
    values: { '-A -B -n': 'count' },
    operands: { rest: 'text' },
    output: 'text',
    match: ['cal', 'cal -3', 'cal 2026', 'ncal -w'],
    notMatch: ['cal > a', 'cal --mon', 'cal "$(cat x)"'],
  },
  {
    names: ['locale'],
    check: viewerOptions,
    flags: '-a -k -m -c --all-locales --keyword-name --charmaps --category-name',
    operands: { rest: 'text' },
    output: 'text',
    match: ['locale', 'locale -a | head', 'locale -k LC_TIME'],
    notMatch: ['locale -v > a', 'locale --al', 'locale "$(cat x)"'],
  },
  {
    names: ['getconf'],
    check: viewerOptions,
    operands: { first: ['text', 'entry'], least: 1, most: 2 },
    output: 'text',
    match: ['getconf PAGESIZE', 'getconf _NPROCESSORS_ONLN', 'getconf NAME_MAX src'],
    notMatch: ['getconf', 'getconf -v x y', 'getconf A b c'],
  },
];

/** Seconds or minutes, with a fraction, and not for longer than anybody waits. */
function pause(word: Argument, use: Use): void {
  if (!/^(?:\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})[sm]?$/.test(word.text ?? ''))
    use.report(unknownPrograms, 'This is not a short time to wait.', word.at);
}

/** A word without its plus sign sets the clock. */
function dateFormat(word: Argument, use: Use): void {
  if (!word.head.startsWith('+'))
    use.report(viewerOptions, 'date with a word that is no format sets the clock.', word.at);
}

const columns = new Set(
  `pid ppid pgid sid sess tty tt tpgid user uid euser euid ruser ruid group gid egroup rgroup comm cmd command args ucmd
  ucomm fname pcpu %cpu c cp pmem %mem rss rssize rsz vsz vsize sz size stat state s start lstart start_time stime bsdstart
  etime etimes elapsed time times cputime bsdtime nice ni pri priority psr nlwp thcount lwp tid spid wchan class cls policy
  rtprio ls flags f majflt minflt`.split(/\s+/),
);

function psColumns(value: Argument, use: Use): void {
  const named = value.text?.split(/[\s,]+/).map((column) => column.replace(/[=:].*$/, '').toLowerCase());
  if (!named?.every((column) => column === '' || columns.has(column)))
    use.report(
      viewerOptions,
      'This column of ps is not known to be harmless; some show what processes keep secret.',
      value.at,
    );
}

/** The old options without a dash, but for `e`, which shows the environment; or process numbers. */
function psWord(word: Argument, use: Use): void {
  if (!/^(?:[auxfwljhrTH]+|\d+(?:,\d+)*)$/.test(word.text ?? ''))
    use.report(viewerOptions, 'This word of ps is not known to only look.', word.at);
}
