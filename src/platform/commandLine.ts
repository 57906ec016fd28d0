import { parseArgs } from 'node:util';
import { type Mode, offeredModes } from '../protocol/risk.ts';

export const usage = `Usage:
  belay run [--cwd DIR] [--mode default|allowEdits|bypass] [--model ID] [--fallback-model ID] [--max-steps N] [--allow-domain HOST]… [--json] "task"
  belay edit [--cwd DIR]
  belay sessions list|search QUERY|show ID|edits [--cwd DIR] [--json]
  belay sandbox --self-test [--cwd DIR] [--allow-domain HOST]… [--json]
  belay sanitize

run gives the agent a task in DIR. Nobody is there to approve, so what would ask is refused, unless the mode lets it
pass. The key comes from ANTHROPIC_API_KEY, another endpoint from ANTHROPIC_BASE_URL; --model tour needs neither. Other
models by who serves them: openai/NAME (OPENAI_API_KEY; OPENAI_BASE_URL for Ollama and the like), bedrock/NAME (AWS_REGION
and the sign-in of AWS), vertex/NAME (ANTHROPIC_VERTEX_PROJECT_ID, CLOUD_ML_REGION and Google's sign-in). A proxy is taken
from HTTPS_PROXY and NO_PROXY.
Commands run in a sandbox where there is one, with no network but to the hosts that --allow-domain names. sandbox
--self-test tries whether it holds here, and says what to install where there is none.

edit makes edits in DIR as the tools of the agent would, repairs included, without a model. It reads lines of JSON,
{"id","path","oldText","newText","replaceAll"?} or {"id","patch"}, from standard input and prints for each
{"id","outcome":"applied"|"repaired"|"refused","reason","closest"?}. Files in DIR count as read; what leads outside is
refused.

sanitize cleans texts as Belay cleans what tools return. It reads lines of JSON, {"id","raw"}, from standard input and
prints for each {"id","text","findings":[{"kind","count","first"}]}, or {"id","error"} where the line is none.

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

export function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`"${text}" is not a whole number of steps above 0.`);
  return count;
}
