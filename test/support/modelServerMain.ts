// Starts the scripted model server by hand:
//   node test/support/modelServerMain.ts SCENARIO [--port P] [--key K] [--delay MS]
// It prints its address, for ANTHROPIC_BASE_URL, and runs until it is interrupted. Needs Node 24.
// The package is CommonJS, so Node would read the TypeScript modules as such; the hook below tells it better.
process.getBuiltinModule('node:module').registerHooks({
  load: (url, context, nextLoad) =>
    nextLoad(url, url.endsWith('.ts') ? { ...context, format: 'module-typescript' } : context),
});

async function main(): Promise<void> {
  const { parseArgs } = process.getBuiltinModule('node:util');
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { port: { type: 'string' }, key: { type: 'string' }, delay: { type: 'string' } },
  });
  const [file] = positionals;
  if (file === undefined) {
    throw new Error('Which scenario? node test/support/modelServerMain.ts SCENARIO [--port P] [--key K] [--delay MS]');
  }
  const { startModelServer } = await import('./modelServer.ts');
  const server = await startModelServer(file, {
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(values.key === undefined ? {} : { key: values.key }),
    ...(values.delay === undefined ? {} : { delayMs: Number(values.delay) }),
  });
  console.log(server.url);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
