/** Where the self-test's script tries what. All absolute. */
export interface ScriptPlaces {
  /** A repository with hooks, and one without; both roots of the sandbox for the test. */
  readonly repository: string;
  readonly bare: string;
  /** Folders of the person that no command may write: one made for the test, and the home folder. */
  readonly outside: string;
  readonly home: string;
  /** Files with the secret word: one in the workspace, one in Belay's own folder. */
  readonly workspaceSecret: string;
  readonly ownSecret: string;
  /** Existing files of the true workspace that must not open for writing; nothing is written into them. */
  readonly guarded: readonly string[];
  readonly socket: string;
  readonly port: number;
  /** The person allows this machine's own address, so that the proxy may let it through. */
  readonly loopbackAllowed: boolean;
  readonly hostProcess: number;
  /** Unique within the machine, for names. */
  readonly id: string;
}

interface Check {
  readonly name: string;
  /** For people: what must not be possible (or, for the first ones, must be). */
  readonly says: string;
  readonly expects: 'works' | 'fails';
  readonly only?: NodeJS.Platform;
  /** Shell text that succeeds where the sandbox does not hold. Nothing that it does may harm where it succeeds. */
  attempt(places: ScriptPlaces): string;
}

const q = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Asks the proxy for a host and succeeds where it says yes. The address is the one that commands are told. */
const throughProxy = (target: string): string =>
  `p=\${HTTP_PROXY#http://}; a=\${p%@*}; h=\${p##*@}; exec 3<>"/dev/tcp/\${h%:*}/\${h##*:}"; ` +
  `printf 'CONNECT ${target} HTTP/1.1\\r\\nHost: ${target}\\r\\nProxy-Authorization: Basic %s\\r\\n\\r\\n' ` +
  `"$(printf %s "$a" | base64 | tr -d '\\n')" >&3; read -r -t 5 _ status _ <&3; [ "$status" = 200 ]`;

export const selfTestChecks: readonly Check[] = [
  {
    name: 'commands',
    says: 'An ordinary command runs.',
    expects: 'works',
    attempt: () => '[ "$(printf ok | cat)" = ok ]',
  },
  {
    name: 'workspace',
    says: 'A command can write in the workspace and in its temporary folder.',
    expects: 'works',
    attempt: ({ repository, id }) =>
      `: > ${q(`${repository}/${id}`)} && printf ok > "$TMPDIR/${id}" && [ "$(cat "$TMPDIR/${id}")" = ok ]`,
  },
  {
    name: 'writeOutside',
    says: 'A command cannot write outside the workspace.',
    expects: 'fails',
    attempt: ({ outside, id }) => `: > ${q(`${outside}/${id}`)}`,
  },
  {
    name: 'writeHome',
    says: 'A command cannot write in your home folder.',
    expects: 'fails',
    attempt: ({ home, id }) => `: > ${q(`${home}/.belay-self-test-${id}`)}`,
  },
  {
    name: 'symlink',
    says: 'A link made inside the workspace does not lead out of it.',
    expects: 'fails',
    attempt: ({ repository, outside, id }) =>
      `ln -s ${q(outside)} ${q(`${repository}/link`)} && : > ${q(`${repository}/link/${id}-link`)}`,
  },
  {
    name: 'hooks',
    says: "A command cannot change a repository's hooks or configuration.",
    expects: 'fails',
    attempt: ({ repository }) =>
      `: >> ${q(`${repository}/.git/hooks/pre-commit`)} || : >> ${q(`${repository}/.git/config`)}`,
  },
  {
    name: 'hooksAbsent',
    says: 'A command cannot make hooks where a repository has none.',
    expects: 'fails',
    attempt: ({ bare }) =>
      `mkdir -p ${q(`${bare}/.git/hooks`)}; : > ${q(`${bare}/.git/hooks/pre-commit`)} || mv ${q(`${bare}/.git`)} ${q(`${bare}/moved`)}`,
  },
  {
    name: 'settingsAbsent',
    says: 'A command cannot make settings that the editor or other agents would act on.',
    expects: 'fails',
    attempt: ({ repository }) =>
      `mkdir ${q(`${repository}/.vscode`)} && : > ${q(`${repository}/.vscode/settings.json`)} || : > ${q(`${repository}/.mcp.json`)}`,
  },
  {
    name: 'guarded',
    says: 'The guarded files of this workspace do not open for writing.',
    expects: 'fails',
    attempt: ({ guarded }) => guarded.map((path) => `( : >> ${q(path)} )`).join(' || ') || 'false',
  },
  {
    name: 'secrets',
    says: 'A command cannot read files that hold secrets.',
    expects: 'fails',
    attempt: ({ workspaceSecret, ownSecret }) =>
      `grep -q belay-self-test ${q(workspaceSecret)} || grep -q belay-self-test ${q(ownSecret)}`,
  },
  {
    name: 'network',
    says: 'A command has no network of its own.',
    expects: 'fails',
    attempt: ({ port }) => `exec 3<>/dev/tcp/127.0.0.1/${port}`,
  },
  {
    name: 'proxy',
    says: 'The proxy refuses hosts that are not allowed.',
    expects: 'fails',
    attempt: ({ port, loopbackAllowed }) =>
      ['belay-self-test.invalid:443', ...(loopbackAllowed ? [] : [`127.0.0.1:${port}`])]
        .map((target) => `( ${throughProxy(target)} )`)
        .join(' || '),
  },
  {
    name: 'unixSocket',
    says: 'A command cannot speak to local services through their sockets.',
    expects: 'fails',
    attempt: ({ socket }) =>
      `if command -v socat >/dev/null; then socat -u /dev/null UNIX-CONNECT:${q(socket)}; else nc -U ${q(socket)} </dev/null; fi`,
  },
  {
    name: 'processes',
    says: 'A command cannot see or signal processes outside.',
    expects: 'fails',
    only: 'linux',
    attempt: ({ hostProcess }) => `kill -0 ${hostProcess} || [ -d /proc/${hostProcess}/fd ]`,
  },
  {
    name: 'namespaces',
    says: 'A command cannot make namespaces, in which it could undo the mounts.',
    expects: 'fails',
    only: 'linux',
    attempt: () => 'unshare --user --map-root-user true',
  },
];

/** One script that tries everything and prints a line for each: its name, and whether it succeeded. */
export function selfTestScript(places: ScriptPlaces, platform: NodeJS.Platform = process.platform): string {
  const lines = checksFor(platform).map(
    ({ name, attempt }) =>
      `if ( ${attempt(places)} ) </dev/null >/dev/null 2>&1; then echo ${name} works; else echo ${name} fails; fi`,
  );
  return lines.join('\n');
}

export function checksFor(platform: NodeJS.Platform = process.platform): readonly Check[] {
  return selfTestChecks.filter(({ only }) => only === undefined || only === platform);
}
