import { isSecret, isTrustedByPrograms } from '../paths.ts';
import { unknown } from './resolveWord.ts';

/**
 * Where a word of a command points, from harmless to grave. The worst one of a command counts, so that more words never
 * make it look better.
 */
export const targetClasses = [
  'none',
  'artifact',
  'local',
  'inside',
  'pattern',
  'whole',
  'names',
  'temporary',
  'outside',
  'remote',
  'home',
  'system',
  'protected',
  'secret',
] as const;

export type TargetClass = (typeof targetClasses)[number];

/** Folders and files that tools make and make again. */
const artifacts =
  /(?:^|\/)(?:node_modules|dist|build|out|target|coverage|htmlcov|\.nyc_output|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.cache|\.next|\.nuxt|\.turbo|\.parcel-cache|\.svelte-kit|\.angular|\.gradle|\.tox|\.nox|\.eggs|[\w.-]*\.egg-info|bin\/(?:Debug|Release)|obj|_build|cmake-build-[\w-]+|storybook-static|playwright-report|test-results|\.terraform|tmp|\.tmp|logs?)(?:\/|$)|\.(?:log|tmp|pyc|o|class|tsbuildinfo|bak|orig|swp)$|(?:^|\/)(?:\.coverage|\.eslintcache|\.DS_Store|coverage\.(?:out|xml|lcov))$/;
const system =
  /^\/(?:etc|usr|bin|sbin|lib\d*|opt|boot|dev|proc|sys|var|root|run|srv|mnt|media|Library|System|Applications|Volumes|private)(?:\/|$)/;
const localHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0|host\.docker\.internal)$/i;

/** Usual names of folders and files, which count as files without a slash or an ending. */
const folderNames =
  /^(?:src|lib|app|apps|packages|tests?|spec|docs?|scripts|include|cmd|pkg|internal|config|public|assets|examples?|Makefile|Dockerfile|README|LICENSE)$/;

export interface TargetPlaces {
  /** Absolute path of the workspace, without a slash at its end; what lies in it counts as inside. */
  readonly root: string | undefined;
  /** The command goes to a folder outside: names relative to that are outside, too. */
  readonly left: boolean;
}

/** The class of one word that is no option; `none` for a plain word, which may be a file, a verb or a name. */
export function targetOf(word: string, places: TargetPlaces): TargetClass {
  // The value of an option is a word of its own.
  if (/^--?[\w-]+(?:=|$)/.test(word)) return 'none';
  // Most words are plain; the others are compared with long lists.
  if (/^[a-z]{1,16}$/.test(word) && word !== 'jenkinsfile' && !folderNames.test(word) && !artifacts.test(word))
    return 'none';
  if (word.includes(unknown)) return unknownTarget(word, places);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(word)) return urlClass(word);
  if (/^[\w.-]+@[\w.-]+(?::|$)/.test(word) && !/^@/.test(word)) return 'remote';
  if (/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:\/|$)/.test(word)) return 'local';
  if (/^(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?(?:\/\S*)?$/.test(word)) return 'remote';
  if (/^[\w-]+\.sh$/.test(word)) return pathClass(word, places);
  if (
    /^(?:www\.|[\w-]+\.)+(?:com|org|net|io|dev|sh|ai|app|co|me|xyz|example|cloud|internal)(?::\d+)?(?:\/|$)/i.test(word)
  )
    return 'remote';
  if (/^[A-Za-z][\w.-]*:(?:\/|~|\.)/.test(word) && !/^[A-Za-z]:[\\/]/.test(word)) return 'remote';
  return pathClass(word, places);
}

function unknownTarget(word: string, places: TargetPlaces): TargetClass {
  const head = word.slice(0, word.indexOf(unknown));
  const found = head === '' ? 'none' : targetOf(head.replace(/\/?$/, '/'), places);
  return targetClasses.indexOf(found) > targetClasses.indexOf('names') ? found : 'names';
}

function urlClass(word: string): TargetClass {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@?#]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(word)?.[1] ?? '';
  if (/^file:/i.test(word)) return 'outside';
  if (/^[a-z+]+:\/\/[^/@]*:[^/@]*@/i.test(word) && !localHost.test(host)) return 'secret';
  return /^(?:https?|wss?|grpc|tcp):/i.test(word) && localHost.test(host) ? 'local' : 'remote';
}

/** Paths come again and again, and each is compared with long lists. */
const remembered = new Map<string, TargetClass>();
const mostRemembered = 2000;

function pathClass(word: string, places: TargetPlaces): TargetClass {
  const key = `${places.left} ${places.root ?? ''} ${word}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const found = classifyPath(word, places);
  if (word.length > 200) return found;
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, found);
  return found;
}

function classifyPath(word: string, { root, left }: TargetPlaces): TargetClass {
  const given =
    root !== undefined && (word === root || word.startsWith(`${root}/`)) ? `.${word.slice(root.length)}` : word;
  const path = withoutTurns(given);
  if (/^(?:\/dev\/(?:null|stdin|stdout|stderr|fd\/\d+)|-)$/.test(path)) return 'none';
  if (isSecret(path) || /^~?\/?\.(?:ssh|aws|gnupg)$/.test(path)) return 'secret';
  if (/^\/etc\/(?:shadow|sudoers|passwd)|\/proc\/[^/]+\/environ/.test(path)) return 'secret';
  if (path.startsWith('~')) return 'home';
  if (/^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root)\/?\*?$/.test(path)) return 'home';
  if (isTrustedByPrograms(path)) return 'protected';
  if (/^\/(?:tmp|var\/tmp|private\/tmp)\/./.test(path) && !path.split('/').includes('..')) return 'temporary';
  if (system.test(path) || /^\/+\*?$/.test(path) || /^[A-Za-z]:[\\/]/.test(path)) return 'system';
  if (path.startsWith('/') || leaves(path)) return 'outside';
  const file = looksLikePath(path);
  if (left && file) return 'outside';
  if (!file && !artifacts.test(path)) return 'none';
  if (/^(?:\.\/?|\*|\.\/\*|\*\*(?:\/\*)*|\.\*)$/.test(path)) return 'whole';
  if (artifacts.test(path)) return 'artifact';
  return /[*?[\]]/.test(path) ? 'pattern' : 'inside';
}

/** The path without `x/..` in it. */
function withoutTurns(path: string): string {
  if (!path.includes('/..')) return path;
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    const before = kept.at(-1);
    if (segment === '..' && before !== undefined && !/^(?:|\.|\.\.|~)$/.test(before)) kept.pop();
    else kept.push(segment);
  }
  return kept.join('/') || '.';
}

/** The path climbs above the folder it starts from. */
function leaves(path: string): boolean {
  let depth = 0;
  for (const segment of path.split('/')) {
    if (segment === '..') depth -= 1;
    else if (segment !== '' && segment !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

/** Words that are written like files: with a slash, a known kind of ending, a wildcard, or a usual folder name. */
export function looksLikePath(word: string): boolean {
  if (/[\s{}()"'|;<>$=]/.test(word)) return false;
  return (
    /^\.{1,2}(?:\/|$)/.test(word) ||
    (/^[\w.@*-][^:]*\/[^:]*$/.test(word) && !word.startsWith('@')) ||
    /^[\w.-]*\*[\w.*-]*$/.test(word) ||
    /^\.\w/.test(word) ||
    /^[\w.-]+\.(?:[cm]?[jt]sx?|d\.ts|py|pyi|ipynb|rb|go|rs|java|kts?|scala|c|cc|cpp|h|hpp|cs|fs|php|swift|m|lua|pl|pm|ex|exs|erl|hs|ml|clj|dart|r|jl|zig|nim|sh|bash|zsh|ps1|bat|sql|json|jsonc|json5|ya?ml|toml|ini|cfg|conf|xml|html?|css|scss|less|md|mdx|rst|txt|csv|tsv|lock|log|svg|png|jpe?g|gif|pdf|proto|graphql|tf|hcl|vue|svelte|tar|gz|tgz|zip|bz2|xz|whl|diff|patch|env|example|snap|map|wasm|so|o|a|out|db|sqlite3?|dump|bak|tmp)$/i.test(
      word,
    ) ||
    folderNames.test(word)
  );
}
