import { isFamiliar, keys, readings } from './familiar.ts';
import { featuresOf } from './features.ts';
import { createModel, type Model, type WeightsFile } from './model.ts';
import { type Units, unitsOf } from './units.ts';

/** How a command is judged. */
export interface RiskJudgement {
  /** Calibrated probability in [0, 1] that the command is HIGH; 1 where that is certain by its form. */
  readonly high: number;
  /** Only `low` may run unasked. */
  readonly decision: 'low' | 'high' | 'uncertain';
}

export interface Classifier {
  /** Never throws: what cannot be judged is HIGH. */
  judge(command: string): RiskJudgement;
}

export interface ClassifierOptions {
  /** Absolute path of the workspace: names below it count as inside. Without it every absolute path is outside. */
  readonly root?: string;
}

const grave: RiskJudgement = { high: 1, decision: 'high' };

/** A classifier with the weights of a file, which is read when the first command comes. */
export function createClassifierOf(file: () => WeightsFile, { root }: ClassifierOptions = {}): Classifier {
  let model: Model | undefined;
  return {
    judge(command) {
      try {
        model ??= createModel(file());
        return judgeUnits(model, unitsOf(command, root));
      } catch {
        return grave;
      }
    },
  };
}

/** The gravest part counts: nothing that stands beside it can make it look better. */
export function judgeUnits(model: Model, { units, floors }: Units): RiskJudgement {
  const { low, high: certain } = model.thresholds;
  if (floors.some(({ level }) => level === 'high')) return grave;
  const isRelief = (use: string): boolean => model.seen(keys.relief(use));
  let high = floors.length > 0 || units.length === 0 ? low : 0;
  for (const unit of units) {
    const known = isFamiliar(unit, model.seen);
    const scores = (known ? readings(unit, model.seen) : [unit]).map((reading) =>
      model.high(featuresOf(reading, isRelief), known),
    );
    const score = Math.max(...scores);
    // A sum that is no number must not pass for a small one.
    if (!Number.isFinite(score)) return grave;
    high = Math.max(high, known ? score : Math.max(score, low));
  }
  return { high, decision: high < low ? 'low' : high < certain ? 'uncertain' : 'high' };
}
