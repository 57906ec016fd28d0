import { type Classifier, type ClassifierOptions, createClassifierOf } from './judgeUnits.ts';
import weights from './weights.json' with { type: 'json' };

/** Stage one of Auto mode: a small trained model that judges shell commands by their parts. */
export function createClassifier(options: ClassifierOptions = {}): Classifier {
  return createClassifierOf(() => weights, options);
}
