import { delimiter, isAbsolute } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables that commands get: those that tools need to work, by name, and none that may hold a secret. Output is
 * plain, and nothing waits for a person at a terminal.
 */
export function commandEnvironment(environment: Environment): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || !isAllowed(name) || mayBeSecret(name, value)) continue;
    kept[name] = name.toUpperCase() === 'PATH' ? absoluteOnly(value) : value;
  }
  return { ...kept, ...fixed };
}

/** A relative or empty entry means the folder in which a command runs, where programs could be planted. */
function absoluteOnly(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .join(delimiter);
}

/**
 * The environment of commands that run unasked because they only look: git starts no program of the repository, fetches
 * nothing, and writes nothing to speed up the next time. `attributes` is the file by which git does not show what is in
 * files with keys.
 */
export function readOnlyEnvironment(
  environment: Readonly<Record<string, string>>,
  attributes?: string,
): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) => !name.toUpperCase().startsWith('GIT_'));
  const entries = Object.entries({ ...neutralGit, ...(attributes ? { 'core.attributesFile': attributes } : {}) });
  const settings = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(settings),
    GIT_PAGER: 'cat',
    GIT_EDITOR: 'true',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
  };
}

const neutralGit = {
  'core.fsmonitor': 'false',
  'core.pager': 'cat',
  'core.hooksPath': '/dev/null',
  'core.untrackedCache': 'false',
  'diff.autoRefreshIndex': 'false',
  'diff.submodule': 'short',
  'diff.ignoreSubmodules': 'dirty',
  'log.showSignature': 'false',
  'safe.bareRepository': 'explicit',
  'protocol.ext.allow': 'never',
  'status.submoduleSummary': 'false',
} as const;

const fixed = {
  TERM: 'dumb',
  NO_COLOR: '1',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GIT_EDITOR: 'true',
  GIT_TERMINAL_PROMPT: '0',
};

const allowed = new Set(
  `PATH HOME USER LOGNAME LANG LANGUAGE TZ TMPDIR TEMP TMP HOSTNAME
   JAVA_HOME GRADLE_USER_HOME M2_HOME MAVEN_HOME ANDROID_HOME ANDROID_SDK_ROOT DOTNET_ROOT
   GOPATH GOROOT GOBIN GOCACHE GOMODCACHE CARGO_HOME RUSTUP_HOME RUSTUP_TOOLCHAIN
   NVM_DIR NVM_BIN VOLTA_HOME PNPM_HOME COREPACK_HOME BUN_INSTALL DENO_DIR
   VIRTUAL_ENV CONDA_PREFIX CONDA_DEFAULT_ENV PYENV_ROOT POETRY_HOME RBENV_ROOT GEM_HOME GEM_PATH
   SSL_CERT_FILE SSL_CERT_DIR NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE CURL_CA_BUNDLE
   HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY
   SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT USERPROFILE USERNAME HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA
   PROGRAMDATA PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432 COMMONPROGRAMFILES NUMBER_OF_PROCESSORS
   PROCESSOR_ARCHITECTURE OS MSYSTEM`.split(/\s+/),
);

function isAllowed(name: string): boolean {
  const upper = name.toUpperCase();
  return (
    allowed.has(upper) ||
    upper.startsWith('LC_') ||
    /^XDG_(?:CACHE|CONFIG|DATA|STATE|RUNTIME)_(?:HOME|DIRS?)$/.test(upper)
  );
}

/** A proxy's address may carry a name and a password. */
function mayBeSecret(name: string, value: string): boolean {
  return /(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$/i.test(name) || /:\/\/[^/\s]*@/.test(value);
}
