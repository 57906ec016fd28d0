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
   * Where the provider may keep a prefix: after the tools, and after the static part. More of them move along with the
   * conversation. `tokens` is the length of the prefix.
   */
  readonly breakpoints: readonly { readonly after: 'tools' | 'static'; readonly tokens: number }[];
  /** How sure the counts are: prompts that were compared with the provider's own count, and the mean error so far. */
  readonly counted: { readonly observations: number; readonly error: number | undefined };
  /** What the person should know, in sentences: files that were skipped, texts that were cut. */
  readonly problems: readonly string[];
}

export interface PromptSectionReport {
  readonly id: string;
  readonly variant: string;
  readonly boundary: 'static' | 'dynamic';
  readonly from: 'belay' | 'person' | 'project';
  readonly characters: number;
  readonly tokens: number;
  readonly text: string;
}
