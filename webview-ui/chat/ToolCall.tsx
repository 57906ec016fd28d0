import { memo, type ReactNode, useEffect, useState } from 'react';
import type { CallItem } from '../../src/protocol/transcriptItems.ts';
import { formatDuration, formatSeconds } from '../amounts.ts';
import { Counts } from '../approvals/DiffLines.tsx';
import { post } from '../bridge.ts';
import { useExpanded } from '../expansion.ts';
import { useShownPath } from '../shownPath.ts';
import { t } from '../strings.ts';
import { Button, Icon, LineIcon } from '../ui.tsx';
import { ToolDetail } from './ToolDetail.tsx';
import { toolIcon } from './toolIcon.ts';

interface Props {
  readonly item: CallItem;
  readonly pending: boolean;
}

/** One tool call: a quiet line that opens to what went in and what came out. */
export const ToolCall = memo(function ToolCall({ item, pending: asked }: Props): ReactNode {
  const pending = asked || (item.state === 'running' && item.held === true);
  const [open, toggle] = useExpanded(item.callId, false);
  const changes = item.applied ?? item.proposal;
  const active = (item.state === 'running' && !pending) || item.state === 'writing';
  return (
    <div className={`toolCall state-${item.state}`}>
      <button type="button" className="line" aria-expanded={open} onClick={toggle}>
        <LineIcon name={active ? 'loading' : pending ? 'bell-dot' : toolIcon(item)} open={open} spin={active} />
        <span className="lineTitle">{title(item)}</span>
        {changes && !pending ? <Counts changes={changes} /> : null}
        <CallStatus item={item} pending={pending} />
      </button>
      <Kept item={item} />
      {open ? <ToolDetail item={item} /> : null}
      <Unsaved item={item} />
    </div>
  );
});

/** How much of an edit the person kept, where that was not all, and why not the rest. */
function Kept({ item }: { readonly item: CallItem }): ReactNode {
  const { kept, rejected = [] } = item.answered ?? {};
  if (!kept) return null;
  const reasons = rejected.flatMap(({ reason }) => reason ?? []);
  const out = { count: kept.of - kept.changes, reason: reasons.join('; ') };
  return (
    <p className="keptLine quiet">
      {t('call.kept', kept)} · {t(reasons.length > 0 ? 'call.keptWhy' : 'call.keptNoReason', out)}
    </p>
  );
}

/** Files that were left unsaved for the person's own work in them: said without being asked, since commands see the old bytes. */
function Unsaved({ item }: { readonly item: CallItem }): ReactNode {
  const shown = useShownPath();
  const [saved, setSaved] = useState<readonly string[]>([]);
  if (item.undone || item.result?.view.type !== 'changes') return null;
  return item.result.view.unsaved
    .filter((path) => !saved.includes(path))
    .map((path) => (
      <div className="unsaved" key={path}>
        <span>{t('call.unsaved', { path: shown(path) })}</span>
        <Button
          label={t('call.saveNamed', { path: shown(path) })}
          onPress={() => {
            post({ type: 'saveFile', path });
            setSaved([...saved, path]);
          }}
        >
          {t('call.save')}
        </Button>
      </div>
    ));
}

function title(item: CallItem): string {
  return item.state === 'writing' ? t('call.writing', { tool: item.tool }) : item.title;
}

/** What a finished call says of itself, short; nothing where all went well and fast. */
export function stateLabel(item: CallItem, pending: boolean): string {
  if (pending) return t('call.waitingPerson');
  if (item.undone) return t('call.undone');
  if (item.state === 'writing') return '';
  const view = item.result?.view;
  if (item.state === 'done' && view?.type === 'command' && view.exitCode !== 0) {
    return view.exitCode === null ? t('call.killed') : t('call.exit', { code: view.exitCode });
  }
  if (item.state === 'done' && view?.type === 'command' && view.refused?.length) return t('call.sandboxRefused');
  return t(`call.${item.state}`);
}

function CallStatus({ item, pending }: Props): ReactNode {
  const label = stateLabel(item, pending);
  const plain = label === t('call.done');
  const refused = label === t('call.sandboxRefused');
  const wrong = item.state === 'failed' || (item.state === 'done' && !plain && !refused && !item.undone);
  return (
    <span className={`lineState ${wrong ? 'wrong' : ''}`}>
      {wrong ? <Icon name="error" /> : null}
      {item.state === 'denied' || item.state === 'rejected' || refused ? <Icon name="circle-slash" /> : null}
      {plain ? <span className="hidden">{label}</span> : label}
      {item.state === 'running' && !pending ? <Elapsed since={item.startedAt} /> : null}
      {item.durationMs !== undefined && item.durationMs >= 500 ? (
        <span className="duration">{formatDuration(item.durationMs)}</span>
      ) : null}
    </span>
  );
}

/** Counts the seconds of what runs, from the second one on. */
function Elapsed({ since }: { readonly since: number | undefined }): ReactNode {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  if (since === undefined || now - since < 2000) return null;
  return <span className="duration">{formatSeconds(Math.floor((now - since) / 1000))}</span>;
}
