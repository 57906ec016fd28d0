import { Disposable, l10n, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Log } from '../agent/ports.ts';
import { ToCostHost, type ToCostPage } from '../protocol/costPage.ts';
import type { CostReport, DayCost } from '../protocol/costReport.ts';
import { chatHtml } from './chatHtml.ts';
import type { Sessions } from './sessions.ts';

/** What a root knows of costs. */
export interface CostSources {
  /** What the open session cost; `undefined` where there is none. */
  report(): Promise<CostReport | undefined>;
  /** What each local calendar day cost, over all sessions of this machine. */
  days(): Promise<readonly DayCost[]>;
}

export interface CostPage extends Disposable {
  open(): Promise<void>;
}

export interface CostPageParts {
  readonly assets: Uri;
  readonly sessions: Sessions;
  readonly log: Log;
}

/** The page is drawn again at most this often while a session runs. */
const refreshMs = 500;

/** Events that change what the page shows. */
const counted: ReadonlySet<string> = new Set([
  'assistant',
  'spent',
  'setting',
  'budgetAnswered',
  'cacheBreak',
  'restored',
  'redone',
]);

function costAssets(title: string) {
  return { script: 'cost.js', styles: 'costStyles.css', title };
}

/** "Belay: Show Cost": an editor page of its own, one for the window, that follows the open session. */
export function registerCostPage(
  { assets, sessions, log }: CostPageParts,
  sources: () => Promise<CostSources>,
): CostPage {
  let panel: WebviewPanel | undefined;
  let ready = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let days: readonly DayCost[] | undefined;

  async function send(): Promise<void> {
    const report = await (await sources()).report();
    const shown = panel;
    if (!shown || !ready) return;
    const message: ToCostPage = { type: 'cost', report, days };
    await shown.webview.postMessage(message);
  }

  function failed(error: unknown): void {
    log.error('the cost page could not be drawn', error);
  }

  function refresh(): void {
    if (!panel || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      send().catch(failed);
    }, refreshMs);
  }

  /** Reading every session takes long where there are many, so the page does not wait for it. */
  async function countDays(): Promise<void> {
    days = await (await sources()).days();
    await send();
  }

  async function receive(raw: unknown): Promise<void> {
    const parsed = ToCostHost.safeParse(raw);
    if (!parsed.success) return log.warn('the cost page sent a message that does not fit and was dropped');
    ready = true;
    await send();
    await countDays();
  }

  const listeners = Disposable.from(
    sessions.onDidSwitch(() => {
      refresh();
      if (panel && ready) countDays().catch(failed);
    }),
    sessions.onDidEvent((event) => {
      if (counted.has(event.type)) refresh();
      if (event.type === 'ended' && panel && ready) countDays().catch(failed);
    }),
  );

  return {
    async open() {
      await sessions.restored();
      if (panel) return panel.reveal();
      const opened = window.createWebviewPanel('belayCost', l10n.t('Belay Cost'), ViewColumn.Active, {
        enableScripts: true,
        enableForms: false,
        enableCommandUris: false,
        localResourceRoots: [assets],
      });
      panel = opened;
      ready = false;
      opened.iconPath = Uri.joinPath(assets, '..', '..', 'media', 'icon.png');
      opened.webview.onDidReceiveMessage((raw: unknown) => {
        receive(raw).catch(failed);
      });
      opened.onDidDispose(() => {
        panel = undefined;
        ready = false;
      });
      opened.webview.html = chatHtml(opened.webview, assets, costAssets(l10n.t('Belay Cost')));
    },
    dispose() {
      clearTimeout(timer);
      listeners.dispose();
      panel?.dispose();
    },
  };
}
