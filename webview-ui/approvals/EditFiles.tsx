import { type ReactNode, useRef, useState } from 'react';
import type { ChangeSummary } from '../../src/protocol/changes.ts';
import type { ReviewProgress } from '../../src/protocol/webview.ts';
import { post } from '../bridge.ts';
import { useExpanded } from '../expansion.ts';
import { useShownPath } from '../shownPath.ts';
import { t } from '../strings.ts';
import { Button, Icon } from '../ui.tsx';
import { Counts, DiffText, FileName } from './DiffLines.tsx';
import { decidedText } from './decidedText.ts';

interface Props {
  readonly callId: string;
  readonly changes: readonly ChangeSummary[];
  readonly review: ReviewProgress | undefined;
  readonly guarded: boolean;
}

type FileProgress = ReviewProgress['files'][number];

/** The files of one edit: each opens, and is approved or rejected by itself. */
export function EditFiles({ callId, changes, review, guarded }: Props): ReactNode {
  return (
    <ul className="editFiles">
      {changes.map((change, index) => {
        const path = change.to ?? change.path;
        const progress = review?.files[index];
        return <EditFile key={path} callId={callId} change={change} progress={progress} guarded={guarded} />;
      })}
    </ul>
  );
}

interface FileProps {
  readonly callId: string;
  readonly change: ChangeSummary;
  readonly progress: FileProgress | undefined;
  readonly guarded: boolean;
}

function EditFile({ callId, change, progress, guarded }: FileProps): ReactNode {
  const path = change.to ?? change.path;
  const name = useShownPath()(path);
  const [open, toggle] = useExpanded(`file ${callId} ${path}`, false);
  const [sent, setSent] = useState(false);
  const verdict = progress?.verdict ?? 'undecided';
  const row = useRef<HTMLLIElement>(null);
  const decide = (decision: 'approved' | 'rejected'): void => {
    setSent(true);
    // The pressed button goes away; the keyboard stays with the file.
    row.current?.querySelector<HTMLElement>('.fileName')?.focus();
    post({ type: 'decideFile', callId, path, decision });
  };
  const inert = guarded || sent;
  return (
    <li className="fileChange" ref={row}>
      <div className="fileHead">
        <button
          type="button"
          className="foldButton"
          aria-expanded={open}
          aria-label={t('edit.showChangesOf', { path: name })}
          disabled={change.diff === ''}
          onClick={toggle}
        >
          <Icon name={open ? 'chevron-down' : 'chevron-right'} />
        </button>
        <FileName change={change} onPress={() => post({ type: 'openDiff', callId, path })} />
        <Counts changes={[change]} />
        <span className="fileActions">
          {verdict === 'undecided' ? (
            <>
              <Button
                kind="icon"
                icon="check"
                label={t('edit.approveFile', { path: name })}
                inert={inert}
                onPress={() => decide('approved')}
              />
              <Button
                kind="icon"
                icon="close"
                label={t('edit.rejectFile', { path: name })}
                inert={inert}
                onPress={() => decide('rejected')}
              />
            </>
          ) : (
            <span className="fileVerdict">
              {verdict === 'approved' ? <Icon name="pass-filled" /> : <Icon name="circle-slash" />}
              {t(verdict === 'approved' ? 'edit.fileApproved' : 'edit.fileRejected')}
            </span>
          )}
        </span>
      </div>
      <PartsDecided progress={progress} />
      {open ? <DiffText path={path} diff={change.diff} /> : null}
    </li>
  );
}

function PartsDecided({ progress }: { readonly progress: FileProgress | undefined }): ReactNode {
  if (progress?.verdict !== 'undecided') return null;
  const { approved, rejected } = progress;
  return approved + rejected > 0 ? (
    <p className="quiet filePart" role="status">
      {t('edit.fileProgress', { decided: decidedText({ approved, rejected }) })}
    </p>
  ) : null;
}
