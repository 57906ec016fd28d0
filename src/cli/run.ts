import { randomUUID } from 'node:crypto';
import { defaultLimits } from '../agent/budget/budget.ts';
import { nothing } from '../agent/cost/requests.ts';
import { createSession } from '../agent/session.ts';
import { yoloConditions } from '../agent/yolo.ts';
import { openCacheWatch } from '../models/cacheWatch.ts';
import { countOf, limitOf, modeOf, parseOptions, readInput, UsageError } from '../platform/commandLine.ts';
import { exitCode } from '../platform/exitCodes.ts';
import type { Project } from '../platform/openProject.ts';
import { print, printDelta, printEvent } from '../platform/terminal.ts';
import type { Amounts } from '../protocol/costEvents.ts';
import type { EventOf } from '../protocol/events.ts';
import { chooseModel, errorLog, nobody, openFolder, portsOf, prices } from './ports.ts';

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    cwd: { type: 'string' },
    mode: { type: 'string' },
    'yolo-anyway': { type: 'boolean' },
    plan: { type: 'boolean' },
    model: { type: 'string' },
    'fallback-model': { type: 'string' },
    'max-steps': { type: 'string' },
    'max-cost': { type: 'string' },
    'max-tokens': { type: 'string' },
    'max-minutes': { type: 'string' },
    'allow-domain': { type: 'string', multiple: true },
    json: { type: 'boolean' },
  });
  const mode = modeOf(values.mode ?? 'default');
  const maxSteps = values['max-steps'] === undefined ? defaultLimits.steps : countOf(values['max-steps']);
  const limits: Amounts = {
    ...defaultLimits,
    ...limitOf('cost', 'dollars', values['max-cost']),
    ...limitOf('tokens', 'tokens', values['max-tokens']),
    ...limitOf('minutes', 'minutes', values['max-minutes']),
    steps: maxSteps,
  };
  const task = positionals.join(' ') === '-' ? await readInput() : positionals.join(' ');
  if (task.trim() === '') throw new UsageError('The task is missing: belay run "what to do".');
  const log = errorLog();
  const model = await chooseModel({ wanted: values.model, fallback: values['fallback-model'] }, log);
  if (values['max-cost'] !== undefined) refuseUnknownPrice([model.info.id, values['fallback-model'] ?? '']);
  const project = await openFolder(values.cwd, log, values['allow-domain']);
  if (mode === 'yolo') await confirmedYolo(project, values['yolo-anyway'] === true);
  const sessionId = randomUUID();

  const json = values.json === true;
  const refused: string[] = [];
  let ended: EventOf<'ended'> | undefined;
  const session = await createSession({
    ...portsOf(project, log),
    model,
    mode,
    plan: values.plan === true,
    maxSteps,
    limits: () => limits,
    sessionId,
    transcript: await project.store.create(sessionId),
    audit: project.audit,
    yoloFacts: project.yoloFacts,
    approver: nobody,
    cacheWatch: openCacheWatch,
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

/** A limit that was asked for and cannot hold is worse than none. */
function refuseUnknownPrice(models: readonly string[]): void {
  const { price } = prices();
  const known = (id: string): boolean => id === '' || price({ ...nothing, input: 1 }, id) !== undefined;
  const unknown = models.find((id) => !known(id));
  if (unknown === undefined) return;
  throw new UsageError(
    `The price of ${unknown} is not known, so --max-cost cannot hold. Use --max-tokens, --max-steps or --max-minutes instead, or a model whose price is known.`,
  );
}

/** Who writes --mode yolo has confirmed it once; outside a container, or in a home folder, it takes a second word. */
export async function confirmedYolo(project: Project, anyway: boolean): Promise<void> {
  const conditions = yoloConditions(await project.yoloFacts());
  const open = conditions.filter(({ id }) => id !== 'everything');
  if (open.length === 0 || anyway) return;
  await project.dispose();
  const sentences = open.map(({ sentence }) => sentence).join(' ');
  throw new UsageError(`${sentences} Add --yolo-anyway if you want --mode yolo all the same.`);
}
