import type { ModelSettings } from '../../src/models/choose.ts';

/** As they are where the person has set nothing. */
export const noModelSettings: ModelSettings = {
  model: '',
  fallbackModel: '',
  smallModel: '',
  anthropicUrl: '',
  openAiUrl: '',
  openAiContext: undefined,
  bedrockRegion: '',
  vertexRegion: 'global',
  vertexProject: '',
  effort: undefined,
};
