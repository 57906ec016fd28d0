import { Disposable } from 'vscode';
import type { Session } from '../agent/session.ts';
import type { Usage } from '../protocol/content.ts';
import type { PromptReport } from '../protocol/promptReport.ts';
import type { ReadOnlyDocument } from './readOnlyDocument.ts';
import type { Sessions } from './sessions.ts';
import { registerPromptDocument } from './showPrompt.ts';
import { registerVariants } from './showVariants.ts';

/** What a root knows of prompts: that of a session, or of the one that would begin now; and the price of a request. */
export interface PromptSources {
  describe(current: Session | undefined): Promise<PromptReport>;
  costOf(): Promise<(usage: Usage, model: string) => number | undefined>;
}

/** The read-only documents about the prompt: the prompt itself, and what came of its variants. */
export interface PromptDocuments extends Disposable {
  readonly prompt: ReadOnlyDocument;
  readonly variants: ReadOnlyDocument;
}

export function registerPromptDocuments(sessions: Sessions, { describe, costOf }: PromptSources): PromptDocuments {
  const prompt = registerPromptDocument(async () => {
    await sessions.restored();
    return await describe(sessions.current);
  });
  const variants = registerVariants(async () => ({ store: await sessions.store(), costOf: await costOf() }));
  return { prompt, variants, dispose: () => Disposable.from(prompt, variants).dispose() };
}
