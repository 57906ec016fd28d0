import { createElement, type ReactNode, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Coloured } from './grammars.ts';

/** Longer code is shown plain, because colouring it would hold up the view. */
const highlightLimit = 30_000;

type Grammars = typeof import('./grammars.ts');

let grammars: Grammars | undefined;
let loading = false;
const listeners = new Set<() => void>();

/**
 * Code as React nodes: coloured where its language is known and it is not very long, plain otherwise, and until the
 * grammars are there.
 */
export function useHighlighted(code: string, language: string | undefined): ReactNode {
  const wanted = language !== undefined && code.length <= highlightLimit;
  const loaded = useSyncExternalStore(subscribe, () => grammars);
  useEffect(() => {
    if (wanted) load();
  }, [wanted]);
  return useMemo(() => {
    if (!loaded || !wanted) return code;
    return loaded.parseCode(code, language)?.children.map(draw) ?? code;
  }, [loaded, wanted, code, language]);
}

function load(): void {
  if (grammars || loading) return;
  loading = true;
  import('./grammars.ts').then(
    (found) => {
      grammars = found;
      for (const listener of listeners) listener();
    },
    () => {
      // Code without colours is whole; the next block tries again.
      loading = false;
    },
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

type Node = Coloured['children'][number];

function draw(node: Node, index: number): ReactNode {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return null;
  const names = node.properties.className;
  const className = Array.isArray(names) ? names.join(' ') : undefined;
  return createElement('span', { key: index, className }, ...node.children.map(draw));
}
