import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuntimeConfig } from './library.ts';
import type { SandboxPolicy } from './policy.ts';

export interface InnerOptions {
  readonly bash: string;
  readonly temporary: string;
  readonly policy: SandboxPolicy;
  /** Shell lines that set limits. */
  readonly limits: string;
  /** Some host is allowed, so that the library's help for Java's network is wanted. */
  readonly online: boolean;
  /** The person's own ignore patterns of git, which the command's must go on to hold. */
  readonly ignored: string;
}

/** What runs inside the sandbox: the command in a fresh bash, with temporary files and limits of its own. */
export function innerCommand(
  command: string,
  { bash, temporary, policy, limits, online, ignored }: InnerOptions,
): string {
  const variables: Record<string, string> = {
    TMPDIR: temporary,
    TMP: temporary,
    TEMP: temporary,
    // Read by everybody and written by the command only, where the usual place is read-only.
    GOCACHE: join(temporary, 'go-build'),
    npm_config_cache: join(temporary, 'npm'),
    npm_config_update_notifier: 'false',
    PYTHONPYCACHEPREFIX: join(temporary, 'pycache'),
  };
  const git: string[] = [];
  if (policy.hiddenFromGit.length > 0) {
    // Device files stand in for these; git would stop at them.
    const file = join(temporary, 'git-ignore');
    writeFileSync(file, `${ignored}\n${policy.hiddenFromGit.join('\n')}\n`, { mode: 0o600 });
    // One more than the settings that the command already has.
    git.push(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell fills it in
      'settings=${GIT_CONFIG_COUNT:-0}',
      `export "GIT_CONFIG_KEY_$settings=core.excludesFile" "GIT_CONFIG_VALUE_$settings"=${quoted(file)}`,
      'export GIT_CONFIG_COUNT=$((settings + 1))',
    );
  }
  const exports = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`);
  const unwanted = ['CLAUDE_CODE_HOST_HTTP_PROXY_PORT', 'CLAUDE_CODE_HOST_SOCKS_PROXY_PORT'];
  if (!online) unwanted.push('JAVA_TOOL_OPTIONS');
  return [
    `export ${exports.join(' ')}`,
    ...git,
    `unset ${unwanted.join(' ')}`,
    limits,
    `exec ${quoted(bash)} --noprofile --norc -c ${quoted(command)} bash`,
  ].join('; ');
}

/** The policy in the library's words: every path to the letter, none a pattern. */
export function filesystemConfig(policy: SandboxPolicy): RuntimeConfig['filesystem'] {
  const literal = (paths: readonly string[]) => paths.map((path) => ({ path, literal: true as const }));
  return {
    allowWrite: literal(policy.allowWrite),
    denyWrite: literal(policy.denyWrite),
    denyRead: literal(policy.denyRead),
    allowRead: literal(policy.allowRead),
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
