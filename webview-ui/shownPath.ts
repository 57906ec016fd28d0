import { createContext, useContext } from 'react';

/** Absolute path of the session's folder. */
export const RootFolder = createContext<string | undefined>(undefined);

/** A path as people say it: relative where it is inside the folder, the real and whole one where it is not. */
export function useShownPath(): (path: string) => string {
  const root = useContext(RootFolder);
  return (path) => shownPath(path, root);
}

export function shownPath(path: string, root: string | undefined): string {
  if (root === undefined || root === '' || !path.startsWith(root)) return path;
  const rest = path.slice(root.length);
  const inside = /^[/\\]/.test(rest) || /[/\\]$/.test(root);
  const shown = rest.replace(/^[/\\]+/, '');
  return inside && shown !== '' && !/(^|[/\\])\.\.([/\\]|$)/.test(rest) ? shown : path;
}
