import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import type { YoloFacts } from '../agent/yolo.ts';
import { realPath } from './realPath.ts';

/** What of the machine the detection looks at; replaced in tests. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  exists(path: string): boolean;
  /** Text of a file, '' where there is none. */
  read(path: string): string;
}

/** Variables that containers and throw-away machines set for those who work in them. */
const signs = [
  'container',
  'CODESPACES',
  'REMOTE_CONTAINERS',
  'DEVCONTAINER',
  'GITPOD_WORKSPACE_ID',
  'KUBERNETES_SERVICE_HOST',
];

/** Where a session of this folder runs: in a container or not, and whether the folder is, or holds, the person's home. */
export async function yoloFacts(
  root: string,
  environment: Surroundings['environment'],
  home = homedir(),
): Promise<YoloFacts> {
  const [folder, own] = await Promise.all([realPath(root), realPath(home)]);
  return {
    container: inContainer({ environment, exists: existsSync, read: textOrNothing }),
    homeFolder:
      own === folder || own.startsWith(folder.endsWith('/') ? folder : `${folder}/`) || dirname(folder) === folder,
  };
}

/**
 * True in a container: by the files that Docker and Podman put there, the control groups of the first process, or what
 * container hosts set. A variable is easily set, but by nobody except the person whose machine it is.
 */
export function inContainer({ environment, exists, read }: Surroundings): boolean {
  if (exists('/.dockerenv') || exists('/run/.containerenv')) return true;
  if (/\/(?:docker|kubepods|lxc|containerd|libpod|machine\.slice)(?:[/:.-]|$)/m.test(read('/proc/1/cgroup')))
    return true;
  const first = read('/proc/1/environ').split('\0');
  if (first.some((line) => /^container=./.test(line))) return true;
  return signs.some((name) => {
    const value = environment[name];
    return value !== undefined && value !== '' && value !== 'false' && value !== '0';
  });
}

function textOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
