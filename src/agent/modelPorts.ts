import type { Model, SmallModel } from './ports.ts';

/** Providers that want a key of ours; the others bring their own credentials or need none. */
export type KeyName = 'anthropic' | 'openai';

/** A model that can be chosen. `contextWindow` counts tokens. */
export interface ModelEntry {
  readonly id: string;
  readonly label: string;
  /** One line on what it is good for; '' for a model that this version does not know. */
  readonly detail: string;
  readonly contextWindow: number;
  /** The key that a request needs. */
  readonly key: KeyName | undefined;
  /** US dollars per million tokens that are neither read from a cache nor written to one; absent where unknown. */
  readonly price?: { readonly input: number; readonly output: number };
  /** False where it is known that the model cannot use tools. */
  readonly tools?: boolean;
  /** Whether it can see pictures; absent where that is not known. */
  readonly images?: boolean;
}

/** The models of one provider. `note` says what is missing, '' where nothing is. */
export interface ModelGroup {
  readonly provider: 'anthropic' | 'openai' | 'vscode' | 'bedrock' | 'vertex' | 'tour';
  /** Where they are served, for an endpoint of the person's choice: its host. */
  readonly host: string | undefined;
  readonly availability: 'ready' | 'needsKey' | 'unreachable' | 'notSetUp' | 'none';
  readonly note: string;
  readonly models: readonly ModelEntry[];
}

/** The models that there are; heavy parts are loaded, and servers asked, on first use. */
export interface Models {
  /** One group after the other, as each becomes known: those that ask a server come when it has answered. */
  list(signal: AbortSignal): readonly Promise<ModelGroup>[];
  /** What is known of a model, without asking anybody. */
  find(id: string): Promise<ModelEntry>;
  /** The model of new sessions: the setting, else Claude or else OpenAI's where there is a key, else the tour. */
  preferred(): Promise<ModelEntry>;
  /** The model to offer once a key is there. */
  preferredWithKey(key: KeyName): Promise<ModelEntry>;
  /** Throws a `ModelError` for a model that this window cannot have. */
  create(id: string): Promise<Model>;
  /** US dollars that it costs to read a conversation of so many tokens anew, `undefined` where the price is unknown. */
  rereadCost(id: string, tokens: number): number | undefined;
  /** Sentences that the empty chat offers for this model, `undefined` for the usual ones. */
  suggestions(id: string): Promise<string[] | undefined>;
  /** For cheap work, with the model that goes with the given one. */
  small(id: string): SmallModel;
}

/** A model of VS Code's own, or of another extension, as the editor tells of it. */
export interface EditorModel {
  /** `<vendor>/<family>`; what follows `vscode/` in the model's id. */
  readonly name: string;
  readonly label: string;
  readonly contextWindow: number;
}

/** The models that VS Code itself offers; absent on the command line. */
export interface EditorModels {
  list(): Promise<readonly EditorModel[]>;
  /** A name that there is not (yet) makes a model whose requests say so. */
  create(name: string): Promise<Model>;
}
