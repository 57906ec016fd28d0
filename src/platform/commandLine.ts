import { parseArgs } from 'node:util';
import type { Measure } from '../protocol/costEvents.ts';
import { type Mode, offeredModes } from '../protocol/risk.ts';

export const usage = `Usage:
  belay run [--cwd DIR] [--mode default|allowEdits|auto|bypass|yolo] [--yolo-anyway] [--plan]
            [--model ID] [--fallback-model ID] [--small-model ID] [--compact-at SHARE] [--max-cost DOLLARS]
            [--max-tokens N] [--max-steps N] [--max-minutes N] [--allow-domain HOST]… [--effort LEVEL]
            [--cache-lifetime auto|5m|1h] [--context-window N] [--tool-search auto|on|off]
            [--edit-tools auto|replace|patch|both] [--max-result-tokens N] [--json] "task"
  belay edit [--cwd DIR]
  belay sessions list|search QUERY|show ID|edits [--cwd DIR] [--json]
  belay sandbox --self-test [--cwd DIR] [--allow-domain HOST]… [--json]
  belay sanitize
  belay prompt [--cwd DIR] [--mode MODE] [--model ID] [--json]
  belay cost [--session ID] [--day] [--cwd DIR] [--json]
  belay variants [--cwd DIR] [--json]
  belay check command|path [--cwd DIR] [--mode MODE] [--shell bash|zsh] [--no-sandbox] [--explain] [TEXT]

run gives the agent a task in DIR. Nobody is there to approve, so what would ask is refused, unless the mode lets it
pass. With --plan nothing is changed, whatever the mode: the agent looks and presents a plan. The key comes from
ANTHROPIC_API_KEY, another endpoint from ANTHROPIC_BASE_URL; --model tour needs neither. Other models by who serves them:
openai/NAME (OPENAI_API_KEY; OPENAI_BASE_URL for Ollama and the like), bedrock/NAME (AWS_REGION and the sign-in of AWS),
vertex/NAME (ANTHROPIC_VERTEX_PROJECT_ID, CLOUD_ML_REGION and Google's sign-in). A proxy is taken from HTTPS_PROXY and
NO_PROXY. --fallback-model goes on where the model is overloaded. --small-model gives the session its title, writes the
summary of a long conversation where that is cheaper, and in mode auto it weighs the commands that would otherwise ask
because Belay is not sure of them; its requests count like others.
Commands run in a sandbox where there is one, with no network but to the hosts that --allow-domain names. sandbox
--self-test tries whether it holds here, and says what to install where there is none.

A run has a budget: $5, 20 million tokens, 250 requests (failed attempts included) and 60 minutes of work, unless --max-cost,
--max-tokens, --max-steps or --max-minutes say otherwise. Before a request would exceed it, the run ends with 3. Minutes are
those on the clock while requests, commands and other calls run, without what waits for a person; when they are used up, what
runs is ended, and what had come of an answer is kept. --max-cost needs a model whose price is known.

A conversation that has grown to 0.8 of what the model can read is shortened by itself, first by the results of old calls,
then by a summary; --compact-at takes another share, up to 0.95, or 0 for never.

--effort says how hard the model thinks: low, medium, high, xhigh or max; what is not said, its provider decides.
--cache-lifetime is how long Claude's provider keeps the conversation; auto goes by the rhythm of the session.
--context-window tells how many tokens a model of OPENAI_BASE_URL can read, where its server does not. --tool-search on
leaves tools beyond the core to be found by a search; auto does so where they are large. --edit-tools chooses the form of
edits, by default the one that the model was trained on. Of one tool's result the model reads --max-result-tokens, 20000
unless you say otherwise; the rest goes to a file.

Rules in settings.json of BELAY_HOME (~/.belay), in .belay/settings.json of DIR and of the administrator are honoured.
--mode yolo lets everything pass but what a rule denies, and is meant for containers: anywhere else, and in a home
folder, it needs --yolo-anyway as well. Each call is written into audit.jsonl of the project's folder in BELAY_HOME.

edit makes edits in DIR as the tools of the agent would, repairs included, without a model. It reads lines of JSON,
{"id","path","oldText","newText","replaceAll"?} or {"id","patch"}, from standard input and prints for each
{"id","outcome":"applied"|"repaired"|"refused","reason","closest"?}. Files in DIR count as read. What the
agent would have to ask for is refused: what leads outside, holds secrets, or is run or trusted by other programs.

sanitize cleans texts as Belay cleans what tools return. It reads lines of JSON, {"id","raw"}, from standard input and
prints for each {"id","text","findings":[{"kind","count","first"}]}, or {"id","error"} where the line is none.

prompt shows what a session in DIR would be told before the conversation, with sizes in tokens and where the cache may hold.
Sections come from Belay, ~/.belay/prompts/*.md and DIR/.belay/prompts/*.md, flags and variants from ~/.belay/features.json
or the address in BELAY_FEATURES_URL. variants compares what came of the sessions of DIR by flag and variant.

cost tells what the newest session of DIR cost, or the one with ID, by turn, model, tool, section of the prompt and
purpose; with --day what each day cost over all sessions of this machine. What is not known is not counted as nothing.

check says what Belay would do with commands or paths in DIR, and does nothing. It reads lines of JSON, {"id","command"}
or {"id","path","access"?} (read, write or delete), and prints for each {"id","decision":"allow"|"ask"|"deny","risk",
"checks":[…],"reason"} or {"id","decision":"inside"|"outside"|"protected"|"deny","reason"}; {"id","error"} where the line
is none. With TEXT it judges that one. --explain tells it to people: the parts of a command and each check that fired.
Commands are taken to run in a sandbox unless --no-sandbox says otherwise.

With --json each event is printed as one line of JSON. A task of - is read from standard input.
sessions edits tells for each model and edit tool how many calls fitted their files, over all sessions of DIR.

Exit: 0 done, 1 an error of Belay, 2 bad usage, 3 refused or stopped, 4 model unreachable.`;

/** The person called `belay` wrongly; the usage is shown along with the message. */
export class UsageError extends Error {}

/** `parseArgs`, strictly; throws `UsageError` for an option that is unknown or lacks its value. */
export function parseOptions<const O extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(
  args: readonly string[],
  options: O,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export async function readInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  return text;
}

export function modeOf(text: string): Mode {
  const mode = offeredModes.find((offered) => offered === text);
  if (mode === undefined) throw new UsageError(`There is no mode "${text}"; the modes are ${offeredModes.join(', ')}.`);
  return mode;
}

/** One limit of the budget, none where the option was not given. */
export function limitOf(measure: Measure, unit: string, text: string | undefined): Partial<Record<Measure, number>> {
  if (text === undefined) return {};
  const limit = Number(text);
  if (text.trim() === '' || !Number.isFinite(limit) || limit <= 0) {
    throw new UsageError(`"${text}" is not a number of ${unit} above 0.`);
  }
  return { [measure]: limit };
}

/** One of the words that an option takes, `undefined` where it was not given. */
export function oneOf<const T extends string>(
  what: string,
  words: readonly T[],
  text: string | undefined,
): T | undefined {
  const word = words.find((one) => one === text);
  if (text !== undefined && word === undefined) {
    throw new UsageError(`There is no ${what} "${text}"; choose one of ${words.join(', ')}.`);
  }
  return word;
}

/** A whole number of tokens, `undefined` where the option was not given. */
export function wholeWithin(least: number, most: number, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (text.trim() === '' || !Number.isInteger(count) || count < least || count > most) {
    throw new UsageError(`"${text}" is not a whole number of tokens from ${least} to ${most}.`);
  }
  return count;
}

export function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`"${text}" is not a whole number of steps above 0.`);
  return count;
}

/** The share of a model's window from which on a conversation is shortened, as the setting of the editor takes it. */
export function thresholdOf(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 0.95)) {
    throw new UsageError(`"${text}" is not a share from 0 (never) to 0.95.`);
  }
  return share;
}
