import * as z from 'zod';
import { defineTool, type KnownTool, ToolError, type ToolOutput } from '../../agent/tool.ts';
import { rankTools } from './rankTools.ts';

/** Tools that one search brings: each is read with every request after it. */
const mostFound = 3;
/** Tools that are brought at once where they are named. */
const mostNamed = 10;

/** Finds tools that the model was not told of, so that it can call them. */
export const toolSearch = defineTool({
  name: 'tool_search',
  kind: 'read',
  core: true,
  description: `Finds more tools to call from then on. Use it before you work around one:
list_directory glob move_file delete_file notebook_edit git_status git_diff git_log read_process kill_process todo_write ask_user recall; in an editor diagnostics document_symbols workspace_symbols go_to_definition find_references rename_symbol. Not for tools that you have. Limits: the best ${mostFound}, or those named.`,
  input: z.object({ query: z.string().min(1).max(300) }),
  title: ({ query }) => `Find tools: ${query}`,
  targets: () => ({}),
  async run({ query }, context) {
    const known = context.knownTools();
    const waiting = known.filter(({ deferred }) => deferred);
    const words = query.split(/[\s,;]+/).filter(Boolean);
    const named = known.filter(({ name }) => words.includes(name));
    const asked = named.filter(({ deferred }) => deferred).slice(0, mostNamed);
    const there = named.filter(({ deferred }) => !deferred).map(({ name }) => name);
    const found = asked.length > 0 ? asked : rankTools(query, waiting, mostFound);
    if (there.length > 0 && there.length === words.length) {
      throw new ToolError(`You have ${there.join(', ')} already: call it directly.`);
    }
    if (found.length === 0) {
      throw new ToolError('No tool fits these words. Try others, or do without: run_command can do much.');
    }
    return told(found);
  },
});

function told(found: readonly KnownTool[]): ToolOutput {
  const described = found.map(({ name, description, inputSchema }) => {
    return `${name}: ${description}\nInput: ${JSON.stringify(inputSchema)}`;
  });
  return { text: described.join('\n\n'), found: found.map(({ name }) => name) };
}
