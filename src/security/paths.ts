/** Path with `/` between segments, without a trailing one; drive letters and case as they are. */
function segmentsOf(path: string): string[] {
  return path.split(/[\\/]+/).filter((segment, index) => segment !== '' || index === 0);
}

/** True when `path` is `root` or below it, compared segment by segment, never by string prefix. Both absolute, normalised. */
export function isInside(root: string, path: string, ignoreCase: boolean): boolean {
  const fold = (segment: string): string => (ignoreCase ? segment.toLowerCase() : segment);
  const base = segmentsOf(root);
  const segments = segmentsOf(path);
  return (
    base.length <= segments.length && base.every((segment, index) => fold(segment) === fold(segments[index] ?? ''))
  );
}

/** Matches the end of a path, in lower case: each entry is one or more last segments, `*` standing for any characters. */
interface Pattern {
  readonly pattern: string;
  /** The pattern names a folder: everything below it matches as well. */
  readonly folder?: true;
  /** Names that match the pattern but are harmless. */
  readonly except?: readonly string[];
}

/** Files that hold keys and passwords. Reading one needs a person's yes; contents are never searched unasked. */
const secrets: readonly Pattern[] = [
  { pattern: '.env' },
  { pattern: '.env.*', except: ['.env.example', '.env.sample', '.env.template', '.env.dist', '.env.test.example'] },
  { pattern: '*.pem' },
  { pattern: '*.key' },
  { pattern: '*.pfx' },
  { pattern: '*.p12' },
  { pattern: '*.jks' },
  { pattern: '*.keystore' },
  { pattern: '*.kdbx' },
  { pattern: 'id_rsa' },
  { pattern: 'id_dsa' },
  { pattern: 'id_ecdsa' },
  { pattern: 'id_ed25519' },
  { pattern: '.netrc' },
  { pattern: '_netrc' },
  { pattern: '.pgpass' },
  { pattern: '.my.cnf' },
  { pattern: '.npmrc' },
  { pattern: '.pypirc' },
  { pattern: '.git-credentials' },
  { pattern: '.htpasswd' },
  { pattern: 'credentials.json' },
  { pattern: 'service-account*.json' },
  { pattern: 'secrets.json' },
  { pattern: 'secrets.yml' },
  { pattern: 'secrets.yaml' },
  { pattern: '.docker/config.json' },
  { pattern: '.kube/config' },
  { pattern: '.ssh', folder: true },
  { pattern: '.aws', folder: true },
  { pattern: '.gnupg', folder: true },
  { pattern: '.azure', folder: true },
  { pattern: '.config/gcloud', folder: true },
  { pattern: '.config/gh', folder: true },
  { pattern: '*.tfstate' },
];

/** Files that other programs run or trust without asking; writing one is more than an edit. Creating counts as well. */
const trusted: readonly Pattern[] = [
  { pattern: '.git', folder: true },
  { pattern: '.gitmodules' },
  { pattern: '.gitconfig' },
  { pattern: '.githooks', folder: true },
  { pattern: '.husky', folder: true },
  { pattern: 'lefthook.yml' },
  { pattern: '.pre-commit-config.yaml' },
  { pattern: '.vscode', folder: true },
  { pattern: '*.code-workspace' },
  { pattern: '.idea', folder: true },
  { pattern: '.devcontainer', folder: true },
  { pattern: 'devcontainer.json' },
  { pattern: '.github/workflows', folder: true },
  { pattern: '.github/actions', folder: true },
  { pattern: '.gitlab-ci.yml' },
  { pattern: '.circleci', folder: true },
  { pattern: '.ci', folder: true },
  { pattern: '.buildkite', folder: true },
  { pattern: '.travis.yml' },
  { pattern: 'azure-pipelines.yml' },
  { pattern: 'bitbucket-pipelines.yml' },
  { pattern: 'jenkinsfile' },
  { pattern: '.bashrc' },
  { pattern: '.bash_profile' },
  { pattern: '.bash_login' },
  { pattern: '.bash_logout' },
  { pattern: '.bash_aliases' },
  { pattern: '.profile' },
  { pattern: '.zshrc' },
  { pattern: '.zshenv' },
  { pattern: '.zprofile' },
  { pattern: '.zlogin' },
  { pattern: '.zlogout' },
  { pattern: '.inputrc' },
  { pattern: '.envrc' },
  { pattern: '.config/fish', folder: true },
  { pattern: '.npmrc' },
  { pattern: '.yarnrc' },
  { pattern: '.yarnrc.yml' },
  { pattern: '.yarn', folder: true },
  { pattern: '.pnpmfile.cjs' },
  { pattern: 'pip.conf' },
  { pattern: '.cargo', folder: true },
  { pattern: '.mcp.json' },
  { pattern: 'mcp.json' },
  { pattern: 'agents.md' },
  { pattern: 'agents.override.md' },
  { pattern: 'claude.md' },
  { pattern: 'gemini.md' },
  { pattern: '.cursorrules' },
  { pattern: '.cursor', folder: true },
  { pattern: '.claude', folder: true },
  { pattern: '.windsurfrules' },
  { pattern: '.clinerules', folder: true },
  { pattern: 'copilot-instructions.md' },
  { pattern: '.belay', folder: true },
];

/** Globs of the secret files, for a search over a whole folder to leave out. */
export const secretGlobs: readonly string[] = secrets.map(
  ({ pattern, folder }) => `**/${pattern}${folder ? '/**' : ''}`,
);

/** Globs of the files that other programs run or trust. */
export const trustedGlobs: readonly string[] = trusted.map(
  ({ pattern, folder }) => `**/${pattern}${folder ? '/**' : ''}`,
);

export function isSecret(path: string): boolean {
  return secrets.some((entry) => matches(entry, path));
}

/** True for files that other programs run or trust (hooks, editor and CI configuration, rc and instruction files). */
export function isTrustedByPrograms(path: string): boolean {
  return trusted.some((entry) => matches(entry, path));
}

function matches({ pattern, folder, except }: Pattern, path: string): boolean {
  const segments = segmentsOf(path.normalize('NFKC').toLowerCase());
  const wanted = pattern.split('/');
  const at = (start: number): boolean =>
    wanted.every((part, index) => segmentMatches(part, segments[start + index] ?? ''));
  if (folder) return segments.some((_, start) => start + wanted.length <= segments.length && at(start));
  if (except?.includes(segments.at(-1) ?? '')) return false;
  return wanted.length <= segments.length && at(segments.length - wanted.length);
}

function segmentMatches(part: string, segment: string): boolean {
  const star = part.indexOf('*');
  if (star < 0) return part === segment;
  const before = part.slice(0, star);
  const after = part.slice(star + 1);
  return segment.length > before.length + after.length && segment.startsWith(before) && segment.endsWith(after);
}
