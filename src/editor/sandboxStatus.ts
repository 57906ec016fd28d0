import { type Disposable, type Event, EventEmitter, l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { SandboxState } from '../agent/gatePorts.ts';
import type { Log } from '../agent/ports.ts';

const scheme = 'belay-sandbox';

/** The view is drawn before the sandbox is looked at. */
const settleMs = 1000;

/** The outcome of a self-test: `detail` of each check says in words what was tried and what came of it. */
export interface SandboxTest extends SandboxState {
  readonly checks: readonly { readonly held: boolean; readonly detail: string }[];
}

/** The sandbox of a project. */
export interface SandboxPort {
  state(): Promise<SandboxState>;
  test(): Promise<SandboxTest>;
}

/** Whether commands of this window run in a sandbox, as people see it. */
export interface SandboxStatus extends Disposable {
  /** `undefined` while it is not known. */
  readonly current: SandboxState | undefined;
  /** Finds it out soon, and once; where that fails, another time. */
  look(): void;
  /** Runs the self-test and shows its report as a document. */
  test(): Promise<void>;
  readonly onDidChange: Event<void>;
}

/** `load` gives the sandbox of the window's project, or throws where there is none. */
export function createSandboxStatus(load: () => Promise<SandboxPort>, log: Log): SandboxStatus {
  const changed = new EventEmitter<void>();
  const reported = new EventEmitter<Uri>();
  const uri = Uri.from({ scheme, path: `/${l10n.t('Sandbox')}.md` });
  let current: SandboxState | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let report = '';

  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: reported.event,
    provideTextDocumentContent: () =>
      report || l10n.t('This test was run in an earlier window. Run “Belay: Test the Sandbox” again.'),
  });

  function set({ available, reason }: SandboxState): void {
    current = { available, reason };
    changed.fire();
  }

  return {
    get current() {
      return current;
    },
    look() {
      if (current || timer) return;
      timer = setTimeout(() => {
        load()
          .then((port) => port.state())
          .then(set, (error: unknown) => log.debug(`whether there is a sandbox is not known yet: ${String(error)}`))
          .finally(() => {
            timer = undefined;
          });
      }, settleMs);
    },
    async test() {
      const progress = { location: ProgressLocation.Notification, title: l10n.t('Belay tests the sandbox') };
      const outcome = await window.withProgress(progress, async () => await (await load()).test());
      set(outcome);
      report = reportMarkdown(outcome, new Date());
      const document = await workspace.openTextDocument(uri);
      reported.fire(uri);
      await window.showTextDocument(document, { preview: true });
    },
    onDidChange: changed.event,
    dispose() {
      clearTimeout(timer);
      changed.dispose();
      reported.dispose();
      provider.dispose();
    },
  };
}

function reportMarkdown({ available, reason, checks }: SandboxTest, time: Date): string {
  const failed = checks.filter(({ held }) => !held).length;
  const head = available
    ? [l10n.t('The sandbox holds. Commands run in it: they write in the workspace only, and reach allowed hosts only.')]
    : [
        l10n.t('There is no sandbox here. Commands run as you do, so each one that does more than look asks first.'),
        `## ${l10n.t('What to do')}`,
        reason,
        l10n.t('Then run “Belay: Test the Sandbox” again.'),
      ];
  const lines = checks.map(({ held, detail }) => `- ${held ? l10n.t('held') : `**${l10n.t('FAILED')}**`}: ${detail}`);
  const tried =
    checks.length === 0
      ? []
      : [
          `## ${l10n.t('What was tried')}`,
          failed === 0
            ? l10n.t('All {0} checks held.', checks.length)
            : l10n.t('{0} of {1} checks did not hold, so it counts as none.', failed, checks.length),
          lines.join('\n'),
        ];
  return `${[`# ${l10n.t('Belay’s sandbox')}`, time.toLocaleString(), ...head, ...tried].join('\n\n')}\n`;
}
