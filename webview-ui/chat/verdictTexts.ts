import type { Verdict } from '../../src/protocol/risk.ts';
import type { CallItem } from '../../src/protocol/transcriptItems.ts';
import { t } from '../strings.ts';

/** Sentences on a verdict, the one that says what let it through, or not, first. */
export function verdictTexts(verdict: Verdict, item: Pick<CallItem, 'kind' | 'result' | 'answered'>): string[] {
  const { decision, risk, reason, classifier, readOnly, parts = [], layer, rule } = verdict;
  const texts: string[] = [];
  if (decision === 'deny') texts.push(t('call.deniedWhy', { reason }));
  else {
    const rules = savedRules(layer, rule, parts);
    const auto = classifier === undefined || layer === 'approval' ? undefined : percent(classifier);
    if (decision === 'ask' && auto !== undefined) texts.push(t('call.autoAsked', { percent: auto }));
    if (decision === 'allow' && readOnly) texts.push(t('call.readOnly'));
    else if (decision === 'allow' && rules.length === 0 && auto !== undefined)
      texts.push(t('call.auto', { percent: auto }), reason);
    else if (decision === 'allow' && rules.length > 0) texts.push(t('call.byRule', { rule: rules.join('”, “') }));
    else texts.push(t('call.risk', { risk, reason }));
  }
  const view = item.result?.view;
  if (view?.type === 'command' && !readOnly) texts.push(t(view.sandboxed ? 'call.sandboxed' : 'call.unsandboxed'));
  return texts.filter((text) => text !== '');
}

/** The person's own rules that let a call through: of each part, or of the whole. */
function savedRules(layer: string, rule: string, parts: NonNullable<Verdict['parts']>): string[] {
  const ofParts = [...new Set(parts.flatMap((part) => (part.decision === 'allow' ? (part.rule ?? []) : [])))];
  return ofParts.length > 0 ? ofParts : layer === 'rules' ? [rule] : [];
}

/** A probability from 0 to 1 in whole percent; what is not impossible is never called 0, nor what is not certain 100. */
export function percent(share: number): number {
  if (share <= 0 || share >= 1) return share <= 0 ? 0 : 100;
  return Math.min(99, Math.max(1, Math.round(share * 100)));
}
