import type { Scratch } from './scratchProject.ts';

/** Commands run between two looks at the folder. */
const batch = 20;

/**
 * Runs commands in a scratch project and says which of them changed something or left a process behind. A command that
 * does not end counts as harmless: the time limit ends it.
 */
export async function runAndCompare(
  scratch: Scratch,
  commands: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string[]> {
  const guilty: string[] = [];
  for (let at = 0; at < commands.length; at += batch) {
    const some = commands.slice(at, at + batch);
    const before = scratch.state();
    const left: string[] = [];
    await each(some, async (command) => {
      if ((await scratch.run(command, environment)).left) left.push(`${command} (left a process)`);
    });
    guilty.push(...left);
    if (scratch.state() === before) continue;
    guilty.push(...(await blame(scratch, some, environment)));
  }
  return guilty;
}

/** Runs them one by one to find those that change something. */
async function blame(
  scratch: Scratch,
  commands: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string[]> {
  const guilty: string[] = [];
  for (const command of commands) {
    const before = scratch.state();
    await scratch.run(command, environment);
    if (scratch.state() !== before) guilty.push(command);
  }
  return guilty.length > 0 ? guilty : [`one of ${JSON.stringify(commands)}`];
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}
