import { expect, test } from 'vitest';
import { isClaude, type ModelId, modelIdOf, parseModelId, tableName } from '../../../src/models/modelId.ts';

test.each<[string, ModelId['provider'], string, string]>([
  ['claude-sonnet-5-5', 'anthropic', 'claude-sonnet-5-5', 'claude-sonnet-5-5'],
  ['claude-haiku-4-5-20251001', 'anthropic', 'claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
  ['moonshot/kimi-k2', 'anthropic', 'moonshot/kimi-k2', 'moonshot/kimi-k2'],
  ['anthropic/openai/gpt-6.2-sol', 'anthropic', 'openai/gpt-6.2-sol', 'openai/gpt-6.2-sol'],
  ['tour', 'tour', 'tour', 'tour'],
  ['openai/gpt-6.2-sol', 'openai', 'gpt-6.2-sol', 'gpt-6.2-sol'],
  ['openai/gpt-6.2-sol-2026-11-17', 'openai', 'gpt-6.2-sol-2026-11-17', 'gpt-6.2-sol'],
  ['openai/meta-llama/llama-9', 'openai', 'meta-llama/llama-9', 'meta-llama/llama-9'],
  ['openai/', 'anthropic', 'openai/', 'openai/'],
  ['bedrock/anthropic.claude-opus-4-8', 'bedrock', 'anthropic.claude-opus-4-8', 'claude-opus-4-8'],
  [
    'bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0',
    'bedrock',
    'us.anthropic.claude-haiku-4-5-20251001-v1:0',
    'claude-haiku-4-5',
  ],
  [
    'bedrock/arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-opus-5',
    'bedrock',
    'arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-opus-5',
    'claude-opus-5',
  ],
  ['vertex/claude-haiku-4-5@20251001', 'vertex', 'claude-haiku-4-5@20251001', 'claude-haiku-4-5'],
  ['vscode/copilot/gpt-5', 'vscode', 'copilot/gpt-5', 'copilot/gpt-5'],
])('%s', (id, provider, name, table) => {
  expect(parseModelId(id)).toEqual({ provider, name });
  expect(tableName(id)).toBe(table);
  expect(parseModelId(modelIdOf({ provider, name }))).toEqual({ provider, name });
});

test.each([
  ['claude-sonnet-5-5', true],
  ['bedrock/eu.anthropic.claude-sonnet-5-5', true],
  ['vertex/claude-sonnet-5-5', true],
  ['openai/anthropic/claude-sonnet-5-5', false],
  ['vscode/copilot/claude-sonnet-5', false],
  ['kimi-k2', false],
  ['tour', false],
])('%s thinks as Claude: %s', (id, claude) => {
  expect(isClaude(id)).toBe(claude);
});
