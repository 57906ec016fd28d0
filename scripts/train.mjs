// Trains the risk model: makes the data from its grammar, cross-validates, writes weights and report. Node 24 runs the TypeScript.
import { registerHooks } from 'node:module';

registerHooks({
  load: (url, context, nextLoad) =>
    nextLoad(url, url.endsWith('.ts') ? { ...context, format: 'module-typescript' } : context),
});
await import('./train/train.mts');
