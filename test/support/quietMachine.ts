import type { CommandFacts } from '../../src/agent/commandFacts.ts';
import { readParserFiles } from '../../src/platform/commandFacts/parserFiles.ts';

/** A machine on which every program is the system's own, nothing is matched and no repository runs anything. */
export function quietMachine(facts: Partial<CommandFacts> = {}): CommandFacts {
  return {
    shell: 'bash',
    parserFiles: () => readParserFiles(import.meta.dirname),
    programOrigin: async () => 'system',
    gitRuns: async () => undefined,
    gitObjects: async () => new Map(),
    trackedFiles: async () => [],
    repositoryOf: () => '/project',
    matches: async () => [],
    filesBelow: async () => [],
    linksBelow: async () => [],
    neverEnds: () => false,
    namesOthers: () => false,
    ...facts,
  };
}
