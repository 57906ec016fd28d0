import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { Model } from '../../../src/agent/ports.ts';
import { createEditorModels } from '../../../src/editor/languageModels.ts';
import { createAnthropicModel, createBedrockModel, createVertexModel } from '../../../src/models/anthropic.ts';
import { createModels } from '../../../src/models/choose.ts';
import { createOpenAiModel } from '../../../src/models/openAi.ts';
import type { Scenario } from '../../../src/protocol/scenario.ts';
import type { ChatDialect } from '../../support/chatChunks.ts';
import { startChatServer } from '../../support/chatServer.ts';
import { fakeLanguageModels } from '../../support/fakeLanguageModels.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { noModelSettings } from '../../support/noModelSettings.ts';
import { startPlatformServer } from '../../support/platformServer.ts';
import { recordingLog, testKey } from './asking.ts';

export interface Connected {
  readonly model: Model;
  /** How many requests have come. */
  requests(): number;
  readonly lines: readonly string[];
}

interface ConnectOptions {
  readonly delayMs?: number;
  readonly idleTimeoutMs?: number;
  /** Stands between the adapter and the server. */
  between?(url: string): Promise<string>;
}

/** An adapter before a server of its wire format, and what the format can carry. */
export interface Wire {
  readonly name: string;
  connect(scenario: Scenario, options?: ConnectOptions): Promise<Connected>;
  /** It goes over HTTP, so that what stands in between can break it. */
  readonly http: boolean;
  /** What becomes of thinking: kept with its signature, kept without, or not there. */
  readonly thinking: 'signed' | 'plain' | 'none';
  /** It reports usage, with cached tokens. */
  readonly usage: 'cached' | 'counted' | 'none';
  /** It tells that an answer was cut or refused. */
  readonly reasons: boolean;
  /** Input that is not JSON reaches us as it was written. */
  readonly malformed: boolean;
  /** Somebody else answers, and may fail; the tour is played in this process, free of charge. */
  readonly remote: boolean;
}

async function directly(url: string): Promise<string> {
  return url;
}

const retry = { baseMs: 5, random: () => 0 };
const ids = { model: 'claude-sonnet-5-5' };

function messagesWire(): Wire {
  return {
    name: 'Anthropic',
    http: true,
    thinking: 'signed',
    usage: 'cached',
    reasons: true,
    malformed: true,
    remote: true,
    async connect(scenario, { delayMs, idleTimeoutMs, between = directly } = {}) {
      const server = await startModelServer(scenario, { key: testKey, ...(delayMs ? { delayMs } : {}) });
      onTestFinished(() => server.close());
      const { log, lines } = recordingLog();
      const baseUrl = await between(server.url);
      const model = createAnthropicModel({ ...ids, apiKey: testKey, baseUrl, retry, idleTimeoutMs, log });
      return { model, lines, requests: () => server.requests.length };
    },
  };
}

function bedrockWire(name: string, model: string, platform: 'bedrock' | 'mantle'): Wire {
  return {
    ...messagesWire(),
    name,
    async connect(scenario, { delayMs, idleTimeoutMs, between = directly } = {}) {
      const server = await startPlatformServer(platform, scenario, { ...(delayMs ? { delayMs } : {}) });
      onTestFinished(() => server.close());
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDTEST');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
      onTestFinished(() => void vi.unstubAllEnvs());
      const { log, lines } = recordingLog();
      const baseUrl = await between(server.url);
      const adapter = createBedrockModel({ model, region: 'eu-west-1', baseUrl, retry, idleTimeoutMs, log });
      return { model: adapter, lines, requests: () => server.asked.length };
    },
  };
}

function vertexWire(): Wire {
  return {
    ...messagesWire(),
    name: 'Vertex',
    async connect(scenario, { delayMs, idleTimeoutMs, between = directly } = {}) {
      const server = await startPlatformServer('vertex', scenario, { ...(delayMs ? { delayMs } : {}) });
      onTestFinished(() => server.close());
      vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', googleKeyFile());
      onTestFinished(() => void vi.unstubAllEnvs());
      const { log, lines } = recordingLog();
      const baseUrl = await between(server.url);
      const adapter = createVertexModel({
        model: 'claude-sonnet-5-5',
        region: 'europe-west1',
        project: 'my-project',
        baseUrl,
        retry,
        idleTimeoutMs,
        log,
        fetch: async (input, init) => {
          if (!String(input).startsWith('https://oauth2.googleapis.com/token')) return await fetch(input, init);
          return Response.json({ access_token: 'google-token', expires_in: 3600, token_type: 'Bearer' });
        },
      });
      return { model: adapter, lines, requests: () => server.asked.length };
    },
  };
}

/** A key file of a service account, made for this test. */
export function googleKeyFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'belay-google-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const file = join(folder, 'key.json');
  const account = { type: 'service_account', client_email: 'a@my-project.iam.gserviceaccount.com' };
  writeFileSync(file, JSON.stringify({ ...account, private_key: privateKey, project_id: 'my-project' }));
  return file;
}

function chatWire(dialect: ChatDialect, more: Partial<Wire> = {}): Wire {
  return {
    name: `Chat Completions as ${dialect}`,
    http: true,
    thinking: 'plain',
    usage: 'cached',
    reasons: true,
    malformed: true,
    remote: true,
    async connect(scenario, { delayMs, idleTimeoutMs, between = directly } = {}) {
      const key = dialect === 'openai' ? testKey : undefined;
      const server = await startChatServer(scenario, {
        dialect,
        ...(key ? { key } : {}),
        ...(delayMs ? { delayMs } : {}),
      });
      onTestFinished(() => server.close());
      const { log, lines } = recordingLog();
      const baseUrl = await between(server.url);
      const model = createOpenAiModel({
        model: 'qwen3:32b',
        apiKey: key,
        baseUrl,
        images: true,
        retry,
        idleTimeoutMs,
        log,
      });
      return { model, lines, requests: () => server.requests.length };
    },
    ...more,
  };
}

function editorWire(): Wire {
  return {
    name: 'VS Code',
    http: false,
    thinking: 'none',
    usage: 'counted',
    reasons: false,
    malformed: false,
    remote: true,
    async connect(scenario, { delayMs = 0 } = {}) {
      const { api, requests } = fakeLanguageModels(scenario, delayMs);
      const { log, lines } = recordingLog();
      const model = await createEditorModels(api, log).create('fake/scripted');
      return { model, lines, requests: () => requests.length };
    },
  };
}

function tourWire(): Wire {
  return {
    name: 'Tour',
    http: false,
    thinking: 'signed',
    usage: 'cached',
    reasons: true,
    malformed: true,
    remote: false,
    async connect(scenario, { delayMs = 0 } = {}) {
      const { log, lines } = recordingLog();
      let count = 0;
      const models = createModels({
        settings: () => noModelSettings,
        key: async () => undefined,
        tour: async () => scenario,
        tourDelayMs: delayMs,
        log,
      });
      const tour = await models.create('tour');
      const stream: Model['stream'] = (request, signal) => {
        count += 1;
        return tour.stream(request, signal);
      };
      return { model: { ...tour, stream }, lines, requests: () => count };
    },
  };
}

export const wires: readonly Wire[] = [
  messagesWire(),
  bedrockWire('Bedrock, its runtime', 'eu.anthropic.claude-sonnet-5-5-20260901-v1:0', 'bedrock'),
  bedrockWire('Bedrock, its Messages API', 'anthropic.claude-sonnet-5-5', 'mantle'),
  vertexWire(),
  chatWire('openai'),
  chatWire('ollama'),
  chatWire('llamacpp'),
  chatWire('vllm'),
  chatWire('bare', { usage: 'none' }),
  editorWire(),
  tourWire(),
];
