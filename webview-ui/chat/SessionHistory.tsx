import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { SessionSummary } from '../../src/protocol/webview.ts';
import { formatAgo } from '../amounts.ts';
import { post } from '../bridge.ts';
import { t, tCount } from '../strings.ts';
import { Button, TextField } from '../ui.tsx';

interface Props {
  readonly sessions: { readonly query: string; readonly list: readonly SessionSummary[] } | undefined;
  readonly current: string;
  readonly locale: string;
  readonly onClose: () => void;
}

/** Past sessions, found by what was said in them. Arrow keys move through them, Escape goes back. */
export function SessionHistory({ sessions, current, locale, onClose }: Props): ReactNode {
  const [query, setQuery] = useState('');
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => post({ type: 'listSessions', query }), query === '' ? 0 : 150);
    return () => clearTimeout(timer);
  }, [query]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      onClose();
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('.sessionOpen') ?? [])];
    const at = rows.findIndex((row) => row.matches(`:focus`));
    const next = rows[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <section className="sessions" aria-label={t('header.history')} onKeyDown={onKeyDown}>
      <TextField label={t('history.search')} value={query} onChange={setQuery} focused icon="search" />
      {sessions && sessions.list.length === 0 ? (
        <p className="quiet sessionsEmpty">
          {sessions.query === '' ? t('history.none') : t('history.noMatch', { query: sessions.query })}
        </p>
      ) : null}
      <ul ref={list}>
        {sessions?.list.map((session) => (
          <li key={session.sessionId} className="session">
            <button
              type="button"
              className="sessionOpen"
              aria-current={session.sessionId === current ? 'true' : undefined}
              onClick={() => {
                post({ type: 'openSession', sessionId: session.sessionId });
                onClose();
              }}
            >
              <span className="sessionTitle">{session.title || t('app.untitled')}</span>
              {session.excerpt ? <span className="sessionExcerpt">{session.excerpt}</span> : null}
              <span className="quiet sessionMeta">
                {formatAgo(session.updated, Date.now(), locale)} · {tCount('history.turns', session.turns)}
                {session.sessionId === current ? ` · ${t('history.current')}` : ''}
              </span>
            </button>
            <Button
              kind="icon"
              label={t('history.delete', { title: session.title })}
              onPress={() => post({ type: 'deleteSession', sessionId: session.sessionId })}
              icon="trash"
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
