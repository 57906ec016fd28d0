import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { UserItem } from '../../src/protocol/transcriptItems.ts';
import type { RestorePreview } from '../../src/protocol/webview.ts';
import { post } from '../bridge.ts';
import { useShownPath } from '../shownPath.ts';
import { t, tCount } from '../strings.ts';
import { Button, Icon, ProgressRing } from '../ui.tsx';

interface Props {
  readonly message: UserItem;
  /** `undefined` until the host has worked it out. */
  readonly files: readonly RestorePreview[] | undefined;
  readonly onClose: () => void;
}

const choices = ['both', 'conversation', 'files'] as const;
type Choice = (typeof choices)[number];

/** Going back to just before a message: what to take back, and what that does to each file, before it is done. */
export function RestorePanel({ message, files, onClose }: Props): ReactNode {
  const [choice, setChoice] = useState<Choice>('both');
  const panel = useRef<HTMLFieldSetElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const [line = ''] = message.text.trim().split('\n');
  const none = files?.every(({ outcome }) => outcome === 'conflict' || outcome === 'kept') ?? false;
  const picked = none && choice !== 'conversation' ? 'conversation' : choice;

  const restore = (): void => {
    post({ type: 'restore', to: message.id, files: picked !== 'conversation', conversation: picked !== 'files' });
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };

  return (
    <div className="dock">
      <fieldset
        className="card restore"
        ref={panel}
        tabIndex={-1}
        aria-label={t('restore.name', { message: line })}
        onKeyDown={onKeyDown}
      >
        <div className="cardHead">
          <Icon name="discard" />
          <span className="cardTitle">{t('restore.title', { message: line })}</span>
        </div>
        <div className="restoreChoices" role="radiogroup" aria-label={t('restore.what')}>
          {choices.map((one) => (
            <label key={one} className={none && one !== 'conversation' ? 'quiet' : undefined}>
              <input
                type="radio"
                name="restore"
                checked={picked === one}
                disabled={none && one !== 'conversation'}
                onChange={() => setChoice(one)}
              />
              <span>{t(`restore.${one}`)}</span>
            </label>
          ))}
        </div>
        {picked === 'conversation' && !(none && choice !== 'conversation') ? (
          <p className="quiet">{t('restore.filesStay')}</p>
        ) : (
          <FileList to={message.id} files={files} />
        )}
        <div className="actions">
          <Button kind="primary" disabled={files === undefined} onPress={restore}>
            {t('restore.do')}
          </Button>
          <Button onPress={onClose}>{t('restore.cancel')}</Button>
        </div>
      </fieldset>
    </div>
  );
}

const icons = { restored: 'discard', merged: 'git-merge', conflict: 'warning', kept: 'circle-slash' } as const;

function FileList(props: { readonly to: string; readonly files: readonly RestorePreview[] | undefined }): ReactNode {
  const shown = useShownPath();
  const { to, files } = props;
  if (!files) {
    return (
      <p className="quiet restoreWait">
        <ProgressRing /> {t('restore.looking')}
      </p>
    );
  }
  if (files.length === 0) return <p className="quiet">{t('restore.noFiles')}</p>;
  const conflicts = files.filter(({ outcome }) => outcome === 'conflict').length;
  return (
    <>
      <ul className="restoreFiles" aria-label={t('restore.list')}>
        {files.map(({ path, outcome, reason, added, removed, diff }) => (
          <li key={path}>
            <Icon name={icons[outcome]} />
            {diff ? (
              <button
                type="button"
                className="fileName"
                title={t('restore.openDiff', { path })}
                onClick={() => post({ type: 'openRestoreDiff', to, path })}
              >
                {shown(path)}
              </button>
            ) : (
              <span className="fileName" title={path}>
                {shown(path)}
              </span>
            )}
            <span className="quiet restoreOutcome">
              {(outcome === 'kept' ? reason : undefined) ?? t(`restore.outcome.${outcome}`)}
            </span>
            {added + removed > 0 && outcome !== 'conflict' ? (
              <span className="counts">
                <span className="hidden">{t('edit.counts', { added, removed })}</span>
                <span aria-hidden="true" className="plus">
                  +{added}
                </span>
                <span aria-hidden="true" className="minus">
                  −{removed}
                </span>
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      {conflicts > 0 ? <p className="restoreConflict">{tCount('restore.conflicts', conflicts)}</p> : null}
    </>
  );
}
