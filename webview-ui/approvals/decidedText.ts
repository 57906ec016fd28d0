import { t } from '../strings.ts';

/** "2 approved, 1 rejected", without what there is none of. */
export function decidedText({ approved, rejected }: { readonly approved: number; readonly rejected: number }): string {
  return [
    ...(approved > 0 ? [t('edit.approvedSome', { count: approved })] : []),
    ...(rejected > 0 ? [t('edit.rejectedSome', { count: rejected })] : []),
  ].join(', ');
}
