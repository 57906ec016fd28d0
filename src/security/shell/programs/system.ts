import type { Argument } from '../argument.ts';
import { endlessCommands, unknownPrograms, viewerOptions } from '../checks/meaning.ts';
import type { Output } from '../outputs.ts';
import { narrow } from './kinds.ts';
import type { Call, Program, Use } from './program.ts';

/** Programs that say something about the machine. */
export const systemPrograms: readonly Program[] = [
  {
    names: ['date'],
    check: viewerOptions,
    flags: '-u -R -n --utc --universal --rfc-email --rfc-2822',
    values: { '-d --date -v --rfc-3339': 'text', '-r --reference': 'entry' },
    optional: { '-I --iso-8601': 'text' },
    operands: { rest: dateFormat, most: 1 },
    output: dateOutput,
    match: [
      'date',
      'date +%F',
      "date '+%Y-%m-%d %H:%M'",
      'date -u',
      "date -d '2 days ago' +%s",
      'echo $(( $(date +%s) - 60 ))',
      'echo $(date -u +%Y-%m-%dT%H:%M:%SZ)',
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
      'date +%999999999Y',
      'date "$(cat x)"',
      "[[ $(date '+a[$(rm b)]') -eq 1 ]]",
      '[[ $(date +y) -eq 1 ]]',
      "[ $(date '+-v a[$(rm${IFS}b)]') ]",
      "echo $(date '+/*')",
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
    names: ['whoami', 'tty', 'uptime', 'logname'],
    check: viewerOptions,
    flags: '-p -s --pretty --since --quiet --silent',
    output: 'plain',
    match: ['whoami', 'uptime -p', 'tty'],
    notMatch: ['whoami x', 'uptime --pret', '[[ $(whoami) -eq 0 ]]'],
  },
  {
    names: ['nproc'],
    check: viewerOptions,
    flags: '--all',
    values: { '--ignore': 'count' },
    output: 'count',
    match: ['nproc', 'nproc --all', 'echo $(( $(nproc) - 1 ))'],
    notMatch: ['nproc x', 'nproc --al', 'echo $(( $(nproc --help) ))'],
  },
  {
    names: ['lscpu'],
    check: viewerOptions,
    flags: '-a -b -c -x -y -B -J --all --online --offline --hex --physical --bytes --json --output-all',
    optional: { '-e -p -C --extended --parse --caches': 'text' },
    output: 'text',
    match: ['lscpu', 'lscpu | grep -i model', 'lscpu -J', 'lscpu -e=CPU,CORE', 'lscpu -p'],
    notMatch: ['lscpu -s /x', 'lscpu --sysroot /x', 'lscpu --sysroot=/x', 'lscpu -as /x', 'lscpu x', 'lscpu --onlin'],
  },
  {
    names: ['id', 'groups'],
    check: viewerOptions,
    flags: '-a -u -g -G -n -r -z -p --user --group --groups --name --real --zero',
    operands: { rest: 'text' },
    output: ({ options }) =>
      options.length > 0 && options.every(({ name }) => /^(?:-[ugr]|--(?:user|group|real))$/.test(name))
        ? 'number'
        : 'plain',
    match: ['id', 'id -un', 'id root', 'groups', '[ "$(id -u)" -eq 0 ]', '[[ $(id --user) -ne 0 ]]'],
    notMatch: ['id --us', 'id -Zx', 'id > a', '[[ $(id -un) -eq 0 ]]', '[[ $(id) -eq 0 ]]'],
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
    values: { '-f --format': narrow, '-s --separator': 'text' },
    operands: { rest: 'count', least: 1 },
    judge: notEndless,
    // A form or a separator may be any text.
    output: ({ options, operands }) => {
      if (options.some(({ value }) => value)) return 'text';
      return operands.every(({ text, output }) => (text === undefined ? output === 'count' : /^\d{1,7}$/.test(text)))
        ? 'count'
        : 'number';
    },
    match: [
      'seq 5',
      'seq 1 2 10',
      'seq -w 1 10',
      'seq 5 -1 1',
      'seq -s, 3',
      'for i in $(seq 3); do echo $((i * 2)); done',
    ],
    notMatch: [
      'seq inf',
      'seq 999999999999',
      'seq 1 0 5',
      'seq 1 -1 -9999999999',
      'seq',
      'seq "$(cat x)"',
      'seq --equal 3',
      "seq -f '%999999999g' 5",
      'seq --format=%.999999999f 3',
      "[[ $(seq -f 'a[$(rm b)]' 1) -eq 1 ]]",
      'echo $(seq -s "*" 2)',
    ],
  },
  {
    names: ['sleep'],
    check: unknownPrograms,
    operands: { rest: pause, least: 1, most: 1 },
    output: 'plain',
    match: ['sleep 1', 'sleep 2 && ls', 'sleep 5s', 'sleep 0.2'],
    notMatch: ['sleep infinity', 'sleep', 'sleep 999m', 'sleep 60 60', 'sleep 1 &', 'sleep 100000', 'sleep "$(cat x)"'],
  },
  {
    names: ['cal', 'ncal'],
    check: viewerOptions,
    flags: '-1 -3 -h -j -m -s -w -y -b',
    values: { '-A -B -n': narrow },
    operands: { rest: 'text' },
    output: 'text',
    match: ['cal', 'cal -3', 'cal 2026', 'ncal -w'],
    notMatch: ['cal -A 999999999', 'cal > a', 'cal --mon', 'cal "$(cat x)"'],
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

/** More numbers than this nobody reads. */
const mostNumbers = 10_000_000;

function notEndless({ operands, options, at }: Call, use: Use): void {
  if (operands.length > 3) use.report(viewerOptions, 'seq is given more numbers than it takes.', at);
  // A number below zero is read as an option, and may be any of the three.
  const below = options.some(({ name }) => /^-\d/.test(name) && Number(name) < -mostNumbers);
  if (below) use.report(endlessCommands, 'These are too many numbers.', at);
  for (const { text, output, at: place } of operands)
    if (text === undefined && output !== 'count')
      use.report(endlessCommands, 'How many numbers these are is only known when it runs.', place);
  const numbers = operands.map(({ text = '' }) => Number(text));
  const last = numbers.at(-1) ?? 0;
  const first = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
  const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
  // What is no number here is reported as one, or by the program.
  if (Math.abs((last - first) / step) > mostNumbers) use.report(endlessCommands, 'These are too many numbers.', at);
}

/** In seconds. */
const longestPause = 600;

/** Seconds or minutes, with a fraction, and not for longer than anybody waits. */
function pause(word: Argument, use: Use): void {
  const [, number, unit] = /^(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})([sm]?)$/.exec(word.text ?? '') ?? [];
  if (number === undefined || Number(number) * (unit === 'm' ? 60 : 1) > longestPause)
    use.report(unknownPrograms, 'This is not a short time to wait.', word.at);
}

/** A format is printed as it is, but for what its letters stand for. */
function dateOutput({ options, operands }: Call): Output {
  const format = operands.length === 0 ? '+%c' : (operands[0]?.text ?? '*');
  if (options.every(({ value }) => !value) && /^\+%-?[sYmdHMSyjuwV]$/.test(format)) return 'number';
  if (/^\+(?:%[sYmdHMSyjuwVGgFTRDzI]|[\w.:/-])+$/.test(format)) return 'word';
  if (/^\+(?:%-?[sYmdHMSyjuwVGgBbAaFTRDZzeI]|[\w.:/-])*$/.test(format)) return 'plain';
  return /^\+[\w%.:/, -]*$/.test(format) ? 'names' : 'text';
}

/** A word without its plus sign sets the clock. */
function dateFormat(word: Argument, use: Use): void {
  if (!word.head.startsWith('+'))
    use.report(viewerOptions, 'date with a word that is no format sets the clock.', word.at);
  narrow(word, use);
}
