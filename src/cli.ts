import { randomUUID } from 'node:crypto';
import type { Checkpoints } from './agent/editPorts.ts';
import { cost } from './cli/cost.ts';
import { asUsage, chooseModel, errorLog, gateOptions, openFolder, portsOf, prices } from './cli/ports.ts';
import { run } from './cli/run.ts';
import { vectorWords } from './models/cacheWatch/vectors.ts';
import { checkOptions } from './platform/checkOptions.ts';
import { openCheckWorld } from './platform/checkWorld.ts';
import { modeOf, parseOptions, UsageError, usage } from './platform/commandLine.ts';
import { createDiskEdits } from './platform/diskEdits.ts';
import { byteLinesOf, editLines, linesOf } from './platform/editLines.ts';
import { exits } from './platform/exitCodes.ts';
import { answerLines } from './platform/jsonLines.ts';
import { printPrompt } from './platform/printPrompt.ts';
import { printSessions } from './platform/printSessions.ts';
import { printVariants } from './platform/printVariants.ts';
import { sandboxReportText } from './platform/sandbox/reportText.ts';
import { note, print } from './platform/terminal.ts';
import { describePrompt } from './prompts/describePrompt.ts';
import { commandAnswers, pathAnswers } from './security/check/answer.ts';
import { explanationOf } from './security/check/explain.ts';
import { createGate } from './security/gate.ts';
import { pathWorld } from './security/look.ts';
import { isSecret, secretGlobs } from './security/paths.ts';
import { answer as sanitiseLine } from './security/sanitise/answer.ts';

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
    case 'cost':
      return await cost(rest);
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

async function edit(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { cwd: { type: 'string' } });
  if (positionals.length > 0) throw new UsageError('edit takes no words; the edits are read from standard input.');
  const log = errorLog();
  const project = await openFolder(values.cwd, log);
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
  const project = await openFolder(values.cwd);
  await printSessions(project.store, positionals, values.json === true, vectorWords);
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
  const { model } = await chooseModel({ model: values.model, keyless: true }, log);
  const project = await openFolder(values.cwd, log);
  const session = { id: randomUUID(), events: [], system: undefined };
  const deps = portsOf(project, log);
  const report = await describePrompt({ deps, model, mode, session });
  printPrompt(report, values.json === true);
  await project.dispose();
  return exits.done;
}

async function variants(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { cwd: { type: 'string' }, json: { type: 'boolean' } });
  if (positionals.length > 0) throw new UsageError('variants takes no words; see belay variants [--cwd DIR] [--json].');
  const project = await openFolder(values.cwd);
  await printVariants(project.store, prices().price, values.json === true);
  return exits.done;
}

/** Says what would be done with commands or paths, and does nothing. */
async function check(args: readonly string[]): Promise<number> {
  const wanted = checkOptions(args);
  const { kind, mode, text, explain } = wanted;
  const world = await asUsage(
    openCheckWorld({
      ...wanted,
      secrets: { globs: secretGlobs, isSecret },
      environment: process.env,
      bundleFolder: __dirname,
    }),
  );
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
  const project = await openFolder(values.cwd, errorLog(), values['allow-domain']);
  const report = await project.sandbox.test();
  await project.dispose();
  print(values.json ? JSON.stringify(report) : sandboxReportText(report));
  return report.available ? exits.done : exits.refused;
}

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
