import { l10n, languages, Uri, window, workspace } from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import type { Attachment } from '../../protocol/events.ts';
import { isSerious, problemLine } from '../applying/problems.ts';
import type { Chat } from '../chatView.ts';
import { say } from '../notify.ts';
import type { Sessions } from '../sessions.ts';

/** The tasks of the palette and the context menus: each is a message to the agent, sent from the chat. */
export interface Tasks {
  run(): Promise<void>;
  explainSelection(): Promise<void>;
  /** `lines` are problems in words; without them, all errors and warnings of the file count. */
  fixProblems(target: unknown, lines?: unknown): Promise<void>;
  writeTests(target: unknown): Promise<void>;
  reviewChanges(): Promise<void>;
  addToChat(target: unknown, targets: unknown): Promise<void>;
}

export function createTasks(sessions: Sessions, chat: Chat): Tasks {
  async function send(text: string, attachments: readonly Attachment[]): Promise<void> {
    await chat.show('composer');
    const session = await sessions.ensure();
    await session.prompt(text, { attachments });
  }

  return {
    async run() {
      const task = await window.showInputBox({
        title: l10n.t('Run a Task'),
        prompt: l10n.t('What should be true when Belay is done?'),
        placeHolder: l10n.t('Find out why a test fails, and fix it'),
        ignoreFocusOut: true,
      });
      if (task?.trim()) await send(task.trim(), []);
    },
    async explainSelection() {
      const selection = selected();
      if (!selection) throw new ToolError(l10n.t('Select the code in an editor first.'));
      await send('Explain the attached selection: what it does, why, and what to watch out for.', [selection]);
    },
    async fixProblems(target, lines) {
      const uri = fileOf(target);
      const given = Array.isArray(lines) ? lines.filter((line): line is string => typeof line === 'string') : [];
      const known = languages.getDiagnostics(uri).filter(isSerious);
      const problems = given.length > 0 ? given : known.map((problem) => problemLine(uri, problem));
      if (problems.length === 0) {
        say(l10n.t('No errors or warnings are known in {0}.', nameOf(uri)));
        return;
      }
      const list = problems.slice(0, 50).map((line) => `- ${line}`);
      const text = `Fix these problems in ${nameOf(uri)} at their cause, without hiding them:\n${list.join('\n')}`;
      await send(text, [{ path: nameOf(uri) }]);
    },
    async writeTests(target) {
      const uri = fileOf(target);
      const text = `Write tests for ${nameOf(uri)}. Follow the project's own way of testing, cover the cases that matter, run them, and report what they found.`;
      await send(text, [{ path: nameOf(uri) }]);
    },
    async reviewChanges() {
      const text =
        'Review my uncommitted changes (git diff, new files included) as a careful colleague would: bugs first, then risks, then what is unclear. Change nothing; name file and line.';
      await send(text, []);
    },
    async addToChat(target, targets) {
      const chosen = Array.isArray(targets) ? targets.filter((one): one is Uri => one instanceof Uri) : [];
      if (chosen.length > 0) {
        await chat.draft(
          '',
          chosen.map((uri) => ({ path: nameOf(uri) })),
        );
        return;
      }
      const uri = fileOf(target);
      const selection = selected();
      const own = selection && window.activeTextEditor?.document.uri.toString() === uri.toString();
      await chat.draft('', [own ? selection : { path: nameOf(uri) }]);
    },
  };
}

/** The selection of the active editor with its text; lines from 1, inclusive. */
function selected(): Attachment | undefined {
  const editor = window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) return undefined;
  const { selection, document } = editor;
  const reachesInto = selection.end.character > 0 || selection.end.line === selection.start.line;
  return {
    path: nameOf(document.uri),
    firstLine: selection.start.line + 1,
    lastLine: selection.end.line + (reachesInto ? 1 : 0),
    text: document.getText(selection),
  };
}

/** The file that a menu names, else that of the active editor. */
function fileOf(target: unknown): Uri {
  const uri = target instanceof Uri ? target : window.activeTextEditor?.document.uri;
  if (uri?.scheme === 'file') return uri;
  throw new ToolError(l10n.t('Open a file of the project first, or choose one in the Explorer.'));
}

function nameOf(uri: Uri): string {
  return workspace.asRelativePath(uri, false);
}
