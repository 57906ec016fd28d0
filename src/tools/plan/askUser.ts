import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';

/** Puts one question before the person and waits for the answer. */
export const askUser = defineTool({
  name: 'ask_user',
  keywords: 'question clarify choose options confirm user person input',
  kind: 'ask',
  description:
    'Asks the person one question and waits for the answer. Use it when something essential cannot be found out from the project and a wrong guess would cost them; offer options where you can name them. Not for permission (risky calls ask by themselves), and not for what you can look up. Limits: one question a call, at most six options; the person may answer in their own words, or not be there.',
  input: z.object({
    question: z.string().min(1).max(2000).describe('The question, complete in itself.'),
    options: z
      .array(
        z.object({
          label: z.string().min(1).max(200).describe('The answer, short.'),
          description: z.string().max(500).optional().describe('What choosing it means.'),
        }),
      )
      .max(6)
      .optional()
      .describe('Answers to choose from, the one you would take first.'),
    multiple: z.boolean().optional().describe('True when several options may be chosen. Default false.'),
  }),
  title: ({ question }) => question.split('\n')[0] ?? question,
  targets: () => ({}),
  async run({ question, options = [], multiple = false }, context) {
    const answer = await context.ask({ question, options, multiple });
    return { text: `The person answered: ${answer}`, view: { type: 'answer', answer } };
  },
});
