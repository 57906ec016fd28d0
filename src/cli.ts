import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import tourScenario from '../media/tour/scenario.json';
import type { Approver, Log, Model } from './agent/ports.ts';
import { createSession } from './agent/session.ts';
import type { SessionDeps } from './agent/turn.ts';
import { createAnthropicModel } from './models/anthropic.ts';
import { defaultAnthropicModel } from './models/catalog.ts';
import { createScriptedModel } from './models/scripted/scriptedModel.ts';
import { createDiskEdits } from './platform/diskEdits.ts';
import { createHttpFetch } from './platform/httpFetch.ts';
import { openProject, type Project } from './platform/openProject.ts';
import { printEditOutcomes } from './platform/printEditOutcomes.ts';
import { isDomainPattern } from './platform/sandbox/policy.ts';
import { sandboxReportText } from './platform/sandbox/reportText.ts';
import { createStreamLog } from './platform/streamLog.ts';
import { note, plain, print, printDelta, printEvent, printWhole } from './platform/terminal.ts';
import { assemble } from './prompts/assemble.ts';
import { countEdits } from './protocol/editOutcomes.ts';
import type { EventOf } from './protocol/events.ts';
import { type Mode, offeredModes } from './protocol/risk.ts';
import { parseScenario } from './protocol/scenario.ts';
import { createGate } from './security/gate.ts';
import { secretGlobs } from './security/paths.ts';
import { sandboxPaths } from './security/sandboxPaths.ts';
import { sanitise } from './security/sanitise.ts';
import { tools } from './tools/index.ts';

// Root 2: the same session, loop and tools as in a window, without an editor.

const usage = `Usage:
  belay run [--cwd DIR] [--mode default|allowEdits|bypass] [--model ID] [--max-steps N] [--allow-domain HOST]… [--json] "task"
  belay sessions list|search QUERY|show ID|edits [--cwd DIR] [--json]
  belay sandbox --self-test [--cwd DIR] [--allow-domain HOST]… [--json]

run gives the agent a task in DIR. Nobody is there to approve, so what would ask is refused, unless the mode lets it
pass. The key comes from ANTHROPIC_API_KEY, another endpoint from ANTHROPIC_BASE_URL; --model tour needs neither.
Commands run in a sandbox where there is one, with no network but to the hosts that --allow-domain names. sandbox
--self-test tries whether it holds here, and says what to install where there is none.

With --json each event is printed as one line of JSON. A task of - is read from standard input.
sessions edits tells for each model and edit tool how many calls fitted their files, over all sessions of DIR.

Exit: 0 done, 1 an error of Belay, 2 bad usage, 3 refused or stopped, 4 model unreachable.`;

const exits = { done: 0, error: 1, usage: 2, refused: 3, unreachable: 4 } as const;

class UsageError extends Error {}

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case 'run':
      return await run(rest);
    case 'sessions':
      return await sessions(rest);
    case 'sandbox':
      return await sandbox(rest);
    case 'help':
    case '--help':
    case '-h':
      print(usage);
      return exits.done;
    default:
      throw new UsageError(command === undefined ? 'A command is missing.' : `There is no command "${command}".`);
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, {
    cwd: { type: 'string' },
    mode: { type: 'string' },
    model: { type: 'string' },
    'max-steps': { type: 'string' },
    'allow-domain': { type: 'string', multiple: true },
    json: { type: 'boolean' },
  });
  const mode = modeOf(values.mode ?? 'default');
  const maxSteps = countOf(values['max-steps'] ?? '100');
  const task = positionals.join(' ') === '-' ? await readInput() : positionals.join(' ');
  if (task.trim() === '') throw new UsageError('The task is missing: belay run "what to do".');
  const log = errorLog();
  const model = chooseModel(values.model, log);
  const project = await open(values.cwd, log, values['allow-domain']);
  const sessionId = randomUUID();

  const json = values.json === true;
  const refused: string[] = [];
  let ended: EventOf<'ended'> | undefined;
  const session = await createSession({
    ...portsOf(project, log),
    model,
    mode,
    maxSteps,
    sessionId,
    transcript: await project.store.create(sessionId),
    approver: nobody,
    onEvent(event) {
      if (event.type === 'ended') ended = event;
      if (event.type === 'result' && (event.status === 'denied' || event.status === 'rejected'))
        refused.push(event.callId);
      if (json) print(JSON.stringify(event));
      else printEvent(event);
    },
    onDelta: json ? () => {} : printDelta,
    onState() {},
  });
  const stop = (): void => void session.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await session.prompt(task);
  await session.dispose();
  await project.dispose();
  return exitCode(ended, refused.length);
}

async function sessions(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, { cwd: { type: 'string' }, json: { type: 'boolean' } });
  const [action, ...rest] = positionals;
  const { store } = await open(values.cwd);
  if (action === 'show') {
    const id = rest[0];
    if (id === undefined || rest.length > 1) throw new UsageError('Name one session: belay sessions show ID.');
    for (const event of await store.read(id)) values.json ? print(JSON.stringify(event)) : printWhole(event);
    return exits.done;
  }
  if (action !== 'list' && action !== 'search' && action !== 'edits')
    throw new UsageError('Use belay sessions list, search QUERY, show ID or edits.');
  const query = rest.join(' ');
  if (action === 'search' && query === '') throw new UsageError('Say what to search for: belay sessions search QUERY.');
  if (action !== 'search' && query !== '')
    throw new UsageError(`${action} takes no words; use belay sessions search QUERY.`);
  if (action === 'edits') {
    const count = countEdits();
    for (const { sessionId } of await store.list('')) count.add(await store.read(sessionId));
    printEditOutcomes(count.list(), values.json === true);
    return exits.done;
  }
  for (const found of await store.list(query)) {
    const when = new Date(found.updated).toISOString().slice(0, 16).replace('T', ' ');
    if (values.json) print(JSON.stringify(found));
    else print(plain(`${found.sessionId}  ${when}  ${found.title}${found.excerpt ? `\n    ${found.excerpt}` : ''}`));
  }
  return exits.done;
}

function errorLog(): Log {
  return createStreamLog({
    level: process.env.BELAY_DEBUG ? 'debug' : 'error',
    write: (text) => process.stderr.write(text),
  });
}

/** Proves in this folder that commands are held, each check with what it tried. */
async function sandbox(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, {
    cwd: { type: 'string' },
    'self-test': { type: 'boolean' },
    'allow-domain': { type: 'string', multiple: true },
    json: { type: 'boolean' },
  });
  if (!values['self-test'] || positionals.length > 0) throw new UsageError('Use belay sandbox --self-test.');
  const project = await open(values.cwd, errorLog(), values['allow-domain']);
  const report = await project.sandbox.test();
  await project.dispose();
  print(values.json ? JSON.stringify(report) : sandboxReportText(report));
  return report.available ? exits.done : exits.refused;
}

async function open(
  folder: string | undefined,
  log: Log = errorLog(),
  domains: readonly string[] = [],
): Promise<Project> {
  const bad = domains.find((domain) => !isDomainPattern(domain));
  if (bad !== undefined)
    throw new UsageError(`"${bad}" is no host. Write example.com, *.example.com or example.com:443.`);
  try {
    return await openProject({
      root: folder ?? '.',
      environment: process.env,
      bundleFolder: __dirname,
      unsearched: secretGlobs,
      sandboxPaths,
      allowedDomains: () => domains,
      log,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function portsOf(
  project: Project,
  log: Log,
): Omit<
  SessionDeps,
  'model' | 'mode' | 'maxSteps' | 'sessionId' | 'transcript' | 'approver' | 'onEvent' | 'onDelta' | 'onState'
> {
  const { root, home, paths, files, search, processes, git, lock, checkpoints, watch, spillFolder } = project;
  return {
    root,
    tools,
    gate: createGate({
      root,
      home,
      readable: [spillFolder],
      sandbox: project.sandbox.state,
      ignoreCase: process.platform === 'win32' || process.platform === 'darwin',
      trusted: () => true,
      resolve: paths.resolve,
      realPath: files.realPath,
    }),
    files,
    watch,
    edits: createDiskEdits({ checkpoints, display: paths.display }),
    search,
    processes,
    git,
    lock,
    log,
    resolve: paths.resolve,
    display: paths.display,
    sanitise,
    newId: randomUUID,
    prompt: async () => assemble(await project.facts(true)),
  };
}

function chooseModel(wanted: string | undefined, log: Log): Model {
  if (wanted === 'tour') return createScriptedModel(parseScenario(tourScenario, 'of the tour'), { delayMs: 0 });
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl } = process.env;
  if (!apiKey) throw new UsageError('There is no key. Set ANTHROPIC_API_KEY, or try belay run --model tour.');
  const model = createAnthropicModel({
    model: wanted ?? defaultAnthropicModel,
    apiKey,
    baseUrl,
    log,
    fetch: createHttpFetch(),
  });
  // Loaded while the project is opened; a failure shows again with the first request.
  model.warm().catch((error: unknown) => log.debug(`the SDK could not be loaded ahead: ${String(error)}`));
  return model;
}

function parse<const O extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(
  args: readonly string[],
  options: O,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function modeOf(text: string): Mode {
  const mode = offeredModes.find((offered) => offered === text);
  if (mode === undefined) throw new UsageError(`There is no mode "${text}"; the modes are ${offeredModes.join(', ')}.`);
  return mode;
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`"${text}" is not a whole number of steps above 0.`);
  return count;
}

async function readInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  return text;
}

/** Without an editor nobody is there: what would ask is refused, with the reason. */
const nobody: Approver = {
  approve: async () => ({ decision: 'rejected', by: 'nobody' }),
  ask: async () => undefined,
};

function exitCode(ended: EventOf<'ended'> | undefined, refused: number): number {
  if (ended?.reason === 'done') return refused > 0 ? exits.refused : exits.done;
  if (ended === undefined || ended.reason === 'error') return exits.error;
  return ended.reason === 'modelFailed' ? exits.unreachable : exits.refused;
}

/** Ends as soon as all is written: a connection that the model's provider keeps open would hold the process longer. */
function leave(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

main(process.argv.slice(2)).then(leave, (error: unknown) => {
  const expected = error instanceof UsageError;
  note(error instanceof Error ? `belay: ${error.message}` : `belay: ${String(error)}`);
  if (expected) note(usage);
  leave(expected ? exits.usage : exits.error);
});
