import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Transcript } from '../../src/protocol/transcriptItems.ts';
import { announce, type Said, saidAll } from './announcements.ts';

interface Line {
  readonly key: number;
  readonly text: string;
}

/** Lines kept in the page; older ones were read long ago. */
const kept = 30;

export interface Spoken {
  /** For the live log: finished sentences and outcomes. */
  readonly polite: readonly Line[];
  /** For an alert: what the person must decide. */
  readonly assertive: readonly Line[];
}

/** Follows a conversation and says what is new in it. A change of `load` is another conversation, said as a whole. */
export function useAnnouncer(transcript: Transcript, load: number): Spoken {
  const [spoken, setSpoken] = useState<Spoken>({ polite: [], assertive: [] });
  const said = useRef<{ load: number; said: Said }>(undefined);
  const count = useRef(0);
  useEffect(() => {
    if (said.current?.load !== load) {
      said.current = { load, said: saidAll(transcript) };
      return;
    }
    const next = announce(said.current.said, transcript);
    said.current = { load, said: next.said };
    const { polite, assertive } = next.news;
    if (polite.length + assertive.length === 0) return;
    const line = (text: string): Line => ({ key: count.current++, text });
    setSpoken((before) => ({
      polite: [...before.polite, ...polite.map(line)].slice(-kept),
      assertive: [...before.assertive, ...assertive.map(line)].slice(-3),
    }));
  }, [transcript, load]);
  return spoken;
}

export function Lines({ lines }: { readonly lines: readonly Line[] }): ReactNode {
  return lines.map(({ key, text }) => <p key={key}>{text}</p>);
}
