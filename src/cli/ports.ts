import { randomUUID } from 'node:crypto';
import tourScenario from '../../media/tour/scenario.json';
import type { EditDeps } from '../agent/editOutsideSession.ts';
import type { ModelEntry, Models } from '../agent/modelPorts.ts';
import { type Approver, type Log, type Model, ModelError } from '../agent/ports.ts';
import type { Effort } from '../models/catalog.ts';
import { createModels } from '../models/choose.ts';
import { costOf, priceNote } from '../models/pricing.ts';
import type { CheckWorld } from '../platform/checkWorld.ts';
import { UsageError } from '../platform/commandLine.ts';
import { createDiskEdits } from '../platform/diskEdits.ts';
import { createHttpFetch } from '../platform/httpFetch.ts';
import { keepText } from '../platform/keepText.ts';
import { modelEnvironment } from '../platform/modelEnvironment.ts';
import { openProject, type Project } from '../platform/openProject.ts';
import { isDomainPattern } from '../platform/sandbox/policy.ts';
import { createStreamLog } from '../platform/streamLog.ts';
import { createSessionPrompts, type SessionPrompts } from '../prompts/sessionPrompts.ts';
import { createTokenCounter } from '../prompts/tokens/tokenCounter.ts';
import type { Usage } from '../protocol/content.ts';
import { parseScenario } from '../protocol/scenario.ts';
import { classifierFor, type SecondOpinion } from '../security/auto.ts';
import { createCleaning } from '../security/cleaning.ts';
import { createGate, type GateOptions } from '../security/gate.ts';
import { isSecret, secretAttributes, secretGlobs } from '../security/paths.ts';
import { sandboxPaths } from '../security/sandboxPaths.ts';
import { tools } from '../tools/index.ts';

export function errorLog(): Log {
  return createStreamLog({
    level: process.env.BELAY_DEBUG ? 'debug' : 'error',
    write: (text) => process.stderr.write(text),
  });
}

export async function openFolder(
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
      secretAttributes,
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
export async function asUsage<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The gate as it judges in this folder; the same for a run and for a check. */
export function gateOptions({
  root,
  home,
  paths,
  files,
  spillFolder,
  commandFacts,
  sandbox,
  rules,
}: CheckWorld): GateOptions {
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

/**
 * The ports of a session in a project; `secondOpinion` weighs what Auto's classifier leaves open, `largestResult` is how
 * many tokens of a tool's result the model reads at most.
 */
export function portsOf(
  project: Project,
  log: Log,
  {
    secondOpinion,
    largestResult = 20_000,
  }: { readonly secondOpinion?: SecondOpinion | undefined; readonly largestResult?: number | undefined } = {},
): EditDeps & SessionPrompts {
  const { root, paths, files, search, processes, git, lock, checkpoints, watch } = project;
  return {
    root,
    tools,
    gate: createGate({ ...gateOptions(project), secondOpinion }),
    files,
    watch,
    edits: createDiskEdits({ checkpoints: project.leftWrites.noting(checkpoints), display: paths.display }),
    search,
    seenTexts: project.seenTexts,
    tokens: createTokenCounter(project.calibrations),
    largeResults: { maxTokens: () => largestResult, keep: (text) => keepText(project.spillFolder, text) },
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

/** What a person said on the command line about models; '' or absent where they did not. */
interface Wanted {
  readonly model?: string | undefined;
  readonly fallback?: string | undefined;
  readonly small?: string | undefined;
  readonly effort?: Effort | undefined;
  /** Tokens that a model of the OpenAI-compatible endpoint can read, where its server does not tell. */
  readonly openAiContext?: number | undefined;
  /** Nobody is asked anything, so that no key is needed. */
  readonly keyless?: boolean;
}

/** The model of a session, and where others come from. Throws `UsageError` for one that cannot be asked at all. */
export async function chooseModel(
  {
    model: wanted = '',
    fallback: fallbackModel = '',
    small: smallModel = '',
    effort,
    openAiContext,
    keyless = false,
  }: Wanted,
  log: Log,
): Promise<{ readonly model: Model; readonly models: Models }> {
  const { key, settings } = modelEnvironment(process.env);
  const models = createModels({
    settings: () => ({ ...settings, model: wanted, fallbackModel, smallModel, effort, openAiContext }),
    key,
    tour: async () => parseScenario(tourScenario, 'of the tour'),
    tourDelayMs: 0,
    fetch: createHttpFetch(process.env),
    warm: !keyless,
    log,
  });
  const chosen = await models.preferred();
  if (!keyless && wanted === '' && chosen.id === 'tour') {
    throw new UsageError(
      'There is no key to choose a model by. Set ANTHROPIC_API_KEY or OPENAI_API_KEY, name a model that needs none with --model ID, or try belay run --model tour.',
    );
  }
  async function make({ id, key: needed }: ModelEntry): Promise<Model> {
    if (!keyless && needed !== undefined && (await key(needed)) === undefined) {
      const name = needed === 'openai' ? 'OPENAI_API_KEY' : 'ANTHROPIC_API_KEY';
      throw new UsageError(`There is no key for ${id}. Set ${name}, or try belay run --model tour.`);
    }
    try {
      return await models.create(id);
    } catch (error) {
      throw error instanceof ModelError ? new UsageError(error.message, { cause: error }) : error;
    }
  }
  const model = await make(chosen);
  // One that is named and cannot be asked is told of now, and not passed over later without a word.
  if (smallModel !== '') await make(await models.find(smallModel));
  return { model, models };
}

/** What requests cost, with Google's models where this environment has them. */
export function prices() {
  const { vertexRegion } = modelEnvironment(process.env).settings;
  return {
    price: (usage: Usage, model: string) => costOf(usage, model, vertexRegion),
    priceNote: (model: string) => priceNote(model, vertexRegion),
  };
}

/** Without an editor nobody is there: what would ask is refused, with the reason. */
export const nobody: Approver = {
  absent: true,
  approve: async () => ({ decision: 'rejected', by: 'nobody' }),
  ask: async () => undefined,
};
