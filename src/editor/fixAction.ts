import { CodeAction, CodeActionKind, type Disposable, l10n, languages } from 'vscode';
import { isSerious, problemLine } from './applying/problems.ts';

/** "Fix with Belay" in the light bulb of an error or warning, and so in the quick fixes of the Problems view. */
export function registerFixAction(): Disposable {
  return languages.registerCodeActionsProvider(
    { scheme: 'file' },
    {
      provideCodeActions(document, _range, { diagnostics }) {
        const problems = diagnostics.filter(isSerious);
        if (problems.length === 0) return [];
        const action = new CodeAction(l10n.t('Fix with Belay'), CodeActionKind.QuickFix);
        const lines = problems.map((problem) => problemLine(document.uri, problem));
        action.diagnostics = [...problems];
        action.command = { command: 'belay.fixProblems', title: action.title, arguments: [document.uri, lines] };
        return [action];
      },
    },
    { providedCodeActionKinds: [CodeActionKind.QuickFix] },
  );
}
