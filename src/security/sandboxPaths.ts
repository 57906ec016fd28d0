import { guardedGlobs, isGuarded, isSecret, maybeSecretGlobs } from './paths.ts';

/** A file or folder below a root or a repository that a command in the sandbox may neither create nor change. */
interface GuardedName {
  /** Relative, spelled as the programs that act on it look for it. */
  readonly name: string;
  /** Programs read it as a file while it is missing, so a folder must not stand in its place. */
  readonly asFile?: true;
  /** Guarded while missing only where one of these lies beside it: without them nothing would act on it. */
  readonly beside?: readonly string[];
  /** Acted on in a repository inside the workspace as well. */
  readonly nested?: true;
}

const yarn = ['yarn.lock', '.yarnrc.yml', '.yarn'];
const pnpm = ['pnpm-lock.yaml', 'pnpm-workspace.yaml'];

/**
 * What other programs run or trust without asking, by exact name and whether or not it is there. What lies deeper, or has
 * another name of `isTrustedByPrograms`, is guarded where it exists.
 */
const guarded: readonly GuardedName[] = [
  { name: '.vscode', nested: true },
  { name: '.idea' },
  { name: '.devcontainer' },
  { name: '.devcontainer.json' },
  { name: '.mcp.json', nested: true },
  { name: 'mcp.json' },
  { name: 'AGENTS.md', nested: true },
  { name: 'AGENTS.override.md' },
  { name: 'CLAUDE.md', nested: true },
  { name: 'GEMINI.md' },
  { name: '.belay' },
  { name: '.claude', nested: true },
  { name: '.cursor', nested: true },
  { name: '.cursorrules' },
  { name: '.windsurfrules' },
  { name: '.clinerules' },
  { name: '.github/copilot-instructions.md' },
  { name: '.github/workflows' },
  { name: '.github/actions' },
  { name: '.gitlab-ci.yml' },
  { name: '.circleci' },
  { name: '.buildkite' },
  { name: '.ci' },
  { name: '.travis.yml' },
  { name: 'azure-pipelines.yml' },
  { name: 'bitbucket-pipelines.yml' },
  { name: 'Jenkinsfile' },
  { name: '.gitmodules' },
  { name: '.githooks' },
  { name: '.husky' },
  { name: 'lefthook.yml' },
  { name: '.pre-commit-config.yaml' },
  { name: '.envrc' },
  { name: '.npmrc' },
  { name: '.yarnrc', asFile: true, beside: yarn },
  { name: '.yarnrc.yml', asFile: true, beside: yarn },
  { name: '.yarn', beside: yarn },
  { name: '.pnpmfile.cjs', asFile: true, beside: pnpm },
  { name: '.cargo', beside: ['Cargo.toml'] },
];

/** The same inside a repository's own folder. The rest of it stays writable, so that a command can commit. */
const guardedInGit: readonly GuardedName[] = [
  { name: 'hooks' },
  { name: 'config', asFile: true },
  { name: 'config.worktree', asFile: true },
  { name: 'info' },
];

/** Below the person's home folder: what a command must not even read. */
const homeSecrets: readonly string[] = [
  '.ssh',
  '.aws',
  '.azure',
  '.gnupg',
  '.kube',
  '.docker',
  '.netrc',
  '_netrc',
  '.npmrc',
  '.yarnrc.yml',
  '.pypirc',
  '.pgpass',
  '.my.cnf',
  '.git-credentials',
  '.vault-token',
  '.terraform.d',
  '.terraformrc',
  '.boto',
  '.s3cfg',
  '.password-store',
  '.config/gh',
  '.config/git/credentials',
  '.config/gcloud',
  '.config/hub',
  '.config/op',
  '.config/doctl',
  '.config/rclone',
  '.config/sops',
  '.cargo/credentials',
  '.cargo/credentials.toml',
  '.gem/credentials',
  '.m2/settings.xml',
  '.m2/settings-security.xml',
  '.gradle/gradle.properties',
  '.composer/auth.json',
  '.nuget/NuGet/NuGet.Config',
  ...['.authinfo', '.databrickscfg', '.dbt/profiles.yml', '.dockercfg', '.hex', '.jfrog', '.kaggle', '.modal.toml'],
  ...['.cache/huggingface/token', '.huggingface/token', '.config/pypoetry/auth.toml', '.config/composer/auth.json'],
  ...['.config/containers/auth.json', '.config/helm/registry', '.config/glab-cli', '.config/github-copilot'],
  ...['.cloudflared', '.consul-token', '.nomad-token', '.fly', '.netlify', '.config/netlify', '.config/configstore'],
  ...['.railway', '.supabase', '.talos', '.vercel', '.local/share/com.vercel.cli', '.wrangler', '.config/.wrangler'],
  ...['.config/hcloud', '.config/linode-cli', '.config/ngrok', '.ngrok2', '.config/scw', '.config/stripe', '.oci'],
  ...['.snowflake', '.config/snowflake', '.snowsql', '.gsutil', '.sentryclirc', '.erlang.cookie', '.pg_service.conf'],
  // What opens mail, shares, screens and backups.
  ...['.mbsyncrc', '.msmtprc', '.offlineimaprc', '.fetchmailrc', '.smbcredentials', '.vnc', '.weechat/sec.conf'],
  ...['.cvspass', '.subversion/auth', '.config/borg', '.purple/accounts.xml', '.passwd-s3fs'],
  // Other assistants' keys and conversations.
  ...['.mcp-auth', '.local/share/opencode/auth.json', '.config/io.datasette.llm/keys.json'],
  '.claude',
  '.claude.json',
  '.codex',
  '.gemini',
  // Keychains, and what browsers and editors keep for their user.
  '.local/share/keyrings',
  '.local/share/kwalletd',
  '.1password',
  ...['.config/1Password', '.config/Bitwarden', '.config/Bitwarden CLI', '.config/keepassxc', '.ethereum'],
  '.electrum',
  '.bitcoin',
  '.mozilla',
  '.thunderbird',
  '.config/google-chrome',
  '.config/chromium',
  '.config/BraveSoftware',
  '.config/microsoft-edge',
  '.config/vivaldi',
  '.config/Code/User/globalStorage',
  '.config/Code - Insiders/User/globalStorage',
  '.config/VSCodium/User/globalStorage',
  '.config/Cursor/User/globalStorage',
  '.vscode-server/data/User/globalStorage',
  'Library/Keychains',
  'Library/Cookies',
  'Library/Safari',
  'Library/Messages',
  'Library/Mail',
  'Library/Application Support/Google/Chrome',
  'Library/Application Support/Firefox',
  'Library/Application Support/BraveSoftware',
  'Library/Application Support/Microsoft Edge',
  'Library/Application Support/Code/User/globalStorage',
  // What was typed into shells and clients often holds passwords.
  '.bash_history',
  '.zsh_history',
  '.local/share/fish/fish_history',
  '.python_history',
  '.node_repl_history',
  '.psql_history',
  '.mysql_history',
  ...['.sh_history', '.zhistory', '.sqlite_history', '.rediscli_history', '.irb_history', '.mongodb/mongosh'],
  ...['.Rhistory', '.lua_history', '.php_history', '.scala_history', '.duckdb_history', '.mariadb_history'],
];

/** Secrets of the machine and of containers, and the sockets that are as good as root. */
const systemSecrets: readonly string[] = [
  ...['/etc/shadow', '/etc/shadow-', '/etc/gshadow', '/etc/gshadow-'],
  '/etc/sudoers',
  '/etc/sudoers.d',
  '/etc/ssl/private',
  ...['/etc/wireguard', '/etc/NetworkManager/system-connections', '/etc/ppp'],
  '/etc/kubernetes',
  '/run/secrets',
  '/var/run/secrets',
  '/run/docker.sock',
  '/var/run/docker.sock',
  '/run/containerd',
  '/run/podman',
];

/**
 * The sandbox's knowledge of paths. `unholdable` are files of a repository's own folder that git dies of when anything
 * stands in their place: they are looked after while a command runs.
 */
export const sandboxPaths = {
  guarded,
  guardedInGit,
  unholdableInGit: ['commondir'],
  homeSecrets,
  systemSecrets,
  guardedGlobs,
  get secretGlobs() {
    return maybeSecretGlobs();
  },
  isGuarded,
  isSecret,
} as const;
