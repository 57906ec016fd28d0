import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';

/** Replaces the list of what is to be done, which the person sees above the conversation. */
export const todoWrite = defineTool({
  name: 'todo_write',
  keywords: 'todo list plan steps tasks progress checklist',
  kind: 'plan',
  description:
    'Writes the list of steps for the task at hand; the person sees it. Use it for work of three steps or more: write the list first, then call again as each step begins (active) and ends (done). Not for a single step or a question. Limits: always the whole list, it replaces the one before; at most one step is active, at most 50 in all.',
  input: z.object({
    todos: z
      .array(
        z.object({
          text: z.string().min(1).max(200).describe('What is to be done, as a short imperative.'),
          status: z.enum(['pending', 'active', 'done']).describe('Where the step stands.'),
        }),
      )
      .max(50)
      .describe('The whole list, in the order in which the steps are to be done.'),
  }),
  title({ todos }) {
    const active = todos.find(({ status }) => status === 'active');
    const done = todos.filter(({ status }) => status === 'done').length;
    return `Plan: ${done} of ${todos.length} done${active ? `, now: ${active.text}` : ''}`;
  },
  targets: () => ({}),
  async run({ todos }) {
    const marks = { pending: '[ ]', active: '[>]', done: '[x]' } as const;
    const lines = todos.map(({ text, status }) => `${marks[status]} ${text}`);
    return { text: lines.join('\n') || 'The list is empty.', view: { type: 'todos', todos } };
  },
});
