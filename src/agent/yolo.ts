import { ToolError } from './tool.ts';

/** Where a session runs. */
export interface YoloFacts {
  /** In a container, or another machine made to be thrown away. */
  readonly container: boolean;
  /** The workspace is the person's home folder, one above it, or the root of the disk. */
  readonly homeFolder: boolean;
}

/** What must be confirmed before everything passes: a sentence for the person, and the text they type to confirm it. */
export interface YoloCondition {
  readonly id: 'everything' | 'noContainer' | 'homeFolder';
  readonly sentence: string;
  readonly type: string;
}

/** The confirmations that YOLO needs here, one to three; each is asked for by itself. */
export function yoloConditions({ container, homeFolder }: YoloFacts): readonly YoloCondition[] {
  const conditions: YoloCondition[] = [
    {
      id: 'everything',
      sentence:
        'In YOLO nothing is asked. Every command, edit and deletion passes, inside and outside this folder, over the network, and on files that hold keys. Only what a rule denies, and what is disguised, stays refused.',
      type: 'yolo',
    },
  ];
  if (!container)
    conditions.push({
      id: 'noContainer',
      sentence:
        'This is no container, so what goes wrong goes wrong on your own machine and is not undone by throwing a container away.',
      type: 'not in a container',
    });
  if (homeFolder)
    conditions.push({
      id: 'homeFolder',
      sentence: 'This folder is your home folder or holds it, so everything that you own is within reach.',
      type: 'my home folder',
    });
  return conditions;
}

/** Throws `ToolError` with the sentences that are not confirmed. */
export function checkYolo(facts: YoloFacts, typed: readonly string[]): void {
  const given = new Set(typed.map((text) => text.trim().toLowerCase()));
  const open = yoloConditions(facts).filter(({ type }) => !given.has(type));
  if (open.length === 0) return;
  const missing = open.map(({ sentence, type }) => `${sentence} To confirm, type: ${type}`).join('\n');
  throw new ToolError(`The mode YOLO is not confirmed, so the mode stays as it was.\n${missing}`);
}

/** The same, with the facts of a session. Where nothing is known of the machine, it is taken for the worst. */
export async function confirmYolo(
  { yoloFacts }: { readonly yoloFacts?: () => Promise<YoloFacts> },
  typed: readonly string[],
): Promise<void> {
  const worst: YoloFacts = { container: false, homeFolder: true };
  checkYolo(yoloFacts ? await yoloFacts().catch(() => worst) : worst, typed);
}
