import { type ReactNode, useEffect, useRef } from 'react';
import type { MentionKind } from '../../src/protocol/mentions.ts';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';
import { kindIcons, singleKinds } from './mention.ts';
import type { MentionEntry } from './useMentions.ts';

interface Props {
  readonly id: string;
  readonly entries: readonly MentionEntry[];
  readonly kind: MentionKind | undefined;
  readonly searching: boolean;
  readonly active: number;
  readonly onChoose: (entry: MentionEntry) => void;
}

/** The list above the composer while something is being mentioned; the keys are handled by the composer. */
export function MentionList({ id, entries, kind, searching, active, onChoose }: Props): ReactNode {
  const chosen = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active >= 0) chosen.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const name = kind === undefined ? t('mention.list') : t('mention.listOf', { kind: t(`mention.${kind}`) });
  return (
    <div className="suggest" role="listbox" id={id} aria-label={name} tabIndex={-1}>
      {kind === undefined ? null : (
        <div className="suggestHead quiet" aria-hidden="true">
          <Icon name={kindIcons[kind]} /> {t('mention.back', { kind: t(`mention.${kind}`) })}
        </div>
      )}
      {entries.map((entry, index) => (
        <div
          key={entry.type === 'kind' ? entry.kind : JSON.stringify(entry.item.attachment)}
          id={`${id}-${index}`}
          ref={index === active ? chosen : undefined}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className="option"
          onMouseDown={(event) => {
            // Keeps the caret in the composer.
            event.preventDefault();
            onChoose(entry);
          }}
        >
          {entry.type === 'kind' ? <Kind kind={entry.kind} /> : <Thing entry={entry} />}
        </div>
      ))}
      {entries.length === 0 ? (
        <div className="option quiet">
          {t(searching ? 'mention.searching' : kind === 'symbol' ? 'mention.noSymbol' : 'mention.none')}
        </div>
      ) : null}
    </div>
  );
}

function Kind({ kind }: { readonly kind: MentionKind }): ReactNode {
  return (
    <>
      <Icon name={kindIcons[kind]} />
      <span className="optionName">{t(`mention.${kind}`)}</span>
      <span className="optionWhat">{t(`mention.${kind}What`)}</span>
      {singleKinds.has(kind) ? null : <Icon name="chevron-right" />}
    </>
  );
}

function Thing({ entry }: { readonly entry: Extract<MentionEntry, { type: 'item' }> }): ReactNode {
  const { attachment, label, detail } = entry.item;
  return (
    <>
      <Icon name={kindIcons[attachment.kind ?? 'file']} />
      <span className="optionName">{label}</span>
      <span className="optionPath">
        <bdi>{detail}</bdi>
      </span>
    </>
  );
}
