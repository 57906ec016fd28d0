import type { EditorModels, KeyName, ModelEntry, ModelGroup } from '../agent/modelPorts.ts';
import type { Log } from '../agent/ports.ts';
import { type CatalogEntry, offeredBy } from './catalog.ts';
import type { ModelSettings } from './choose.ts';
import type { Endpoint } from './openAiEndpoint.ts';
import type { Servers } from './servers.ts';

interface Listing {
  settings(): ModelSettings;
  key(name: KeyName): Promise<string | undefined>;
  readonly editor: EditorModels | undefined;
  readonly servers: Servers;
  server(): Promise<{
    readonly endpoint: Endpoint;
    readonly apiKey: string | undefined;
    readonly fetch: typeof globalThis.fetch;
  }>;
  entryOf(id: string, given?: CatalogEntry): ModelEntry;
  readonly log: Log;
}

/** The models of each provider and whether they can be used now. Only what must be asked for takes its time. */
export function listGroups(listing: Listing, signal: AbortSignal): Promise<ModelGroup>[] {
  const { bedrockRegion, vertexProject } = listing.settings();
  return [
    anthropicGroup(listing),
    openAiGroup(listing, signal),
    ...(listing.editor ? [editorGroup(listing.editor, listing)] : []),
    platformGroup('bedrock', bedrockRegion === '' ? 'belay.bedrock.region' : '', listing),
    platformGroup('vertex', vertexProject === '' ? 'belay.vertex.project' : '', listing),
    platformGroup('tour', '', listing),
  ];
}

function offered(provider: ModelGroup['provider'], { entryOf }: Listing): ModelEntry[] {
  return offeredBy(provider).map((entry) => entryOf(entry.id, entry));
}

async function anthropicGroup(listing: Listing): Promise<ModelGroup> {
  const availability = (await listing.key('anthropic')) === undefined ? 'needsKey' : 'ready';
  return { provider: 'anthropic', host: undefined, availability, note: '', models: offered('anthropic', listing) };
}

/** `missing` is the setting without which it cannot be used, '' where nothing is missing. */
async function platformGroup(
  provider: 'bedrock' | 'vertex' | 'tour',
  missing: string,
  listing: Listing,
): Promise<ModelGroup> {
  const availability = missing === '' ? 'ready' : 'notSetUp';
  return { provider, host: undefined, availability, note: missing, models: offered(provider, listing) };
}

async function openAiGroup(listing: Listing, signal: AbortSignal): Promise<ModelGroup> {
  const asking = await listing.server();
  const { endpoint, apiKey } = asking;
  const group = { provider: 'openai', host: endpoint.host, note: '' } as const;
  if (endpoint.isOpenAi) {
    return {
      ...group,
      availability: apiKey === undefined ? 'needsKey' : 'ready',
      models: offered('openai', listing),
    };
  }
  if (!endpoint.valid) return { ...group, availability: 'notSetUp', note: 'belay.openai.baseUrl', models: [] };
  try {
    const listed = await listing.servers.list(asking, signal);
    const models = listed.map(({ name }) => listing.entryOf(`openai/${name}`));
    return { ...group, availability: models.length === 0 ? 'none' : 'ready', models };
  } catch (error) {
    listing.log.info(`the models of ${endpoint.host} could not be listed: ${String(error)}`);
    const status: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined;
    const needsKey = status === 401 || status === 403;
    const note = typeof status === 'number' ? `status ${status}` : '';
    return { ...group, availability: needsKey ? 'needsKey' : 'unreachable', note, models: [] };
  }
}

async function editorGroup(editor: EditorModels, { log }: Listing): Promise<ModelGroup> {
  const group = { provider: 'vscode', host: undefined, note: '' } as const;
  try {
    const models = (await editor.list()).map(({ name, label, contextWindow }): ModelEntry => {
      return { id: `vscode/${name}`, label, detail: '', contextWindow, key: undefined };
    });
    return { ...group, availability: models.length === 0 ? 'none' : 'ready', models };
  } catch (error) {
    log.warn(`the models of VS Code could not be listed: ${String(error)}`);
    return { ...group, availability: 'none', models: [] };
  }
}
