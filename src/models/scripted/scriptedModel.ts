import { loadedTools } from '../../agent/loadedTools.ts';
import type { Message, Model, ModelInfo, ModelOutput } from '../../agent/ports.ts';
import type { Usage } from '../../protocol/content.ts';
import type { Delta } from '../../protocol/events.ts';
import type { Scenario } from '../../protocol/scenario.ts';
import { sleep } from '../sleep.ts';
import { blocksOf, piecesOf, playScenario, type ScriptedBlock, type ScriptedMove } from './player.ts';

/** The tour's entry in every list of models. */
export const tourInfo: ModelInfo = {
  id: 'tour',
  label: 'Tour',
  contextWindow: 200_000,
  images: false,
  editTools: 'both',
};

/**
 * A model that plays a scenario in this process: no network, no key, no cost. `delayMs` between two pieces of the
 * stream overrides the scenario's. Faults are left to the test server. Throws `ScenarioError` where the scenario has no
 * answer to the conversation.
 */
export function createScriptedModel(
  scenario: Scenario,
  options: { readonly delayMs?: number; readonly info?: ModelInfo } = {},
): Model {
  const info = options.info ?? tourInfo;
  return {
    info,
    async *stream(request, signal): AsyncGenerator<ModelOutput> {
      signal.throwIfAborted();
      const move = playScenario(scenario, request.messages);
      const delayMs = options.delayMs ?? move.delayMs;
      for (const delta of move.blocks.flatMap(deltasOf)) {
        if (delayMs > 0) await sleep(delayMs, signal);
        signal.throwIfAborted();
        yield { type: 'delta', delta };
      }
      signal.throwIfAborted();
      yield {
        type: 'message',
        model: info.id,
        content: blocksOf(move),
        stopReason: move.stopReason,
        usage: usageOf(move, request.messages, JSON.stringify([request.system, loadedTools(request.tools)]).length),
      };
    },
    cost: () => 0,
  };
}

function deltasOf(block: ScriptedBlock): Delta[] {
  switch (block.type) {
    case 'thinking':
      return piecesOf(block.thinking).map((text) => ({ type: 'thinking', text }));
    case 'redactedThinking':
      return [];
    case 'text':
      return piecesOf(block.text).map((text) => ({ type: 'text', text }));
    case 'toolUse':
      return piecesOf(block.raw).map((text) => ({ type: 'toolInput', callId: block.id, tool: block.name, text }));
  }
}

/** Counts of the scenario, or four characters to a token where it gives none. */
function usageOf(move: ScriptedMove, messages: readonly Message[], promptLength: number): Usage {
  const written = move.blocks.reduce((sum, block) => sum + JSON.stringify(block).length, 0);
  return {
    input: move.usage.input ?? Math.ceil((promptLength + JSON.stringify(messages).length) / 4),
    output: move.usage.output ?? Math.ceil(written / 4),
    cacheRead: move.usage.cacheRead ?? 0,
    cacheWrite: move.usage.cacheWrite ?? 0,
  };
}
