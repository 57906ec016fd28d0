import type { Model } from '../agent/ports.ts';

/** A model that can be chosen. `contextWindow` counts tokens. */
export interface ModelEntry {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly contextWindow: number;
  /** True where a request needs the Anthropic key. */
  readonly needsKey: boolean;
}

/** The models of this version; a root fills it in and loads what is heavy on first use. */
export interface Models {
  list(): Promise<readonly ModelEntry[]>;
  /** What is known of a model; for an unknown id, an entry that says so. */
  find(id: string): Promise<ModelEntry>;
  /** The model of new sessions: the setting, else Claude where there is a key, else the tour. */
  preferred(): Promise<ModelEntry>;
  /** The Claude model to offer once a key is there. */
  preferredWithKey(): Promise<ModelEntry>;
  create(id: string): Promise<Model>;
  /** The cheapest model, for small questions. Throws where there is no key. */
  small(): Promise<Model>;
  /** Sentences that the empty chat offers for this model, `undefined` for the usual ones. */
  suggestions(id: string): Promise<string[] | undefined>;
}
