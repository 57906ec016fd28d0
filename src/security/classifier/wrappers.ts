import type { Token } from './resolveWord.ts';
import { unknown } from './resolveWord.ts';

/** How a program that runs another one is read up to that one's name. */
interface Wrapper {
  /** Options without a value: letters of short ones, names of long ones. */
  readonly flags?: readonly string[];
  /** Options whose value is the next word or attached. */
  readonly valued?: readonly string[];
  /** Words of its own before the program. */
  readonly operands?: number;
  /** Words that must follow the name, as `exec` in `pnpm exec`. */
  readonly after?: readonly string[];
  /** Assignments stand before the program. */
  readonly assigns?: true;
  /** The program runs with words that come from elsewhere. */
  readonly feeds?: true;
  /** What runs outlives the command or goes on without end. */
  readonly lasting?: true;
}

/** Programs that run what follows, with the options that change nothing about what that does. */
const wrappers: Readonly<Record<string, readonly Wrapper[]>> = {
  env: [{ flags: ['i', '-', 'ignore-environment'], valued: ['u', 'unset'], assigns: true }],
  'cross-env': [{ assigns: true }],
  timeout: [
    {
      flags: ['v', 'verbose', 'foreground', 'preserve-status'],
      valued: ['s', 'signal', 'k', 'kill-after'],
      operands: 1,
    },
  ],
  gtimeout: [{ valued: ['s', 'k'], operands: 1 }],
  nice: [{ flags: [...'0123456789'], valued: ['n', 'adjustment'] }],
  ionice: [{ flags: ['t'], valued: ['c', 'n'] }],
  nohup: [{ lasting: true }],
  setsid: [{ flags: ['w', 'f', 'wait', 'fork'], lasting: true }],
  time: [{ flags: ['p', 'v', 'verbose'], valued: ['f', 'format'] }],
  stdbuf: [{ valued: ['i', 'o', 'e', 'input', 'output', 'error'] }],
  unbuffer: [{ flags: ['p'] }],
  command: [{ flags: ['p'] }],
  builtin: [{}],
  exec: [{ flags: ['c', 'l'] }],
  caffeinate: [{ flags: [...'dimsu'], valued: ['t'] }],
  taskset: [{ operands: 1 }],
  busybox: [{}],
  xargs: [
    {
      flags: ['0', 'r', 't', 'null', 'no-run-if-empty', 'verbose', 'x', 'exit'],
      valued: ['n', 'P', 'I', 'L', 'd', 's', 'max-args', 'max-procs', 'delimiter', 'max-lines', 'replace'],
      feeds: true,
    },
  ],
  parallel: [{ flags: ['0', 'k', 'keep-order', 'bar', 'X', 'm'], valued: ['j', 'jobs', 'n', 'I'], feeds: true }],
  npx: [{ flags: ['no-install', 'no', 'q', 'quiet', 'offline'] }],
  bunx: [{ flags: ['bun', 'no-install'] }],
  pnpm: [{ after: ['exec'] }],
  yarn: [{ after: ['exec'] }],
  npm: [{ after: ['exec'], flags: ['no', 'offline'] }],
  bundle: [{ after: ['exec'] }],
  poetry: [{ after: ['run'] }],
  pipenv: [{ after: ['run'] }],
  pdm: [{ after: ['run'] }],
  rye: [{ after: ['run'] }],
  hatch: [{ after: ['run'] }],
  uv: [{ after: ['run'], flags: ['frozen', 'locked', 'offline', 'no-sync', 'q', 'quiet'] }],
  mise: [{ after: ['exec'] }, { after: ['x'] }],
  asdf: [{ after: ['exec'] }],
  rbenv: [{ after: ['exec'] }],
  pyenv: [{ after: ['exec'] }],
  dotenvx: [{ after: ['run'] }],
};

export type Peeled =
  | { readonly type: 'same' }
  | {
      readonly type: 'inner';
      readonly words: readonly Token[];
      readonly assigned: readonly string[];
      readonly wrapper: string;
      readonly fed: boolean;
      readonly lasting: boolean;
    }
  /** It runs something, and what that is cannot be told. */
  | { readonly type: 'hidden'; readonly why: string };

/** Takes one wrapper off, such as `timeout 5` or `npx`. */
export function peel(words: readonly Token[]): Peeled {
  const name = words[0]?.text ?? '';
  const forms = wrappers[name];
  if (!forms || (name === 'command' && /^-[vV]/.test(words[1]?.text ?? ''))) return { type: 'same' };
  const second = words[1]?.text;
  const form = forms.find(({ after }) => !after || after[0] === second);
  if (!form) return { type: 'same' };
  return take(name, words, form);
}

function take(name: string, words: readonly Token[], form: Wrapper): Peeled {
  let at = 1 + (form.after?.length ?? 0);
  let operands = form.operands ?? 0;
  const assigned: string[] = [];
  for (; at < words.length; at++) {
    const text = words[at]?.text ?? '';
    if (text === '--') {
      at += 1;
      break;
    }
    if (text.startsWith('-') && text !== '-') {
      const read = option(text, form);
      if (read === undefined) return { type: 'hidden', why: `${name} ${text} changes what runs` };
      at += read;
    } else if (form.assigns && /^\w+=/.test(text)) assigned.push(text);
    else if (operands > 0) operands -= 1;
    else break;
  }
  const rest = words.slice(at + operands);
  if (rest.length === 0) return form.after || form.assigns || name === 'exec' ? { type: 'same' } : fallback(form);
  return {
    type: 'inner',
    words: form.feeds ? [...rest, { text: unknown, disguised: false }] : rest,
    assigned,
    wrapper: name,
    fed: form.feeds === true,
    lasting: form.lasting === true,
  };
}

/** `xargs` alone runs echo, `time` alone nothing. */
function fallback(form: Wrapper): Peeled {
  return form.feeds ? { type: 'same' } : { type: 'hidden', why: 'nothing follows the wrapper' };
}

/** How many further words an option takes; nothing where it is not known. */
function option(text: string, { flags = [], valued = [] }: Wrapper): number | undefined {
  if (text.startsWith('--')) {
    const [name = '', value] = text.slice(2).split('=', 2);
    if (valued.includes(name)) return value === undefined ? 1 : 0;
    return flags.includes(name) && value === undefined ? 0 : undefined;
  }
  const letters = text.slice(1);
  const first = letters[0] ?? '';
  if (valued.includes(first)) return letters.length === 1 ? 1 : 0;
  if ([...letters].every((letter) => flags.includes(letter))) return 0;
  // A cluster that ends in an option with a value, as in `xargs -0n1`.
  const valuedAt = [...letters].findIndex((letter) => valued.includes(letter));
  if (valuedAt > 0 && [...letters.slice(0, valuedAt)].every((letter) => flags.includes(letter)))
    return valuedAt === letters.length - 1 ? 1 : 0;
  return undefined;
}
