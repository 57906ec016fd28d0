import type { Argument } from '../argument.ts';
import { viewerOptions } from '../checks/meaning.ts';
import type { Call, Program, Use } from './program.ts';

/** `ps`, which shows what processes keep secret when it is asked for their environment. */
export const psProgram: Program = {
  names: ['ps'],
  check: viewerOptions,
  flags: `-A -a -d -e -f -F -j -l -H -T -L -M -m -r -w -x -c -y --forest --no-headers --no-heading`,
  values: {
    '-p --pid -q --ppid -C -u -U -t -g -G -s --user -k --sort --cols --columns --width': 'text',
    '-o -O --format': psColumns,
  },
  operands: { rest: psWord },
  judge: noEnvironment,
  output: 'text',
  match: [
    'ps',
    'ps aux',
    'ps -ef | grep node',
    'ps -p 1 -o pid,comm',
    'ps auxww',
    'ps -aux',
    'ps -eo pid,args --sort=-rss',
    'ps -e -p 1,2 --no-headers',
    'ps -ef --forest',
    'ps -u root -C node',
    'ps -elf',
  ],
  notMatch: [
    'ps auxe',
    'ps eww',
    'ps -o environ',
    'ps -E',
    'ps -eo pid,environ',
    'ps --sor x',
    'ps "$x"',
    'ps -ex',
    'ps -auxe',
    'ps -e -x',
    'ps -eHT',
    'ps -ue',
    'ps -u e',
    'ps -u xe',
    'ps -ef -p x',
    'ps -ef -u nobody',
    'ps -ef aux',
    'ps -C "$x"',
  ],
};

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

/** Options beside which `-e` surely means every process. */
const besideAll = new Set(
  `-e -A -f -F -l -j -H -w -L -y -o -p --forest --no-headers --no-heading --format --sort --pid --cols --columns --width
  --version --help`.split(/\s+/),
);

/**
 * What ps cannot read in the new way it reads once more in the old way, in which `e` shows the environment of processes:
 * where anything may be wrong with the rest, no word may be one that has it.
 */
function noEnvironment({ options, operands, at }: Call, use: Use): void {
  const all = options.some(({ name }) => name === '-e');
  const unclear = ({ name, value }: Call['options'][number]): boolean =>
    !besideAll.has(name) || ((name === '-p' || name === '--pid') && !/^[\d,]+$/.test(value?.text ?? ''));
  const old = ({ name, value }: Call['options'][number]): boolean =>
    value !== undefined &&
    !/^(?:--|-[oO])/.test(name) &&
    (value.text === undefined || /^[acf-hj-pr-xCHL-PS-VXZ\d,]*e/.test(value.text));
  if ((all && (operands.length > 0 || options.some(unclear))) || options.some(old))
    use.report(viewerOptions, 'ps can take this for a wish to see the environment of processes.', at);
}

/** The old options without a dash, but for `e`, which shows the environment; or process numbers. */
function psWord(word: Argument, use: Use): void {
  if (!/^(?:[auxfwljhrTH]+|\d+(?:,\d+)*)$/.test(word.text ?? ''))
    use.report(viewerOptions, 'This word of ps is not known to only look.', word.at);
}
