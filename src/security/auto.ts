import type { Verdict } from '../protocol/risk.ts';
import type { Ruling } from './concerns.ts';
import type { Scene } from './look.ts';

/** The trained classifier: `high` is the probability, from 0 to 1, that a command is of HIGH risk. */
export interface RiskClassifier {
  judge(command: string): { readonly high: number; readonly decision: 'low' | 'high' | 'uncertain' };
}

/** A model's opinion on a command that the classifier is not sure of. It never sees a tool's output alone. */
export type SecondOpinion = (
  call: { readonly command: string; readonly request: string; readonly steps: readonly string[] },
  signal: AbortSignal,
) => Promise<'low' | 'high'>;

export interface AutoJudges {
  /** Loaded when the first command is judged in Auto. Without one, Auto asks as Default does. */
  readonly classifier?: (() => Promise<RiskClassifier>) | undefined;
  readonly secondOpinion?: SecondOpinion | undefined;
}

/** The classifier for a workspace, loaded when it is first asked. */
export function classifierFor(root: string): () => Promise<RiskClassifier> {
  let loading: Promise<RiskClassifier> | undefined;
  return () => {
    loading ??= import('./classifier/classify.ts').then(({ createClassifier }) => createClassifier({ root }));
    return loading;
  };
}

const opinionLimitMs = 10_000;

/**
 * What becomes of a ruling that the table leaves to the classifier: it lets a command through or the person is asked. All
 * that fails asks. It is never reached by what is denied, and by what the table asks a person about.
 */
export async function classified(
  { cell, verdict, tainted }: Ruling,
  { call, judged }: Pick<Scene, 'call' | 'judged'>,
  { classifier, secondOpinion }: AutoJudges,
): Promise<Verdict> {
  if (tainted && call.tainted !== undefined && verdict.decision === 'ask') {
    const reason = `${verdict.reason} Untrusted content is in this conversation (${call.tainted}), so this is not let through unasked.`;
    return { ...verdict, reason, tainted: call.tainted };
  }
  const { command } = call.targets;
  if (cell !== 'classify' || command === undefined || judged === undefined || !classifier) return verdict;
  const score = await scoreOf(classifier, command);
  if (!score) return verdict;
  const { high, decision } = score;
  const scored = { ...verdict, classifier: high };
  if (decision === 'low') return passed(scored, `The classifier takes it for harmless (risk ${percent(high)}).`);
  if (decision !== 'uncertain' || !secondOpinion || !call.context) return scored;
  const signal = AbortSignal.timeout(opinionLimitMs);
  const opinion = await within(secondOpinion({ command, ...call.context }, signal), signal).catch(() => 'high');
  return opinion === 'low'
    ? passed(scored, `The classifier is not sure (risk ${percent(high)}); a second model takes it for harmless.`)
    : scored;
}

/** What the classifier says, or nothing where it fails or says what cannot be. */
async function scoreOf(
  classifier: () => Promise<RiskClassifier>,
  command: string,
): Promise<ReturnType<RiskClassifier['judge']> | undefined> {
  try {
    const score = (await classifier()).judge(command);
    return score.high >= 0 && score.high <= 1 ? score : undefined;
  } catch {
    return undefined;
  }
}

function passed(verdict: Verdict, reason: string): Verdict {
  return { ...verdict, decision: 'allow', layer: 'classifier', rule: 'auto', reason };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Resolves with the answer, or throws once the signal ends the waiting. */
async function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
