import type { Floor } from './units.ts';

/** What setting a variable makes of a command, whatever it runs. */
export function assignmentFloor(name: string): Floor | undefined {
  if (dangerous.test(name)) return { level: 'high', why: `${name} changes what programs do` };
  return harmless.test(name) ? undefined : { level: 'uncertain', why: `${name} may change what programs do` };
}

/** Variables that change nothing but what is printed or how much is done. */
const harmless =
  /^(?:CI|NODE_ENV|DEBUG|FORCE_COLOR|NO_COLOR|TERM|TZ|LANG|LC_\w+|RUST_BACKTRACE|RUST_LOG|PYTHONDONTWRITEBYTECODE|PYTHONUNBUFFERED|PYTHONHASHSEED|PYTHONWARNINGS|CGO_ENABLED|GOOS|GOARCH|RAILS_ENV|RACK_ENV|APP_ENV|MIX_ENV|COVERAGE|VERBOSE|LOG_LEVEL|PORT|SNAPSHOT_UPDATE|UPDATE_SNAPSHOTS?|CARGO_TERM_COLOR|NODE_NO_WARNINGS|TEST_\w+|JEST_\w+|VITEST_\w+|[a-z]\w*|[A-Z])$/;
const dangerous =
  /^(?:PATH|LD_\w+|DYLD_\w+|IFS|ENV|BASH_ENV|BASHOPTS|SHELLOPTS|PROMPT_COMMAND|PS[0-4]|EDITOR|VISUAL|PAGER|\w*PAGER|BROWSER|NODE_OPTIONS|NODE_PATH|PYTHONSTARTUP|PYTHONHOME|PYTHONPATH|PERL5OPT|PERL5LIB|RUBYOPT|RUBYLIB|GIT_\w+|SSH_\w+|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|MAVEN_OPTS|GRADLE_OPTS|GOFLAGS|GOPROXY|GONOSUMDB|GONOSUMCHECK|GOINSECURE|RUSTC\w*|CARGO_(?!TERM)\w+|CC|CXX|LDFLAGS|MAKEFLAGS|npm_config_\w+|NPM_CONFIG_\w+|PIP_\w+|UV_\w+|\w*(?:PROXY|proxy)|HOME|XDG_\w+|\w*(?:TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|API_?KEY)\w*|AWS_\w+|KUBECONFIG|DOCKER_\w+|HISTFILE|FPATH|CDPATH|GLOBIGNORE|TMPDIR|LESSOPEN|LESSCLOSE|MANPAGER|OPENSSL_CONF)$/;
