import { isStringKey, type StringTable } from './strings.ts';

/** What the host's page may put into `window.__belay` before the script runs. */
export interface Boot {
  readonly strings: StringTable;
  readonly locale: string;
}

export function readBoot(): Boot {
  const value: unknown = Reflect.get(window, '__belay');
  const found: { strings?: unknown; locale?: unknown } = typeof value === 'object' && value !== null ? value : {};
  const strings = typeof found.strings === 'object' && found.strings !== null ? Object.entries(found.strings) : [];
  return {
    strings: Object.fromEntries(strings.filter(([key, text]) => isStringKey(key) && typeof text === 'string')),
    locale: typeof found.locale === 'string' ? found.locale : document.documentElement.lang || 'en',
  };
}
