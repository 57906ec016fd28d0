import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineTool, type Tool, ToolError } from '../../src/agent/tool.ts';

/** How many reads run now, and how many did at most. */
export const running = { now: 0, most: 0 };

const look: Tool = defineTool({
  name: 'look',
  description: 'Looks.',
  kind: 'read',
  input: z.object({ at: z.string(), wait: z.number().optional() }),
  title: ({ at }) => `Look at ${at}`,
  targets: ({ at }) => ({ paths: [{ path: at, access: 'read' }] }),
  async run({ at, wait = 0 }, { signal }) {
    running.now++;
    running.most = Math.max(running.most, running.now);
    await sleep(wait, undefined, { signal }).finally(() => running.now--);
    if (at === 'missing') throw new ToolError('There is no such thing; look elsewhere.');
    if (at === 'bug') throw new TypeError('oops');
    return { text: `saw ${at}\u0000`, seen: [{ path: at, hash: 'h' }] };
  },
});

const act: Tool = defineTool({
  name: 'act',
  description: 'Acts.',
  kind: 'execute',
  input: z.object({ command: z.string() }),
  title: ({ command }) => command,
  targets: ({ command }) => ({ command }),
  async run({ command }, { signal, output }) {
    output('working');
    if (command === 'forever') await sleep(60_000, undefined, { signal });
    return { text: `did ${command}` };
  },
});

const change: Tool = defineTool({
  name: 'change',
  description: 'Changes.',
  kind: 'edit',
  input: z.object({ path: z.string() }),
  title: ({ path }) => `Change ${path}`,
  targets: ({ path }) => ({ paths: [{ path, access: 'write' }] }),
  async propose({ path }, { resolve }) {
    return { changes: [{ kind: 'edit', path: resolve(path), hash: 'h', before: 'a\n', after: 'b\n' }], note: 'Noted.' };
  },
});

/** One tool that reads, one that runs, one that edits; `look` waits, fails and breaks as its input says. */
export const fakeTools: readonly Tool[] = [look, act, change];
