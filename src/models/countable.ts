import type Anthropic from '@anthropic-ai/sdk';

/** What of a request is asked about when its tokens are to be counted: all that the model reads. */
export function countable({
  model,
  messages,
  system,
  tools,
  thinking,
}: Anthropic.MessageCreateParamsStreaming): Anthropic.MessageCountTokensParams {
  return {
    model,
    messages,
    ...(system === undefined ? {} : { system }),

    ...(tools === undefined ? {} : { tools }),
    ...(thinking === undefined ? {} : { thinking }),
  };
}
