import { isInside, isSecret, isTrustedByPrograms } from '../paths.ts';
import { mayBeDrive, otherForms, refuseSpelling } from './spelling.ts';

/** What is known of the machine when a path is judged. */
export interface PathWorld {
  /** Absolute path of the workspace folder, and the same with every link followed. */
  readonly root: string;
  readonly realRoot: string;
  /** Belay's own data: never written to by a tool. */
  readonly home: string;
  readonly realHome: string;
  /** Folders outside the workspace that are read freely, links followed. */
  readonly readable: readonly string[];
  readonly ignoreCase: boolean;
  /** Node's name of the operating system. */
  readonly platform: string;
  /** Absolute, normalised path for one that the model wrote. */
  resolve(path: string): string;
  /** The same with every symbolic link followed; throws where that cannot be told. */
  realPath(path: string): Promise<string>;
}

export type PathAccess = 'read' | 'write' | 'delete';

/** What a path is found to be. `protected` names what makes it so; a reason is a whole sentence. */
export type PathVerdict =
  | { readonly place: 'inside'; readonly real: string }
  | { readonly place: 'outside'; readonly real: string; readonly reason: string }
  | {
      readonly place: 'protected';
      readonly because: 'secret' | 'trusted';
      readonly real: string;
      readonly reason: string;
    }
  | { readonly place: 'deny'; readonly rule: string; readonly reason: string };

const strictness = { inside: 0, outside: 1, protected: 2, deny: 3 } as const;

/**
 * Judges a path that the model wrote, for one kind of access: first its spelling, then where it leads by its text and
 * where it really leads, in each form in which a program may read it. The strictest counts; whatever cannot be told is a
 * deny. Nothing is said of the time after: whoever writes has to see that the path still leads there.
 */
export async function judgePath(written: string, access: PathAccess, world: PathWorld): Promise<PathVerdict> {
  try {
    const refused = refuseSpelling(written, world.platform);
    if (refused) return { place: 'deny', ...refused };
    const lexical = world.resolve(written);
    let worst = await judgePlace(lexical, access, world);
    const rest = belowRoot(lexical, world);
    const front = rest === lexical ? '' : `${world.root}/`;
    for (const form of otherForms(rest, world.platform)) {
      const verdict = await judgePlace(world.resolve(front + form), access, world);
      if (strictness[verdict.place] > strictness[worst.place]) worst = verdict;
    }
    if (worst.place === 'inside' && mayBeDrive(written, world.platform))
      return {
        place: 'outside',
        real: worst.real,
        reason: `${written} is a place on a drive for programs of Windows. Write ./ before it if it is a name here.`,
      };
    return worst;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { place: 'deny', rule: 'unresolved', reason };
  }
}

/** A path as it goes on below the workspace, whose own path is given and not judged; the whole path elsewhere. */
function belowRoot(lexical: string, { root, ignoreCase }: PathWorld): string {
  return isInside(root, lexical, ignoreCase) ? lexical.slice(root.length).replace(/^[\\/]/, '') : lexical;
}

async function judgePlace(lexical: string, access: PathAccess, world: PathWorld): Promise<PathVerdict> {
  const { root, realRoot } = world;
  // What was relative may lead to where no path may.
  const rest = belowRoot(lexical, world);
  const refused = refuseSpelling(rest === lexical ? rest : `./${rest}`, world.platform);
  if (refused) return { place: 'deny', ...refused };
  const real = await world.realPath(lexical);
  const within = (base: string, one: string): boolean => isInside(base, one, world.ignoreCase);
  const inside = within(root, lexical) && within(realRoot, real);
  const shown = real === lexical ? lexical : `${lexical}, which is really ${real},`;
  if (access !== 'read') {
    if (within(world.home, lexical) || within(world.realHome, real))
      return {
        place: 'deny',
        rule: 'belay',
        reason: 'It would change Belay’s own data (settings, transcripts, checkpoints).',
      };
    if (isOfTheSystem(lexical, world.platform) || isOfTheSystem(real, world.platform))
      return { place: 'deny', rule: 'system', reason: `${shown} is a device or a setting of the system, not a file.` };
    // Below the root only the rest counts: a workspace that itself lies in a folder such as `.cargo` is an ordinary one.
    const below = (base: string, one: string): string => (within(base, one) ? one.slice(base.length) : one);
    if (isTrustedByPrograms(below(realRoot, real)) || isTrustedByPrograms(below(root, lexical)))
      return {
        place: 'protected',
        because: 'trusted',
        real,
        reason: `Other programs run or trust ${shown} without asking.`,
      };
    // So is one in a folder such as `.aws`; a key in it is known by its own name.
    if (isSecret(below(realRoot, real)) || isSecret(below(root, lexical)))
      return { place: 'protected', because: 'secret', real, reason: `${shown} usually holds keys or passwords.` };
  } else if (isSecret(lexical) || isSecret(real)) {
    return { place: 'protected', because: 'secret', real, reason: `${shown} usually holds keys or passwords.` };
  }
  const free = inside || (access === 'read' && world.readable.some((folder) => within(folder, real)));
  return free
    ? { place: 'inside', real }
    : { place: 'outside', real, reason: `${shown} lies outside the workspace ${root}.` };
}

function isOfTheSystem(path: string, platform: string): boolean {
  return platform !== 'win32' && /^\/(?:proc|sys|dev)(?:\/|$)/.test(path) && !/^\/dev\/shm\/./.test(path);
}
