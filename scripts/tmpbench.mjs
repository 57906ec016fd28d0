// Measures what the project promises and prints a table; with --json only the figures. Node 24 runs the TypeScript.
import { registerHooks } from 'node:module';

registerHooks({
  load: (url, context, nextLoad) =>
    nextLoad(url, url.endsWith('.ts') ? { ...context, format: 'module-typescript' } : context),
});
await import('./bench/tmp.mts');
