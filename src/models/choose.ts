import type { EditorModels, KeyName, ModelEntry, Models } from '../agent/modelPorts.ts';
import { type Log, type Model, ModelError, type SmallModel } from '../agent/ports.ts';
import type { Scenario } from '../protocol/scenario.ts';
import {
  type CatalogEntry,
  defaultAnthropicModel,
  type Effort,
  knownModel,
  offeredBy,
  smallModelFor,
  unknownModel,
} from './catalog.ts';
import { withFallback } from './fallback.ts';
import { listGroups } from './listGroups.ts';
import { parseModelId } from './modelId.ts';
import { readEndpoint } from './openAiEndpoint.ts';
import { costOf, priceOf, rereadCost } from './pricing.ts';
import { createServers } from './servers.ts';
import { createSmallModel } from './smallModel.ts';

/** What decides which models there are and how they are asked; '' or absent where nothing was set. */
export interface ModelSettings {
  readonly model: string;
  readonly fallbackModel: string;
  readonly smallModel: string;
  readonly anthropicUrl: string;
  readonly openAiUrl: string;
  /** Tokens that a model of the OpenAI-compatible endpoint can read, where the server does not tell. */
  readonly openAiContext: number | undefined;
  readonly bedrockRegion: string;
  /** Google's, `global` where nothing was set. */
  readonly vertexRegion: string;
  readonly vertexProject: string;
  readonly effort: Effort | undefined;
}

/** The edges that a root fills in. Everything is asked at each use, so that a changed setting or key counts at once. */
export interface ModelPorts {
  settings(): ModelSettings;
  key(name: KeyName): Promise<string | undefined>;
  tour(): Promise<Scenario>;
  readonly editor?: EditorModels;
  /** By default the global one: in a window, it knows VS Code's proxy and certificates. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds between two pieces of the tour's answers; by default as its scenario says. */
  readonly tourDelayMs?: number;
  /** Loads an SDK when its model is made, for a process that is sure to ask it. */
  readonly warm?: boolean;
  readonly log: Log;
}

/**
 * Node compiles its own `Headers`, and all of `fetch` with it, at the first use, which would be the first request: now it
 * happens while the project is being read.
 */
async function loadAhead(adapter: { warm?(): Promise<void> }): Promise<void> {
  await adapter.warm?.();
  if (adapter.warm) new Headers();
}

/** The one place where a model's id leads to its adapter. SDKs are loaded by the first request that needs them. */
export function createModels(ports: ModelPorts): Models {
  const { settings, key, log } = ports;
  const servers = createServers(log);
  const smallModels = new Map<string, SmallModel>();

  async function server() {
    const fetch: typeof globalThis.fetch = (input, init) => (ports.fetch ?? globalThis.fetch)(input, init);
    return { endpoint: readEndpoint(settings().openAiUrl), apiKey: await key('openai'), fetch };
  }

  function entryOf(id: string, given?: CatalogEntry): ModelEntry {
    const { provider, name } = parseModelId(id);
    const { openAiUrl, openAiContext, vertexRegion } = settings();
    const endpoint = readEndpoint(openAiUrl);
    const own = provider === 'openai' && !endpoint.isOpenAi;
    const told = own ? servers.known(endpoint, name) : undefined;
    const known = given ?? (provider === 'tour' ? offeredBy('tour')[0] : own ? undefined : knownModel(id));
    const unknownWindow = provider === 'anthropic' ? 200_000 : unknownModel.contextWindow;
    // As their adapters have it: nobody is asked for images of a model that does not tell, once it could have told.
    const blind = provider === 'vscode' || told !== undefined ? unknownModel.images : undefined;
    const images = told?.images ?? (own ? blind : (known?.images ?? blind));
    const price = provider === 'tour' ? { input: 0, output: 0 } : own ? undefined : priceOf(id, vertexRegion);
    return {
      id,
      label: known?.label ?? name,
      detail: known?.detail ?? '',
      contextWindow: told?.contextWindow ?? (own ? openAiContext : undefined) ?? known?.contextWindow ?? unknownWindow,
      key: provider === 'anthropic' || (provider === 'openai' && endpoint.isOpenAi) ? provider : undefined,
      ...(price ? { price: { input: price.input, output: price.output } } : {}),
      ...(told?.tools === undefined ? {} : { tools: told.tools }),
      ...(images === undefined ? {} : { images }),
    };
  }

  async function adapterOf(id: string): Promise<Model & { warm?(): Promise<void> }> {
    const { provider, name } = parseModelId(id);
    const now = settings();
    const shared = { model: name, effort: now.effort, fetch: ports.fetch, log };
    const delay = ports.tourDelayMs === undefined ? {} : { delayMs: ports.tourDelayMs };
    switch (provider) {
      case 'tour': {
        const { createScriptedModel } = await import('./scripted/scriptedModel.ts');
        return createScriptedModel(await ports.tour(), delay);
      }
      case 'vscode':
        if (ports.editor) return await ports.editor.create(name);
        throw new ModelError('unknownModel', 'The models of VS Code can be used in VS Code only. Choose another one.');
      case 'openai': {
        const asking = await server();
        const [{ createOpenAiModel }, told] = await Promise.all([
          import('./openAi.ts'),
          servers.describe(name, asking),
        ]);
        return createOpenAiModel({
          ...shared,
          apiKey: asking.apiKey,
          baseUrl: now.openAiUrl,
          contextWindow: told?.contextWindow ?? now.openAiContext,
          images: told?.images,
        });
      }
      case 'bedrock': {
        const { createBedrockModel } = await import('./anthropic.ts');
        return createBedrockModel({ ...shared, region: now.bedrockRegion });
      }
      case 'vertex': {
        const { createVertexModel } = await import('./anthropic.ts');
        return createVertexModel({ ...shared, region: now.vertexRegion, project: now.vertexProject });
      }
      case 'anthropic': {
        const { createAnthropicModel } = await import('./anthropic.ts');
        return createAnthropicModel({ ...shared, apiKey: await key('anthropic'), baseUrl: now.anthropicUrl });
      }
    }
  }

  async function create(id: string): Promise<Model> {
    const { fallbackModel } = settings();
    const adapter = await adapterOf(id);
    // A failure shows again with the first request.
    if (ports.warm)
      loadAhead(adapter).catch((error: unknown) => log.debug(`nothing was loaded ahead: ${String(error)}`));
    // One conversation may hold answers of several models, so each of them knows the prices of all.
    const model: Model = { ...adapter, cost: (usage, by) => costOf(usage, by, settings().vertexRegion) };
    if (fallbackModel === '' || fallbackModel === id || id === 'tour') return model;
    return withFallback(model, fallbackModel, () => adapterOf(fallbackModel));
  }

  async function preferredWithKey(name: KeyName): Promise<ModelEntry> {
    return entryOf(name === 'anthropic' ? defaultAnthropicModel : (offeredBy('openai')[0]?.id ?? 'tour'));
  }

  return {
    list: (signal) => listGroups({ settings, key, editor: ports.editor, servers, server, entryOf, log }, signal),
    find: async (id) => entryOf(id),
    async preferred() {
      const { model, openAiUrl } = settings();
      if (model !== '') return entryOf(model);
      if ((await key('anthropic')) !== undefined) return await preferredWithKey('anthropic');
      // What an endpoint of the person's own serves is for them to choose.
      const openAi = readEndpoint(openAiUrl).isOpenAi && (await key('openai')) !== undefined;
      return openAi ? await preferredWithKey('openai') : entryOf('tour');
    },
    preferredWithKey,
    create,
    rereadCost: (id, tokens) => rereadCost(id, tokens, settings().vertexRegion),
    suggestions: async (id) => (id === 'tour' ? [...((await ports.tour()).suggestions ?? [])] : undefined),
    small(id) {
      const chosen = settings().smallModel || smallModelFor(id, readEndpoint(settings().openAiUrl).isOpenAi);
      const known = smallModels.get(chosen);
      if (known) return known;
      // Made anew for each question, since key and address may change; it is the breaker that is kept.
      const made = createSmallModel(chosen, () => create(chosen));
      smallModels.set(chosen, made);
      return made;
    },
  };
}
