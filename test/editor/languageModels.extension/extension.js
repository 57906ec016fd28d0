const { LanguageModelTextPart, LanguageModelToolCallPart, LanguageModelToolResultPart, lm } = require('vscode');

const model = {
  id: 'echo-1',
  name: 'Echo',
  family: 'echo',
  version: '1',
  maxInputTokens: 50_000,
  maxOutputTokens: 1000,
  capabilities: { toolCalling: true, imageInput: false },
};

/**
 * Calls `read_file` for a message, and repeats what the result of a call said.
 * @param {import('vscode').ExtensionContext} context
 */
exports.activate = (context) => {
  context.subscriptions.push(
    lm.registerLanguageModelChatProvider('scripted', {
      provideLanguageModelChatInformation: () => [model],
      provideTokenCount: async (_, text) => Math.ceil(JSON.stringify(text).length / 4),
      async provideLanguageModelChatResponse(_, messages, options, progress, token) {
        const last = messages.at(-1)?.content ?? [];
        const result = last.find((part) => part instanceof LanguageModelToolResultPart);
        const said = last.flatMap((part) => (part instanceof LanguageModelTextPart ? [part.value] : [])).join(' ');
        if (said.includes('fail')) throw new Error('429: too many requests');
        if (said.includes('wait')) {
          progress.report(new LanguageModelTextPart('One moment.'));
          await new Promise((resolve) => token.onCancellationRequested(() => resolve(undefined)));
          return;
        }
        if (result) {
          const text = result.content.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join('');
          for (const piece of [`${messages.length} messages. `, 'It said: ', text]) {
            progress.report(new LanguageModelTextPart(piece));
          }
          return;
        }
        progress.report(new LanguageModelTextPart('I look.'));
        progress.report(new LanguageModelToolCallPart('call_0', options.tools?.[0]?.name ?? '', { path: 'ü.js' }));
      },
    }),
  );
};
