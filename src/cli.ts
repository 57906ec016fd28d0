import { randomUUID } from 'node:crypto';
import tourScenario from '../media/tour/scenario.json';
import type { EditDeps } from './agent/editOutsideSession.ts';
import type { Checkpoints } from './agent/editPorts.ts';
import { type Approver, type Log, type Model, ModelError } from './agent/ports.ts';
import { createSession } from './agent/session.ts';
import { yoloConditions } from './agent/yolo.ts';
import { createModels } from './models/choose.ts';
import { costOf } from './models/pricing.ts';
import { checkOptions } from './platform/checkOptions.ts';
import { type CheckWorld, openCheckWorld } from './platform/checkWorld.ts';
import { countOf, modeOf, parseOptions, readInput, UsageError, usage } from './platform/commandLine.ts';
import { createDiskEdits } from './platform/diskEdits.ts';
import { byteLinesOf, editLines, linesOf } from './platform/editLines.ts';
import { exitCode, exits } from './platform/exitCodes.ts';
import { createHttpFetch } from './platform/httpFetch.ts';
import { answerLines } from './platform/jsonLines.ts';
import { modelEnvironment } from './platform/modelEnvironment.ts';
import { openProject, type Project } from './platform/openProject.ts';
import { printPrompt } from './platform/printPrompt.ts';
import { printSessions } from './platform/printSessions.ts';
import { printVariants } from './platform/printVariants.ts';
import { isDomainPattern } from './platform/sandbox/policy.ts';
import { sandboxReportText } from './platform/sandbox/reportText.ts';
import { createStreamLog } from './platform/streamLog.ts';
import { note, print, printDelta, printEvent } from './platform/terminal.ts';
import { describePrompt } from './prompts/describePrompt.ts';
import { createSessionPrompts, type SessionPrompts } from './prompts/sessionPrompts.ts';
import type { EventOf } from './protocol/events.ts';
import { parseScenario } from './protocol/scenario.ts';
import { classifierFor } from './security/auto.ts';
import { commandAnswers, pathAnswers } from './security/check/answer.ts';
import { explanationOf } from './security/check/explain.ts';
import { createCleaning } from './security/cleaning.ts';
import { createGate, type GateOptions } from './security/gate.ts';
import { pathWorld } from './security/look.ts';
import { isSecret, secretGlobs } from './security/paths.ts';
import { sandboxPaths } from './security/sandboxPaths.ts';
import { answer as sanitiseLine } from './security/sanitise/answer.ts';
import { tools } from './tools/index.ts';

// Root 2: the same session, loop and tools as in a window, without an editor.

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
    case 'prompt':
      return await showPrompt(rest);
    case 'variants':
      return await variants(rest);
    case 'check':
      return await check(rest);
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
    'yolo-anyway': { type: 'boolean' },
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
  const model = await chooseModel({ wanted: values.model, fallback: values['fallback-model'] }, log);
  const project = await open(values.cwd, log, values['allow-domain']);
  if (mode === 'yolo') await confirmedYolo(project, values['yolo-anyway'] === true);
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
    audit: project.audit,
    yoloFacts: project.yoloFacts,
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

/** Who writes --mode yolo has confirmed it once; outside a container, or in a home folder, it takes a second word. */
async function confirmedYolo(project: Project, anyway: boolean): Promise<void> {
  const conditions = yoloConditions(await project.yoloFacts());
  const open = conditions.filter(({ id }) => id !== 'everything');
  if (open.length === 0 || anyway) return;
  await project.dispose();
  const sentences = open.map(({ sentence }) => sentence).join(' ');
  throw new UsageError(`${sentences} Add --yolo-anyway if you want --mode yolo all the same.`);
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
  const noted = project.leftWrites.noting(project.checkpoints);
  // What was there before outlives a crash all the same; thousands of edits do not wait for the disk each.
  const checkpoints: Checkpoints = { ...noted, put: (files) => noted.put(files, { durable: false }) };
  const deps = { ...portsOf(project, log), edits: createDiskEdits({ checkpoints, display: project.paths.display }) };
  await editLines(byteLinesOf(process.stdin, stopping.signal), deps, stopping.signal, print);
  await project.dispose();
  return stopping.signal.aborted ? exits.refused : exits.done;
}

async function sessions(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { cwd: { type: 'string' }, json: { type: 'boolean' } });
  const project = await open(values.cwd);
  await printSessions(project.store, positionals, values.json === true);
  return exits.done;
}

/** The prompt that a session in this folder would begin with; no key is needed to see it. */
async function showPrompt(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    cwd: { type: 'string' },
    mode: { type: 'string' },
    model: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (positionals.length > 0) throw new UsageError('prompt takes no words; see belay prompt [--cwd DIR] [--model ID].');
  const mode = modeOf(values.mode ?? 'default');
  const log = errorLog();
  const model = await chooseModel({ wanted: values.model, keyless: true }, log);
  const project = await open(values.cwd, log);
  const session = { id: randomUUID(), events: [], system: undefined };
  const deps = portsOf(project, log);
  const report = await describePrompt({ deps, model, mode, session });
  await project.dispose();
  printPrompt(report, values.json === true);
  return exits.done;
}

async function variants(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { cwd: { type: 'string' }, json: { type: 'boolean' } });
  if (positionals.length > 0) throw new UsageError('variants takes no words; see belay variants [--cwd DIR] [--json].');
  const project = await open(values.cwd);
  await printVariants(project.store, costOf, values.json === true);
  return exits.done;
}

function errorLog(): Log {
  return createStreamLog({
    level: process.env.BELAY_DEBUG ? 'debug' : 'error',
    write: (text) => process.stderr.write(text),
  });
}

/** Says what would be done with commands or paths, and does nothing. */
async function check(args: readonly string[]): Promise<number> {
  const wanted = checkOptions(args);
  const { kind, mode, text, explain } = wanted;
  const world = await asUsage(openCheckWorld({ ...wanted, environment: process.env, bundleFolder: __dirname }));
  const answers =
    kind === 'command'
      ? commandAnswers({ gate: createGate(gateOptions(world)), mode, explain })
      : pathAnswers({ world: await pathWorld(gateOptions(world)), explain });
  const given = async function* () {
    yield JSON.stringify({ id: 1, [kind]: text });
  };
  const lines = text === undefined ? linesOf(process.stdin, new AbortController().signal) : given();
  await answerLines(lines, answers, process.stdout, { format: explain ? explanationOf : undefined, atOnce: 64 });
  return exits.done;
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
  return await asUsage(
    openProject({
      root: folder ?? '.',
      environment: process.env,
      bundleFolder: __dirname,
      unsearched: secretGlobs,
      isSecret,
      featuresUrl: () => process.env.BELAY_FEATURES_URL ?? '',
      fetch: createHttpFetch(),
      sandboxPaths,
      allowedDomains: () => domains,
      trusted: () => true,
      log,
    }),
  );
}

/** A folder that cannot be opened was named wrongly. */
async function asUsage<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The gate as it judges in this folder; the same for a run and for a check. */
function gateOptions({ root, home, paths, files, spillFolder, commandFacts, sandbox, rules }: CheckWorld): GateOptions {
  return {
    root,
    home,
    readable: [spillFolder],
    sandbox: sandbox.state,
    ignoreCase: process.platform === 'win32' || process.platform === 'darwin',
    trusted: () => true,
    resolve: paths.resolve,
    realPath: files.realPath,
    commands: commandFacts,
    rules: rules.read,
    classifier: classifierFor(root),
  };
}

function portsOf(project: Project, log: Log): EditDeps & SessionPrompts {
  const { root, paths, files, search, processes, git, lock, checkpoints, watch } = project;
  return {
    root,
    tools,
    gate: createGate(gateOptions(project)),
    files,
    watch,
    edits: createDiskEdits({ checkpoints: project.leftWrites.noting(checkpoints), display: paths.display }),
    search,
    processes,
    git,
    lock,
    log,
    resolve: paths.resolve,
    display: paths.display,
    ...createCleaning({ log, newId: randomUUID }),
    newId: randomUUID,
    ...createSessionPrompts({
      surface: 'commandLine',
      features: () => project.features.load(),
      files: () => project.promptFiles(true),
      values: () => project.facts(true),
    }),
  };
}

async function chooseModel(
  {
    wanted = '',
    fallback: fallbackModel = '',
    keyless = false,
  }: { wanted?: string | undefined; fallback?: string | undefined; keyless?: boolean },
  log: Log,
): Promise<Model> {
  const { key, settings } = modelEnvironment(process.env);
  const models = createModels({
    settings: () => ({ ...settings, model: wanted, fallbackModel }),
    key,
    tour: async () => parseScenario(tourScenario, 'of the tour'),
    tourDelayMs: 0,
    fetch: createHttpFetch(process.env),
    warm: !keyless,
    log,
  });
  const { id, key: needed } = await models.preferred();
  const missing = needed !== undefined && (await key(needed)) === undefined;
  if (!keyless && (missing || (wanted === '' && id === 'tour'))) {
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
  absent: true,
  approve: async () => ({ decision: 'rejected', by: 'nobody' }),
  ask: async () => undefined,
};

/** Ends as soon as all is written: a connection that the model's provider keeps open would hold the process longer. */
function leave(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

/** Whoever reads the output has seen enough (`belay … | head`): that is an end like another. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exits.done);
});

main(process.argv.slice(2)).then(leave, (error: unknown) => {
  const expected = error instanceof UsageError;
  note(error instanceof Error ? `belay: ${error.message}` : `belay: ${String(error)}`);
  if (expected) note(usage);
  leave(expected ? exits.usage : exits.error);
});
