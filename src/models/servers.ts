import type { Log } from '../agent/ports.ts';
import type { Endpoint } from './openAiEndpoint.ts';
import type { ListedModel } from './openAiModels.ts';

/** How long a server may take to tell what models it has. */
const listTimeoutMs = 4000;
/** The same when a model is about to be used: it is asked for its size, and used without where it is slow. */
const describeTimeoutMs = 1500;

interface Asking {
  readonly endpoint: Endpoint;
  readonly apiKey: string | undefined;
  readonly fetch: typeof globalThis.fetch;
}

/** What the OpenAI-compatible servers have told of their models, asked for when it is needed and then kept. */
export interface Servers {
  /** Rejects where the server does not answer with a list. */
  list(asking: Asking, signal: AbortSignal): Promise<readonly ListedModel[]>;
  /** One model, `undefined` where the server tells nothing of it, or not soon. */
  describe(name: string, asking: Asking): Promise<ListedModel | undefined>;
  /** The same without asking. */
  known(endpoint: Endpoint, name: string): ListedModel | undefined;
}

export function createServers(log: Log): Servers {
  const told = new Map<string, ListedModel>();
  const slot = (endpoint: Endpoint, name: string): string => `${endpoint.url} ${name}`;

  return {
    async list({ endpoint, ...asking }, signal) {
      const { askOllama, listOpenAiModels } = await import('./openAiModels.ts');
      const bounded = { ...asking, signal: AbortSignal.any([signal, AbortSignal.timeout(listTimeoutMs)]) };
      const listed = await listOpenAiModels(endpoint, bounded);
      const models = await Promise.all(
        listed.map(async (model) =>
          endpoint.isLocal && !model.contextWindow
            ? ((await askOllama(endpoint, model.name, bounded)) ?? model)
            : model,
        ),
      );
      for (const model of models) told.set(slot(endpoint, model.name), model);
      return models;
    },
    async describe(name, { endpoint, ...asking }) {
      const known = told.get(slot(endpoint, name));
      if (known || !endpoint.valid || endpoint.isOpenAi) return known;
      const { askOllama, listOpenAiModels } = await import('./openAiModels.ts');
      const bounded = { ...asking, signal: AbortSignal.timeout(describeTimeoutMs) };
      try {
        const listed = (await listOpenAiModels(endpoint, bounded)).find((model) => model.name === name);
        const more = endpoint.isLocal && !listed?.contextWindow ? await askOllama(endpoint, name, bounded) : undefined;
        const model = more ?? listed;
        if (model) told.set(slot(endpoint, name), model);
        return model;
      } catch (error) {
        log.info(`${endpoint.host} did not tell about ${name}: ${String(error)}`);
        return undefined;
      }
    },
    known: (endpoint, name) => told.get(slot(endpoint, name)),
  };
}
