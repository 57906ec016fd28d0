import type { ReactNode } from 'react';
import type { ChangeSummary } from '../../src/protocol/changes.ts';
import { post } from '../bridge.ts';
import { ScrollBox } from '../chat/ScrollBox.tsx';
import { useShownPath } from '../shownPath.ts';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';
import { VisibleText } from './VisibleText.tsx';
import { visibleText } from './visibleText.ts';

/**
 * Each file of an edit: its name, its counts, and a small unified diff. Signs carry the meaning, colours help. A name
 * opens the file, or with `callId` the diff of that pending edit.
 */
export function DiffLines({
  changes,
  callId,
}: {
  readonly changes: readonly ChangeSummary[];
  readonly callId?: string;
}): ReactNode {
  return changes.map((change) => {
    const path = change.to ?? change.path;
    const open = (): void => post(callId ? { type: 'openDiff', callId, path } : { type: 'openFile', path });
    return (
      <section className="fileChange" key={`${change.kind} ${path}`}>
        <div className="fileHead">
          <FileName change={change} onPress={open} />
          <Counts changes={[change]} />
        </div>
        {change.diff === '' ? null : <DiffText path={change.path} diff={change.diff} />}
      </section>
    );
  });
}

/** A changed file with what happens to it; its name is a button. */
export function FileName({
  change,
  onPress,
}: {
  readonly change: ChangeSummary;
  readonly onPress: () => void;
}): ReactNode {
  const shown = useShownPath();
  return (
    <>
      <Icon name={icons[change.kind]} />
      <button type="button" className="fileName" title={change.path} onClick={onPress}>
        <VisibleText pieces={visibleText(shown(change.path))} />
      </button>
      <span className="quiet">{kindText(change, shown)}</span>
    </>
  );
}

/** A unified diff of one file. */
export function DiffText({ path, diff }: { readonly path: string; readonly diff: string }): ReactNode {
  return (
    <ScrollBox label={t('edit.diffOf', { path })} className="diff">
      <pre>{diff.split('\n').map(numbered).map(drawLine)}</pre>
    </ScrollBox>
  );
}

const icons = { create: 'new-file', edit: 'edit', delete: 'trash', move: 'arrow-right' } as const;

function kindText(change: ChangeSummary, shown: (path: string) => string): string {
  if (change.kind === 'create') return t('edit.created');
  if (change.kind === 'delete') return t('edit.deleted');
  return change.kind === 'move' ? t('edit.moved', { to: shown(change.to ?? '') }) : '';
}

function numbered(line: string, index: number): { readonly key: string; readonly line: string } {
  return { key: String(index), line };
}

function drawLine({ key, line }: { readonly key: string; readonly line: string }): ReactNode {
  const sign = line[0];
  if (line.startsWith('@@')) {
    return (
      <span className="diffLine hunk" key={key}>
        {line}
      </span>
    );
  }
  const added = sign === '+';
  if (!added && sign !== '-') {
    return (
      <span className="diffLine" key={key}>
        <span className="sign"> </span>
        {line.slice(1)}
      </span>
    );
  }
  return (
    <span className={`diffLine ${added ? 'added' : 'removed'}`} key={key}>
      <span className="sign" aria-hidden="true" />
      <span className="hidden">{added ? t('edit.added') : t('edit.removed')}</span>
      {line.slice(1)}
    </span>
  );
}

/** "+3 −1" over all files. */
export function Counts({ changes }: { readonly changes: readonly ChangeSummary[] }): ReactNode {
  const added = changes.reduce((sum, change) => sum + change.added, 0);
  const removed = changes.reduce((sum, change) => sum + change.removed, 0);
  if (added + removed === 0) return null;
  return (
    <span className="counts">
      <span className="hidden">{t('edit.counts', { added, removed })}</span>
      {added > 0 ? (
        <span aria-hidden="true" className="plus">
          +{added}
        </span>
      ) : null}
      {removed > 0 ? (
        <span aria-hidden="true" className="minus">
          −{removed}
        </span>
      ) : null}
    </span>
  );
}
