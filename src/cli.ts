import { randomUUID } from 'node:crypto';
import tourScenario from '../media/tour/scenario.json';
import type { EditDeps } from './agent/editOutsideSession.ts';
import { type Approver, type Log, type Model, ModelError } from './agent/ports.ts';
import { createSession } from './agent/session.ts';
import { createModels } from './models/choose.ts';
import { countOf, modeOf, parseOptions, readInput, UsageError, usage } from './platform/commandLine.ts';
import { createDiskEdits } from './platform/diskEdits.ts';
import { editLines, linesOf } from './platform/editLines.ts';
import { createHttpFetch } from './platform/httpFetch.ts';
import { answerLines } from './platform/jsonLines.ts';
import { modelEnvironment } from './platform/modelEnvironment.ts';
import { openProject, type Project } from './platform/openProject.ts';
import { printSessions } from './platform/printSessions.ts';
import { isDomainPattern } from './platform/sandbox/policy.ts';
import { sandboxReportText } from './platform/sandbox/reportText.ts';
import { createStreamLog } from './platform/streamLog.ts';
import { note, print, printDelta, printEvent } from './platform/terminal.ts';
import { assemble } from './prompts/assemble.ts';
import type { EventOf } from './protocol/events.ts';
import { parseScenario } from './protocol/scenario.ts';
import { createCleaning } from './security/cleaning.ts';
import { createGate } from './security/gate.ts';
import { secretGlobs } from './security/paths.ts';
import { sandboxPaths } from './security/sandboxPaths.ts';
import { answer as sanitiseLine } from './security/sanitise/answer.ts';
import { tools } from './tools/index.ts';

// Root 2: the same session, loop and tools as in a window, without an editor.

const exits = { done: 0, error: 1, usage: 2, refused: 3, unreachable: 4 } as const;

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case 'run':
      return await run(rest);
    case 'edit':
      return await edit(rest);
    case 'sessions':
      return await sessions(rest);
    case 'sandbox':
      return await sandbox(rest);
    case 'sanitize':
      if (rest.length > 0) throw new UsageError('sanitize takes no words; the lines are read from standard input.');
      await answerLines(linesOf(process.stdin, new AbortController().signal), sanitiseLine, process.stdout);
      return exits.done;
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
  const { values, positionals } = parseOptions(args, {
    cwd: { type: 'string' },
    mode: { type: 'string' },
    model: { type: 'string' },
    'fallback-model': { type: 'string' },
    'max-steps': { type: 'string' },
    'allow-domain': { type: 'string', multiple: true },
    json: { type: 'boolean' },
  });
  const mode = modeOf(values.mode ?? 'default');
  const maxSteps = countOf(values['max-steps'] ?? '100');
  const task = positionals.join(' ') === '-' ? await readInput() : positionals.join(' ');
  if (task.trim() === '') throw new UsageError('The task is missing: belay run "what to do".');
  const log = errorLog();
  const model = await chooseModel(values.model, values['fallback-model'], log);
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

async function edit(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { cwd: { type: 'string' } });
  if (positionals.length > 0) throw new UsageError('edit takes no words; the edits are read from standard input.');
  const log = errorLog();
  const project = await open(values.cwd, log);
  const stopping = new AbortController();
  const stop = (): void => {
    stopping.abort();
    process.stdin.destroy();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await editLines(linesOf(process.stdin, stopping.signal), portsOf(project, log), stopping.signal, print);
  await project.dispose();
  return stopping.signal.aborted ? exits.refused : exits.done;
}

async function sessions(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { cwd: { type: 'string' }, json: { type: 'boolean' } });
  const project = await open(values.cwd);
  await printSessions(project.store, positionals, values.json === true);
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
  const { values, positionals } = parseOptions(args, {
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

function portsOf(project: Project, log: Log): EditDeps {
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
      commands: project.commandFacts,
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
    ...createCleaning({ log, newId: randomUUID }),
    newId: randomUUID,
    prompt: async () => assemble(await project.facts(true)),
  };
}

async function chooseModel(wanted = '', fallbackModel = '', log: Log): Promise<Model> {
  const { key, settings } = modelEnvironment(process.env);
  const models = createModels({
    settings: () => ({ ...settings, model: wanted, fallbackModel }),
    key,
    tour: async () => parseScenario(tourScenario, 'of the tour'),
    tourDelayMs: 0,
    fetch: createHttpFetch(process.env),
    warm: true,
    log,
  });
  const { id, key: needed } = await models.preferred();
  const missing = needed !== undefined && (await key(needed)) === undefined;
  if (missing || (wanted === '' && id === 'tour')) {
    const name = needed === 'openai' ? 'OPENAI_API_KEY' : 'ANTHROPIC_API_KEY';
    throw new UsageError(`There is no key. Set ${name}, or try belay run --model tour.`);
  }
  try {
    return await models.create(id);
  } catch (error) {
    throw error instanceof ModelError ? new UsageError(error.message, { cause: error }) : error;
  }
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
