import { Rule } from './rule.ts';

/**
 * What projects run all day to test, check and build themselves, with what may follow. They run the project's own code
 * and nothing else, so that in the sandbox they are MEDIUM, and "Always allow" may generalise them this far.
 */
interface Family {
  readonly command: readonly string[];
  readonly options?: readonly string[];
  readonly operands?: 'none' | 'paths' | 'any';
}

const scripts = [
  'test',
  't',
  'run test',
  'run lint',
  'run typecheck',
  'run type-check',
  'run check',
  'run build',
  'run format',
];
const npmOptions = [
  '--silent',
  '-s',
  '--workspace=*',
  '-w *',
  '--workspaces',
  '-ws',
  '--if-present',
  '--include-workspace-root',
];
const pnpmOptions = ['--silent', '-s', '-r', '--recursive', '--filter=*', '--filter *', '--if-present'];
const cargoOptions = `--all --workspace --release -r --all-targets --all-features --no-default-features --lib --bins --tests
  --benches --examples --doc --locked --frozen --offline -q --quiet -v --verbose --no-run --no-fail-fast --features=*
  --keep-going`;
const goOptions = '-v -race -short -cover -count=* -run=* -timeout=* -bench=* -benchmem -failfast -parallel=* -tags=*';
const pytestOptions = `-v -vv -q -x -s -l --tb=* --maxfail=* --lf --ff --last-failed --failed-first --no-header -ra -rA
  --durations=* --co --collect-only --disable-warnings --color=*`;

const families: readonly Family[] = [
  ...scripts.map((script): Family => ({ command: ['npm', ...words(script)], options: npmOptions, operands: 'any' })),
  ...['pnpm', 'yarn', 'bun'].flatMap((manager) =>
    scripts
      .filter((script) => script !== 't')
      .map((script): Family => ({ command: [manager, ...words(script)], options: pnpmOptions, operands: 'any' })),
  ),
  ...['test', 'check', 'build', 'clippy', 'doc', 'bench'].map(
    (name): Family => ({
      command: ['cargo', name],
      options: [...words(cargoOptions), '-p *', '--package *', '--features *', '--test *', '--bin *', '--example *'],
      operands: 'any',
    }),
  ),
  { command: ['cargo', 'fmt'], options: ['--all', '--check', '-q'] },
  ...['test', 'vet', 'build'].map(
    (name): Family => ({
      command: ['go', name],
      options: [...words(goOptions), '-run *', '-count *', '-timeout *', '-bench *'],
      operands: 'paths',
    }),
  ),
  ...[
    ['pytest'],
    ['python', '-m', 'pytest'],
    ['python3', '-m', 'pytest'],
    ['poetry', 'run', 'pytest'],
    ['uv', 'run', 'pytest'],
  ].map(
    (command): Family => ({ command, options: [...words(pytestOptions), '-k *', '-m *', '-n *'], operands: 'paths' }),
  ),
  { command: ['python', '-m', 'unittest'], options: ['-v', '-q', '-f', 'discover'], operands: 'paths' },
  { command: ['python3', '-m', 'unittest'], options: ['-v', '-q', '-f', 'discover'], operands: 'paths' },
  { command: ['mypy'], options: ['--strict', '--pretty', '--no-error-summary'], operands: 'paths' },
  { command: ['ruff', 'check'], options: ['--fix', '--quiet', '-q', '--output-format=*'], operands: 'paths' },
  { command: ['ruff', 'format'], options: ['--check', '--diff', '--quiet'], operands: 'paths' },
  { command: ['black'], options: ['--check', '--diff', '--quiet', '-q'], operands: 'paths' },
  { command: ['flake8'], operands: 'paths' },
  {
    command: ['tsc'],
    options: ['--noEmit', '-b', '--build', '--pretty', '-p *', '--project *', '--watch=false'],
    operands: 'none',
  },
  {
    command: ['eslint'],
    options: ['--fix', '--quiet', '--cache', '--max-warnings=*', '--ext=*', '--ext *'],
    operands: 'paths',
  },
  { command: ['prettier'], options: ['--check', '--write', '-c', '-w', '-l', '--list-different'], operands: 'paths' },
  { command: ['biome', 'check'], options: ['--write'], operands: 'paths' },
  {
    command: ['vitest', 'run'],
    options: ['--coverage', '-t *', '--reporter=*', '--project=*', '--project *', '--bail=*'],
    operands: 'paths',
  },
  {
    command: ['jest'],
    options: ['--coverage', '--ci', '--runInBand', '-i', '-t *', '--silent', '--verbose', '--watchAll=false'],
    operands: 'paths',
  },
  { command: ['mocha'], options: ['-g *', '--grep *', '--bail', '-b', '--exit'], operands: 'paths' },
  ...['test', 'check', 'lint', 'build', 'all', 'format', 'fmt', 'typecheck', 'unit', 'tests', 'docs', 'clean'].map(
    (target): Family => ({
      command: ['make', target],
      options: ['-j', '-j*', '-k', '-s', '--silent', '-n', '-B'],
    }),
  ),
  ...['test', 'compile', 'verify', 'package'].map(
    (goal): Family => ({ command: ['mvn', goal], options: ['-q', '-B', '-o', '-Dtest=*'] }),
  ),
  ...['gradle', './gradlew'].flatMap((tool) =>
    ['test', 'check', 'build', 'assemble', 'lint'].map(
      (task): Family => ({
        command: [tool, task],
        options: ['--info', '--quiet', '-q', '--stacktrace', '--offline', '--no-daemon', '--tests *'],
      }),
    ),
  ),
  ...['test', 'build'].map(
    (name): Family => ({
      command: ['dotnet', name],
      options: ['--no-restore', '--no-build', '-v *', '-c *', '--filter *', '--nologo'],
      operands: 'paths',
    }),
  ),
  ...['test', 'compile', 'format', 'credo', 'dialyzer'].map(
    (task): Family => ({
      command: ['mix', task],
      options: ['--trace', '--check-formatted', '--strict'],
      operands: 'paths',
    }),
  ),
  { command: ['rspec'], options: ['--fail-fast', '--format=*', '-f *'], operands: 'paths' },
  { command: ['bundle', 'exec', 'rspec'], options: ['--fail-fast', '--format=*', '-f *'], operands: 'paths' },
  { command: ['rubocop'], options: ['-a', '-A', '--parallel'], operands: 'paths' },
  { command: ['phpunit'], options: ['--filter=*', '--filter *', '--testdox'], operands: 'paths' },
  { command: ['swift', 'test'], options: ['--filter *', '--parallel'] },
  { command: ['swift', 'build'], options: ['-c *'] },
  { command: ['ctest'], options: ['-V', '-j*', '-R *', '--output-on-failure'] },
  { command: ['shellcheck'], options: ['-x', '-S *', '-f *'], operands: 'paths' },
];

/** What "Always allow" may generalise besides: these change the project's history or files, but nothing outside. */
const changing: readonly Family[] = [
  { command: ['git', 'add'], options: ['-A', '--all', '-u', '--update', '-v', '-N'], operands: 'paths' },
  {
    command: ['git', 'commit'],
    options: ['-m *', '-a', '-am *', '--amend', '--no-edit', '--allow-empty', '-q', '-v', '-s', '--signoff'],
    operands: 'paths',
  },
  { command: ['git', 'stash', 'push'], options: ['-m *', '-u', '--include-untracked', '-k'], operands: 'paths' },
  { command: ['git', 'switch'], options: ['-c', '--create'], operands: 'paths' },
  { command: ['git', 'mv'], operands: 'paths' },
  { command: ['mkdir'], options: ['-p', '-v'], operands: 'paths' },
  { command: ['touch'], operands: 'paths' },
];

/** A hundred rules are read in the time in which a start could have sent its first request: they wait for a command. */
let known: readonly Rule[] | undefined;
let proposed: readonly Rule[] | undefined;

/** As rules that allow. Read with the schema of a person's rules: what that refuses must not stand here. */
export function knownFamilies(): readonly Rule[] {
  known ??= families.map(asRule);
  return known;
}

/** Those, and the others that "Always allow" may offer. */
export function proposedFamilies(): readonly Rule[] {
  proposed ??= [...knownFamilies(), ...changing.map(asRule)];
  return proposed;
}

function asRule(family: Family): Rule {
  return Rule.parse({ decision: 'allow', ...family });
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((one) => one !== '');
}
