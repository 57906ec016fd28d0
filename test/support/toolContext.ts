import { join } from 'node:path';
import { afterEach } from 'vitest';
import { confined } from '../../src/agent/confined.ts';
import { type SeenFile, type Tool, type ToolContext, ToolError } from '../../src/agent/tool.ts';
import { createCheckpoints } from '../../src/platform/checkpoints.ts';
import { commandEnvironment } from '../../src/platform/commandEnvironment.ts';
import { createDiskEdits } from '../../src/platform/diskEdits.ts';
import { createDiskFiles } from '../../src/platform/files.ts';
import { createGit } from '../../src/platform/git.ts';
import { createProcesses } from '../../src/platform/processes.ts';
import { projectPaths } from '../../src/platform/projectPaths.ts';
import { findRipgrep } from '../../src/platform/ripgrepPath.ts';
import { createSearch } from '../../src/platform/search.ts';
import type { Question } from '../../src/protocol/events.ts';
import { temporaryFolder } from './temporary.ts';

const disposals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0)) await dispose();
});

const binary = await findRipgrep({ bundleFolder: import.meta.dirname });

/**
 * A project in a temporary folder, and tools run in it with the true ports. `call` parses the input, runs the tool (an
 * edit is applied to the disk), remembers what was seen, and returns the text for the model.
 */
export function projectWithTools(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const root = temporaryFolder(files);
  const storage = temporaryFolder();
  const environment = { ...commandEnvironment(process.env), HOME: storage };
  const processes = createProcesses({ environment, spillFolder: join(storage, 'output') });
  disposals.push(processes.dispose);
  const { resolve, display } = projectPaths(root);
  const edits = createDiskEdits({ checkpoints: createCheckpoints({ folder: join(storage, 'checkpoints') }), display });
  const seen = new Map<string, string>();
  const texts = new Map<string, string>();
  const see = ({ path, hash, text }: SeenFile): void => {
    seen.set(path, hash);
    if (text !== undefined) texts.set(hash, text);
  };
  const questions: Question[] = [];
  const output: string[] = [];
  const context: ToolContext = {
    callId: 'call',
    root,
    signal: new AbortController().signal,
    files: createDiskFiles({ display }),
    search: createSearch({ binary, unsearched: [] }),
    processes: confined(processes, { sandbox: false }),
    git: createGit({ environment }),
    resolve,
    display,
    seen: (path) => seen.get(path),
    seenText: async (path) => texts.get(seen.get(path) ?? ''),
    forgotten: () => [],
    knownTools: () => [],
    output: (text) => void output.push(text),
    async ask(question) {
      questions.push(question);
      return 'the answer';
    },
  };
  async function run(tool: Tool, input: unknown) {
    const parsed = tool.input.safeParse(input);
    if (!parsed.success) throw new ToolError(`bad input: ${parsed.error.message}`);
    if (tool.kind !== 'edit') {
      const result = await tool.run(parsed.data, context);
      for (const one of result.seen ?? []) see(one);
      return result;
    }
    const proposal = await tool.propose(parsed.data, context);
    const applied = await edits.apply(proposal.changes, { turn: 'turn', callId: 'call' });
    for (const one of applied.seen) see(one);
    return {
      text: [...applied.summary.map((one) => `${one.kind} ${display(one.path)}`), proposal.note ?? '']
        .join('\n')
        .trim(),
    };
  }
  const call = async (tool: Tool, input: unknown): Promise<string> => (await run(tool, input)).text;
  return { root, at: (name: string) => join(root, name), context, questions, output, run, call };
}
