import * as z from 'zod';
import { defineTool, type Tool } from '../../src/agent/tool.ts';

/** What five servers offer, as such servers describe it: names, what they act on, and how many parameters. */
const servers: Readonly<Record<string, readonly (readonly [verb: string, noun: string])[]>> = {
  tracker: [
    ['create', 'issue'],
    ['search', 'issues'],
    ['update', 'issue'],
    ['comment_on', 'issue'],
    ['assign', 'issue'],
    ['list', 'sprints'],
    ['close', 'sprint'],
    ['link', 'issues'],
  ],
  forge: [
    ['open', 'pull_request'],
    ['merge', 'pull_request'],
    ['list', 'workflow_runs'],
    ['review', 'pull_request'],
    ['create', 'release'],
    ['list', 'branches'],
    ['protect', 'branch'],
    ['request', 'review'],
  ],
  database: [
    ['run', 'query'],
    ['explain', 'query'],
    ['list', 'tables'],
    ['describe', 'table'],
    ['create', 'migration'],
    ['list', 'indexes'],
    ['export', 'rows'],
    ['import', 'rows'],
  ],
  browser: [
    ['open', 'page'],
    ['click', 'element'],
    ['take', 'screenshot'],
    ['fill', 'form'],
    ['read', 'console_messages'],
    ['wait_for', 'selector'],
    ['close', 'tab'],
    ['evaluate', 'script'],
  ],
  calendar: [
    ['create', 'event'],
    ['list', 'events'],
    ['move', 'event'],
    ['invite', 'attendees'],
    ['find', 'free_time'],
    ['cancel', 'event'],
    ['set', 'reminder'],
    ['share', 'calendar'],
  ],
};

/** Forty tools such as MCP servers bring, each about 150 tokens long. They read and do nothing. */
export const serverTools: readonly Tool[] = Object.entries(servers).flatMap(([server, own]) =>
  own.map(([verb, noun]) => serverTool(server, verb, noun)),
);

function serverTool(server: string, verb: string, noun: string): Tool {
  const [action, object] = [verb, noun].map((word) => word.replaceAll('_', ' '));
  return defineTool({
    name: `mcp__${server}__${verb}_${noun}`,
    kind: 'read',
    description: `This tool lets you ${action} ${object} in the ${server} that the team has connected. The result is a JSON document with the identifier, the state, and the time of the last change. It fails when the account lacks the right to ${action} ${object}; ask for access in that case rather than trying again.`,
    input: z.object({
      workspace: z.string().describe(`Identifier of the ${server} workspace that holds the ${object}.`),
      id: z.string().optional().describe(`Identifier of the ${object}, where it exists already.`),
      fields: z.array(z.string()).optional().describe('Which fields the answer should hold. Default: all of them.'),
      limit: z.number().optional().describe('Largest number of entries to return, at most 100.'),
    }),
    title: () => `${verb} ${noun}`,
    targets: () => ({}),
    run: async () => ({ text: `{"id":"${server}-1","state":"done"}` }),
  });
}
