import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from '../setup/dependencies.mjs';
import { SetupFailure } from '../setup/failure.mjs';
import { run } from '../setup/run.mjs';

/** Where the tour keeps its VS Code profile. */
export function tourFolder() {
  return join(process.env.BELAY_HOME || join(homedir(), '.belay'), 'tour');
}

/** Where the sample project lies: never in Belay's own folder, because Belay refuses to change anything there. */
function sampleFolder() {
  const { BELAY_HOME, XDG_CACHE_HOME } = process.env;
  if (BELAY_HOME) return `${BELAY_HOME}-tour`;
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'belay', 'tour');
}

/**
 * A fresh copy of the sample project, under git where git is installed. What a person did in the copy of the last start
 * is kept beside it as `corner-shop-previous`.
 * @returns {Promise<string>} its absolute path
 */
export async function freshSampleProject() {
  const source = join(root, 'media/tour/project');
  if (!existsSync(source))
    throw new SetupFailure(`The sample project is missing in ${source}: check out the repository again.`);
  const folder = join(sampleFolder(), 'corner-shop');
  const previous = `${folder}-previous`;
  mkdirSync(sampleFolder(), { recursive: true, mode: 0o700 });
  if (existsSync(folder)) {
    rmSync(previous, { recursive: true, force: true });
    renameSync(folder, previous);
  }
  cpSync(source, folder, { recursive: true });
  await commitAll(folder);
  return folder;
}

/** @param {string} folder */
async function commitAll(folder) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const who = ['-c', 'user.name=Belay tour', '-c', 'user.email=tour@localhost', '-c', 'commit.gpgsign=false'];
  const quiet = [...who, '-c', 'core.hooksPath=/dev/null', '-c', 'init.templateDir='];
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'The sample project'],
  ]) {
    const { code, output } = await run('git', [...quiet, ...args], { cwd: folder, env, capture: true });
    if (code === 127) return;
    if (code !== 0) throw new SetupFailure(`git ${args[0]} failed in the sample project: ${output.trim()}`);
  }
}
