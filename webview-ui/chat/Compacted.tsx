import { memo, type ReactNode } from 'react';
import type { CompactedItem } from '../../src/protocol/transcriptItems.ts';
import { post } from '../bridge.ts';
import { useExpanded } from '../expansion.ts';
import { type StringKey, t, tCount } from '../strings.ts';
import { Button, LineIcon } from '../ui.tsx';
import { compactedText } from './compactedText.ts';

/** Where the model began to read less of what stands above; opens to what it reads instead. */
export const Compacted = memo(function Compacted({ item }: { readonly item: CompactedItem }): ReactNode {
  const [open, toggle] = useExpanded(`compacted${item.id}`, false);
  return (
    <div className="toolCall compacted">
      <button type="button" className="line" aria-expanded={open} onClick={toggle}>
        <LineIcon name="fold" open={open} spin={false} />
        <span className="lineTitle quiet">{compactedText(item)}</span>
      </button>
      {open ? <Detail item={item} /> : null}
    </div>
  );
});

function Detail({ item: { summary, by, dropped } }: { readonly item: CompactedItem }): ReactNode {
  return (
    <div className="lineBody compactedText">
      {summary ? (
        <>
          <p className="quiet">{by === undefined ? t('compacted.outline') : t('compacted.by', { model: by })}</p>
          <Section title="compacted.task" lines={[summary.task]} />
          <Section title="compacted.decisions" lines={summary.decisions} />
          <Section title="compacted.files" lines={summary.files.map(({ path, state }) => `${path}: ${state}`)} />
          <Section title="compacted.errors" lines={summary.errors} />
          <Section title="compacted.next" lines={summary.next} />
        </>
      ) : null}
      {dropped > 0 ? <p>{tCount('compacted.dropped', dropped)}</p> : null}
      <Button icon="history" onPress={() => post({ type: 'command', command: 'showForgotten' })}>
        {t('compacted.forgotten')}
      </Button>
    </div>
  );
}

function Section({ title, lines }: { readonly title: StringKey; readonly lines: readonly string[] }): ReactNode {
  if (lines.length === 0) return null;
  const [only] = lines;
  return (
    <section>
      <h2>{t(title)}</h2>
      {lines.length === 1 ? (
        <p>{only}</p>
      ) : (
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
