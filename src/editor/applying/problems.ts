import { type Diagnostic, DiagnosticSeverity, languages, type TextDocument, type Uri, workspace } from 'vscode';

/** How long to wait for a first word of a language server, for silence after it, and for both together, in ms. */
const patience = { first: 800, quiet: 300, all: 1500 };
const mostLines = 12;
/** Languages for which nothing is worth waiting for. */
const silent = new Set(['plaintext', 'markdown', 'log', 'ignore', 'properties']);

interface Problem {
  readonly uri: string;
  readonly key: string;
  readonly line: string;
}

/**
 * Remembers the errors and warnings of now. The function it returns waits, a bounded time, until the language servers
 * have spoken, and says for the model which problems appeared and which went away.
 */
export function watchProblems(): {
  compare(touched: readonly TextDocument[]): Promise<string[]>;
  dispose(): void;
} {
  const before = problems();
  const lastWord = new Map<string, number>();
  const listener = languages.onDidChangeDiagnostics(({ uris }) => {
    for (const uri of uris) lastWord.set(uri.toString(), Date.now());
  });
  return {
    async compare(touched) {
      const spoken = touched.filter(({ languageId }) => !silent.has(languageId)).map(({ uri }) => uri.toString());
      const started = Date.now();
      // A file that had problems gets all the patience: its server will speak, if only to say that they are gone.
      const expected = before.some(({ uri }) => spoken.includes(uri));
      const settled = (): boolean => {
        const now = Date.now();
        if (spoken.length === 0 || now - started >= patience.all) return true;
        const last = Math.max(0, ...spoken.map((uri) => lastWord.get(uri) ?? 0));
        if (last > 0) return now - last >= patience.quiet;
        return !expected && now - started >= patience.first;
      };
      while (!settled()) await new Promise((resolve) => setTimeout(resolve, 50));
      return describe(before, problems());
    },
    dispose: () => listener.dispose(),
  };
}

function problems(): Problem[] {
  return languages
    .getDiagnostics()
    .filter(([uri]) => uri.scheme === 'file')
    .flatMap(([uri, found]) =>
      found
        .filter(isSerious)
        .map((one) => ({ uri: uri.toString(), key: keyOf(uri, one), line: problemLine(uri, one) })),
    );
}

export function isSerious({ severity }: Diagnostic): boolean {
  return severity === DiagnosticSeverity.Error || severity === DiagnosticSeverity.Warning;
}

/** `path:line:column error TS2322: message`, lines and columns from 1. */
export function problemLine(uri: Uri, { severity, message, range, source, code }: Diagnostic): string {
  const kind = severity === DiagnosticSeverity.Error ? 'error' : 'warning';
  const id = typeof code === 'object' ? code.value : code;
  const origin = [source, id].filter((part) => part !== undefined && part !== '').join(' ');
  const where = `${workspace.asRelativePath(uri, false)}:${range.start.line + 1}:${range.start.character + 1}`;
  return `${where} ${kind}${origin ? ` (${origin})` : ''}: ${message.replace(/\s*\n\s*/g, ' ')}`;
}

/** Without the position: an edit above moves a problem, it does not make a new one. */
function keyOf(uri: Uri, { severity, message, code }: Diagnostic): string {
  return JSON.stringify([uri.toString(), severity, message, typeof code === 'object' ? code.value : code]);
}

function describe(before: readonly Problem[], after: readonly Problem[]): string[] {
  return [
    ...listed('New problems after this edit:', surplus(after, before)),
    ...listed('Problems gone after this edit:', surplus(before, after)),
  ];
}

function listed(title: string, found: readonly Problem[]): string[] {
  if (found.length === 0) return [];
  const rest = found.length - mostLines;
  const lines = found.slice(0, mostLines).map((one) => one.line);
  const more = rest > 0 ? [`… and ${rest} more; use the diagnostics tool`] : [];
  return [[title, ...lines, ...more].join('\n')];
}

function surplus(one: readonly Problem[], other: readonly Problem[]): Problem[] {
  const counts = new Map<string, number>();
  for (const { key } of other) counts.set(key, (counts.get(key) ?? 0) + 1);
  return one.filter(({ key }) => {
    const left = counts.get(key) ?? 0;
    counts.set(key, left - 1);
    return left <= 0;
  });
}
