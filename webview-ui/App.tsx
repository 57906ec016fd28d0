import { type ReactNode, useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { Item, Transcript } from '../src/protocol/transcriptItems.ts';
import type { HostState } from '../src/protocol/webview.ts';
import { ApprovalDock, focusFirst } from './approvals/ApprovalDock.tsx';
import type { Boot } from './boot.ts';
import { listen, loadSaved, post } from './bridge.ts';
import { Lines, useAnnouncer } from './chat/Announcer.tsx';
import { CompactionPanel } from './chat/CompactionPanel.tsx';
import { Composer } from './chat/Composer.tsx';
import { type MessageActions, MessageActionsContext } from './chat/goingBack.ts';
import { Header } from './chat/Header.tsx';
import { MessageList } from './chat/MessageList.tsx';
import { ModelPicker } from './chat/ModelPicker.tsx';
import { Queue } from './chat/Queue.tsx';
import { RestorePanel } from './chat/RestorePanel.tsx';
import { SessionHistory } from './chat/SessionHistory.tsx';
import { StatusLine } from './chat/StatusLine.tsx';
import { Todos } from './chat/Todos.tsx';
import { ToReviewContext } from './chat/toReview.ts';
import { Welcome } from './chat/Welcome.tsx';
import { YoloStrip } from './chat/YoloStrip.tsx';
import { forgetExpanded } from './expansion.ts';
import { RootFolder } from './shownPath.ts';
import { t } from './strings.ts';
import { tellFocus } from './tellFocus.ts';
import { Button, Icon } from './ui.tsx';
import { initialState, reduce } from './viewState.ts';

const nothing: HostState['toReview'] = [];

export function App({ boot }: { readonly boot: Boot }): ReactNode {
  const [state, dispatch] = useReducer(reduce, initialState);
  const { transcript, host, loads, sessionId, seq } = state;
  const field = useRef<HTMLTextAreaElement>(null);
  const root = useRef<HTMLElement>(null);
  const spoken = useAnnouncer(transcript, loads);
  const earlier = usePrompts(transcript.items);

  useEffect(() => {
    const stop = listen((message) => dispatch({ type: 'received', message, now: Date.now() }));
    post({ type: 'ready' });
    return stop;
  }, []);
  useEffect(() => {
    if (seq >= 0) post({ type: 'ack', seq });
  }, [seq]);
  useEffect(() => {
    if (sessionId !== '' && loadSaved().sessionId !== sessionId) forgetExpanded();
  }, [sessionId]);
  const { focus } = state;
  useEffect(() => {
    if (focus?.target === 'composer') field.current?.focus();
  }, [focus]);
  useEffect(tellFocus, []);
  useEffect(() => {
    // F6 goes back and forth between what waits for a decision and the composer.
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'F6') return;
      const card = root.current?.querySelector('.card');
      if (!card) return;
      event.preventDefault();
      event.stopPropagation();
      if (card.contains(document.activeElement)) field.current?.focus();
      else focusFirst(root.current);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  const showSessions = useCallback((shown: boolean) => dispatch({ type: 'sessionsShown', shown }), []);
  // The next thing is to type: the focus goes there at once, whatever else the host does meanwhile.
  const newSession = useCallback(() => {
    dispatch({ type: 'sessionsShown', shown: false });
    post({ type: 'newSession' });
    requestAnimationFrame(() => field.current?.focus());
  }, []);
  const closeSessions = useCallback(() => {
    dispatch({ type: 'sessionsShown', shown: false });
    requestAnimationFrame(() => field.current?.focus());
  }, []);

  const busy = host?.busy ?? false;
  const actions = useMemo<MessageActions | undefined>(
    () =>
      busy
        ? undefined
        : {
            restore: (message) => {
              dispatch({ type: 'restoring', message });
              post({ type: 'previewRestore', to: message.id });
            },
            fork: (at) => post({ type: 'fork', at }),
          },
    [busy],
  );
  const closeRestore = useCallback(() => {
    dispatch({ type: 'restoring', message: undefined });
    requestAnimationFrame(() => field.current?.focus());
  }, []);

  const [picking, setPicking] = useState(false);
  const pickModel = useCallback(() => setPicking(true), []);
  const closePicker = useCallback(() => {
    setPicking(false);
    requestAnimationFrame(() => field.current?.focus());
  }, []);
  const closeCompaction = useCallback(() => {
    dispatch({ type: 'compactionClosed' });
    requestAnimationFrame(() => field.current?.focus());
  }, []);

  const suggestions = host?.suggestions ?? [
    t('welcome.suggestion1'),
    t('welcome.suggestion2'),
    t('welcome.suggestion3'),
  ];
  const empty = transcript.items.length === 0;
  return (
    <RootFolder value={transcript.root}>
      <main className="app" ref={root}>
        <Header
          title={titleOf(transcript)}
          showSessions={state.showSessions}
          onSessions={showSessions}
          onNew={newSession}
        />
        {host && !host.trusted ? <TrustBanner /> : null}
        {state.showSessions ? (
          <SessionHistory
            sessions={state.sessions}
            current={sessionId}
            locale={host?.locale ?? boot.locale}
            onClose={closeSessions}
          />
        ) : null}
        <div className="conversation" hidden={state.showSessions}>
          <div className="log" role="log" aria-label={t('app.conversation')}>
            {loads > 0 && !empty ? (
              <MessageActionsContext value={actions}>
                <ToReviewContext value={host?.toReview ?? nothing}>
                  <MessageList key={loads} transcript={transcript} sessionId={sessionId} busy={busy} />
                </ToReviewContext>
              </MessageActionsContext>
            ) : null}
            <div className="hidden">
              <Lines lines={spoken.polite} />
            </div>
          </div>
          {loads > 0 && host && empty ? (
            <Welcome
              needsKey={host.needsKey}
              hasFolder={host.hasFolder}
              suggestions={suggestions}
              onSuggestion={(text) => post({ type: 'prompt', text, attachments: [], images: [] })}
            />
          ) : null}
        </div>
        <div className="hidden" role="alert">
          <Lines lines={spoken.assertive} />
        </div>
        <ApprovalDock
          transcript={transcript}
          composer={field}
          focusAt={focus?.target === 'approval' ? focus.at : 0}
          reviews={host?.reviews}
        />
        {state.restoring && !busy ? (
          <RestorePanel
            key={state.restoring.message.id}
            message={state.restoring.message}
            files={state.restoring.files}
            onClose={closeRestore}
          />
        ) : null}
        {state.compaction ? <CompactionPanel preview={state.compaction} busy={busy} onClose={closeCompaction} /> : null}
        {state.showSessions ? null : (
          <div className="bottom">
            <Todos todos={transcript.todos} running={transcript.running !== undefined} />
            <Queue queue={host?.queue ?? []} />
            {host?.mode === 'yolo' ? <YoloStrip /> : null}
            <Composer
              busy={host?.busy ?? false}
              hasFolder={host?.hasFolder ?? true}
              earlier={earlier}
              mentions={state.mentions}
              sizes={state.sizes}
              room={host ? host.contextWindow - host.contextTokens : 0}
              blind={host?.images === false ? host.modelLabel : undefined}
              onModel={pickModel}
              draft={state.draft}
              field={field}
            />
            {host ? <StatusLine host={host} onModel={pickModel} /> : <div className="statusLine" />}
            {picking ? <ModelPicker models={state.models} onClose={closePicker} /> : null}
          </div>
        )}
      </main>
    </RootFolder>
  );
}

/** The name of a conversation: as it was given, else how it began. */
function titleOf({ title, items }: Transcript): string | undefined {
  return title ?? items.find((item) => item.type === 'user')?.text.split('\n', 1)[0];
}

function TrustBanner(): ReactNode {
  return (
    <div className="trust">
      <Icon name="workspace-untrusted" />
      <span>{t('trust.text')}</span>
      <Button onPress={() => post({ type: 'command', command: 'manageTrust' })}>{t('trust.manage')}</Button>
    </div>
  );
}

/** The person's earlier messages, collected only when asked for. */
function usePrompts(items: readonly Item[]): () => readonly string[] {
  const latest = useRef(items);
  useEffect(() => {
    latest.current = items;
  }, [items]);
  return useCallback(() => latest.current.flatMap((item) => (item.type === 'user' ? [item.text] : [])), []);
}
