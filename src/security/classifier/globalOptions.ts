import type { Token } from './resolveWord.ts';

/** Options before a subcommand that do not change what it does: those without a value, and those with one. */
const table: Readonly<Record<string, readonly [flags: string, valued: string]>> = {
  git: ['--no-pager -P --no-optional-locks --literal-pathspecs', '-C'],
  npm: ['-s --silent --if-present', '-w --workspace --prefix -C --loglevel'],
  pnpm: ['-r --recursive -w --workspace-root -s --silent --if-present --parallel --stream', '-F --filter -C --dir'],
  yarn: ['-s --silent', '--cwd'],
  bun: ['--silent --bun', '--cwd --filter'],
  make: ['-k -s -B --silent --keep-going', '-j --jobs -C --directory'],
  gmake: ['-k -s', '-j -C'],
  ninja: ['-v -k', '-j -C'],
  cargo: ['-q -v --quiet --verbose --locked --offline --frozen', '--color'],
  go: ['', '-C'],
  gradle: ['-q --quiet --no-daemon --info --stacktrace --offline --console=plain --parallel', '-p'],
  './gradlew': ['-q --quiet --no-daemon --info --stacktrace --offline --console=plain --parallel', '-p'],
  mvn: ['-q -B -o -ntp --quiet --batch-mode --offline -am', '-f -pl -T'],
  './mvnw': ['-q -B -o -ntp --quiet --batch-mode --offline -am', '-f -pl -T'],
  docker: ['', '--context -c -H --host'],
  'docker-compose': ['', '-f --file -p --project-name --profile'],
  kubectl: ['', '-n --namespace --context --kubeconfig'],
  helm: ['', '-n --namespace --kube-context'],
  terraform: ['', '-chdir'],
  aws: ['', '--profile --region --output'],
  gcloud: ['-q --quiet', '--project --account'],
  az: ['', '--subscription'],
  gh: ['', '-R --repo'],
  python: ['-B -u -X', '-W'],
  python3: ['-B -u', '-W'],
  bazel: ['', '--output_base --bazelrc'],
  turbo: ['', '--filter'],
  nx: ['', ''],
  just: ['-q --quiet', ''],
  task: ['-s --silent', '-d --dir'],
};

/** The words from the subcommand on. */
export function afterGlobals(program: string, words: readonly Token[]): readonly Token[] {
  const row = table[program];
  if (!row) return words;
  const flags = row[0].split(' ');
  const valued = row[1].split(' ');
  let at = 0;
  while (at < words.length) {
    const text = words[at]?.text ?? '';
    if (flags.includes(text) || /^\+[\w.-]+$/.test(text)) at += 1;
    else if (valued.includes(text)) at += 2;
    else if (/^--?[\w-]+=/.test(text) && valued.includes(text.split('=', 1)[0] ?? '')) at += 1;
    else if (/^-j\d+$/.test(text) && valued.includes('-j')) at += 1;
    else break;
  }
  return words.slice(at);
}
