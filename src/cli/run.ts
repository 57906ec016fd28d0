import { randomUUID } from 'node:crypto';
import { defaultLimits } from '../agent/budget/budget.ts';
import { lifetimeSettings } from '../agent/cacheLifetime.ts';
import { defaultThreshold } from '../agent/compaction/compact.ts';
import { nothing } from '../agent/cost/requests.ts';
import { toolSearches } from '../agent/deferral.ts';
import { editForms } from '../agent/ports.ts';
import { createSession, type Session } from '../agent/session.ts';
import { yoloConditions } from '../agent/yolo.ts';
import { vectorWords } from '../models/cacheWatch/vectors.ts';
import { openCacheWatch } from '../models/cacheWatch.ts';
import { efforts } from '../models/catalog.ts';
import {
  countOf,
  limitOf,
  modeOf,
  oneOf,
  parseOptions,
  readInput,
  thresholdOf,
  UsageError,
  wholeWithin,
} from '../platform/commandLine.ts';
import { exitCode } from '../platform/exitCodes.ts';
import type { Project } from '../platform/openProject.ts';
import { print, printDelta, printEvent } from '../platform/terminal.ts';
import type { Amounts } from '../protocol/costEvents.ts';
import type { EventOf } from '../protocol/events.ts';
import { createSecondOpinion } from '../security/secondOpinion.ts';
import { chooseModel, errorLog, nobody, openFolder, portsOf, prices } from './ports.ts';

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    cwd: { type: 'string' },
    mode: { type: 'string' },
    'yolo-anyway': { type: 'boolean' },
    plan: { type: 'boolean' },
    model: { type: 'string' },
    'fallback-model': { type: 'string' },
    'small-model': { type: 'string' },
    effort: { type: 'string' },
    'cache-lifetime': { type: 'string' },
    'context-window': { type: 'string' },
    'compact-at': { type: 'string' },
    'tool-search': { type: 'string' },
    'edit-tools': { type: 'string' },
    'max-result-tokens': { type: 'string' },
    'max-steps': { type: 'string' },
    'max-cost': { type: 'string' },
    'max-tokens': { type: 'string' },
    'max-minutes': { type: 'string' },
    'allow-domain': { type: 'string', multiple: true },
    json: { type: 'boolean' },
  });
  const mode = modeOf(values.mode ?? 'default');
  const maxSteps = values['max-steps'] === undefined ? defaultLimits.steps : countOf(values['max-steps']);
  const compactAt = values['compact-at'] === undefined ? defaultThreshold : thresholdOf(values['compact-at']);
  const limits: Amounts = {
    ...defaultLimits,
    ...limitOf('cost', 'dollars', values['max-cost']),
    ...limitOf('tokens', 'tokens', values['max-tokens']),
    ...limitOf('minutes', 'minutes', values['max-minutes']),
    steps: maxSteps,
  };
  const effort = oneOf('effort', ['default', ...efforts], values.effort) ?? 'default';
  const cacheLifetime = oneOf('cache lifetime', lifetimeSettings, values['cache-lifetime']);
  const toolSearch = oneOf('tool search', toolSearches, values['tool-search']);
  const editTools = oneOf('form of edits', ['auto', ...editForms], values['edit-tools']);
  const openAiContext = wholeWithin(1000, 100_000_000, values['context-window']);
  const largestResult = wholeWithin(1000, 1_000_000, values['max-result-tokens']);
  const task = positionals.join(' ') === '-' ? await readInput() : positionals.join(' ');
  if (task.trim() === '') throw new UsageError('The task is missing: belay run "what to do".');
  const log = errorLog();
  const { 'fallback-model': fallback = '', 'small-model': small = '' } = values;
  const { model, models } = await chooseModel(
    { model: values.model, fallback, small, openAiContext, effort: effort === 'default' ? undefined : effort },
    log,
  );
  if (values['max-cost'] !== undefined) refuseUnknownPrice([model.info.id, fallback, small]);
  const project = await openFolder(values.cwd, log, values['allow-domain']);
  if (mode === 'yolo') await confirmedYolo(project, values['yolo-anyway'] === true);
  const sessionId = randomUUID();

  const json = values.json === true;
  const refused: string[] = [];
  let ended: EventOf<'ended'> | undefined;
  const opinion = createSecondOpinion({
    log,
    ask: async (question, signal) => await session.smallWork('opinion', question, signal, { whole: true }),
  });
  const session: Session = await createSession({
    ...portsOf(project, log, { secondOpinion: small === '' ? undefined : opinion, largestResult }),
    cacheLifetime: () => cacheLifetime ?? 'auto',
    toolSearch: () => toolSearch ?? 'auto',
    editTools: () => editTools ?? 'auto',
    // What is done beside the task costs something, so it is done where somebody asked for it.
    ...(small === '' ? {} : { small: models.small, titles: () => true }),
    compaction: {
      threshold: () => compactAt,
      // As in a window: who goes on where the model is overloaded, or the cheap one that goes with it.
      ...(small === '' ? {} : { small: async () => await models.create(small) }),
      fallback: async (own) => await models.create(fallback || models.small(own).model),
    },
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
      else printEvent(event, vectorWords);
    },
    onDelta: json ? () => {} : printDelta,
    onState() {},
  });
  const interrupted = new Promise<void>((resolve) => {
    const stop = (): void => {
      resolve();
      void session.stop();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  await session.prompt(task);
  await Promise.race([session.titled(), interrupted]);
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
