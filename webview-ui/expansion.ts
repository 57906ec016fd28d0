import { useCallback, useSyncExternalStore } from 'react';
import { loadSaved, save } from './bridge.ts';

let opened: Readonly<Record<string, boolean>> = loadSaved().expanded;
const listeners = new Set<() => void>();

/** Whether a row is open, kept outside the rows because the list unmounts those that are out of sight. */
export function useExpanded(key: string, byDefault: boolean): [boolean, () => void] {
  const value = useSyncExternalStore(subscribe, () => opened[key] ?? byDefault);
  const toggle = useCallback(() => {
    opened = { ...opened, [key]: !(opened[key] ?? byDefault) };
    save({ expanded: opened });
    for (const listener of listeners) listener();
  }, [key, byDefault]);
  return [value, toggle];
}

/** Another conversation has other rows. */
export function forgetExpanded(): void {
  opened = {};
  save({ expanded: opened });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
