import { TabInputNotebook, TabInputText, type Uri, window } from 'vscode';
import { pathOf } from './folderPaths.ts';

/** Files of the project that are open in tabs, relative to its root: the one in front first, each once. */
export function openEditors(root: string): string[] {
  const groups = [...window.tabGroups.all].sort((a, b) => Number(b.isActive) - Number(a.isActive));
  const tabs = groups.flatMap(({ tabs, activeTab }) => [...(activeTab ? [activeTab] : []), ...tabs]);
  const paths = tabs
    .map(({ input }) => input)
    .flatMap((input): Uri[] => (input instanceof TabInputText || input instanceof TabInputNotebook ? [input.uri] : []))
    .filter(({ scheme }) => scheme === 'file')
    .map((uri) => pathOf(uri))
    .filter((path) => path.startsWith(root) && /[\\/]/.test(path.charAt(root.length)))
    .map((path) => path.slice(root.length + 1).replaceAll('\\', '/'));
  return [...new Set(paths)];
}
