import type { PromptChoice } from './promptChoice.ts';

/** The prompt of a session as it goes to a model, with its sizes. */
export interface PromptReport {
  readonly model: string;
  readonly mode: string;
  readonly choice: PromptChoice;
  readonly sections: readonly PromptSectionReport[];
  /** `deferred`: no part of the prompt, to be searched for. */
  readonly tools: readonly { readonly name: string; readonly tokens: number; readonly deferred: boolean }[];
  /** `tools` are those of the prompt; `deferred` is what the others would add. */
  readonly tokens: {
    readonly tools: number;
    readonly deferred: number;
    readonly static: number;
    readonly dynamic: number;
  };
  /**
   * Where the provider is asked to keep what stands before, four places at most, from the front to the end: after the
   * tools, after the static part, and two that move along with the conversation. None where the provider is not asked.
   */
  readonly breakpoints: readonly PromptBreakpoint[];
  /** How sure the counts are: prompts that were compared with the provider's own count, and the mean error so far. */
  readonly counted: { readonly observations: number; readonly error: number | undefined };
  /** What the person should know, in sentences: files that were skipped, texts that were cut. */
  readonly problems: readonly string[];
}

/**
 * `tokens` is the length of the prefix. `lastRequest` is the end of the request before, so that what that one wrote is found
 * however much a step has added; `end` is that of the conversation. How long those are, the prompt does not tell.
 */
export type PromptBreakpoint =
  | { readonly after: 'tools' | 'static'; readonly tokens: number }
  | { readonly after: 'lastRequest' | 'end'; readonly tokens: null };

export interface PromptSectionReport {
  readonly id: string;
  readonly variant: string;
  readonly boundary: 'static' | 'dynamic';
  readonly from: 'belay' | 'person' | 'project';
  readonly characters: number;
  readonly tokens: number;
  readonly text: string;
}
