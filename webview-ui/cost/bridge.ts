import type { ToCostPage } from '../../src/protocol/costPage.ts';

declare function acquireVsCodeApi(): { postMessage(message: { readonly type: 'ready' }): void };

const host = acquireVsCodeApi();

/** Calls the listener with each message of the host, and tells the host that the page is there. Returns the way to stop. */
export function follow(listener: (message: ToCostPage) => void): () => void {
  const receive = ({ data }: MessageEvent<ToCostPage | null>): void => {
    if (typeof data === 'object' && data?.type === 'cost') listener(data);
  };
  window.addEventListener('message', receive);
  host.postMessage({ type: 'ready' });
  return () => window.removeEventListener('message', receive);
}
