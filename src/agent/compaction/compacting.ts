import type { CompactionPreview } from '../../protocol/compactionPreview.ts';
import type { Event, NewEvent } from '../../protocol/events.ts';
import { standing } from '../../protocol/rewind.ts';
import type { Mode } from '../../protocol/risk.ts';
import { ToolError } from '../tool.ts';
import { lastTurn } from '../turns.ts';
import { compact } from './compact.ts';
import type { Context } from './context.ts';
import { previewCompaction } from './preview.ts';

/** How a person shortens what the model reads of a conversation. */
export interface Compacting {
  /**
   * Compacts now, or before the next step of a running turn. With `outline` no model is asked. Throws `ToolError` where
   * there is nothing to leave out, or no summary could be had.
   */
  compact(options?: { readonly outline?: boolean }): Promise<void>;
  /** What `compact` would keep, summarise and drop. */
  previewCompaction(): Promise<CompactionPreview>;
}

export interface CompactingParts {
  readonly events: readonly Event[];
  busy(): boolean;
  /** Notes that the running turn is to compact before its next step. */
  wish(): void;
  /** The conversation as the next request would have it. */
  look(): Promise<Context>;
  mode(): Mode;
  /** Runs work in the place of a turn: it can be stopped, and messages wait meanwhile. */
  between(work: (context: Context) => AsyncGenerator<NewEvent, void>): Promise<void>;
}

export function createCompacting({ events, busy, wish, look, mode, between }: CompactingParts): Compacting {
  return {
    previewCompaction: async () => await previewCompaction(await look(), mode()),
    async compact(options = {}) {
      if (busy()) {
        wish();
        return;
      }
      if (lastTurn(standing(events)) === undefined) throw new ToolError('There is no conversation to compact yet.');
      await between(async function* (context) {
        const outcome = yield* compact(context, 'command', options);
        if (outcome.type === 'nothing') {
          throw new ToolError(
            'There is nothing to compact yet: only the newest messages are there, and those are kept.',
          );
        }
        if (outcome.type === 'failed') {
          throw new ToolError(
            `The conversation was not compacted: ${outcome.text} It is as it was; try again, or choose another model.`,
          );
        }
      });
    },
  };
}
