/** What a word of a command says it does. The first group that holds a word counts, so grave ones stand first. */
const groups = {
  destroy:
    'delete del rm remove destroy drop purge prune wipe erase truncate reset flush kill terminate shutdown discard shred expire unlink deregister evict clear obliterate trash nuke rollback down gc overwrite abandon reboot poweroff halt force-delete rmi mirror',
  send: 'push publish upload deploy release send promote submit share notify mail post emit broadcast export-remote tunnel expose replicate ship rollout register announce distribute sync copy-to put webhook serve',
  change:
    'apply set patch scale restart enable disable import restore migrate upgrade update edit attach detach tag-remote grant revoke chmod chown mount umount insert alter rename-remote replace invoke execute trigger cancel approve merge rebase amend override unlock taint bootstrap provision seed rotate start stop up exec attach load link unlink install-hook on off',
  acquire:
    'install add get download fetch pull clone i self-update self-upgrade require dlx tap init create new plugin plugins extension get-url',
  secret:
    'login logout token tokens secret secrets password passwd credential credentials key keys keychain auth decrypt sign unseal print-access-token keygen whoami apikey add-user adduser',
  escalate: 'sudo su root admin privileged elevate daemon daemonize service autostart cron startup',
  verify:
    'test tests unit e2e integration lint linting check checks typecheck type-check types tsc format fmt prettier eslint validate verify build compile bench benchmark coverage cov doc docs spec specs analyze analyse audit-local vet clippy style codegen generate gen bundle storybook snapshot smoke watch dev ci qa jest vitest mocha pytest rspec stylelint typecheck assemble pack',
  look: 'list ls show status info get describe view cat print diff log version help search find count stats outdated tree graph why explain blame history doctor env dump-config freeze licenses plan preview inspect dry-run parse dump',
} as const;

export type WordGroup = keyof typeof groups;

const groupOf = new Map<string, WordGroup>();
for (const name of Object.keys(groups).reverse() as WordGroup[])
  for (const word of groups[name].split(' ')) groupOf.set(word, name);

/** Groups that never make a command look better. */
export const grave: ReadonlySet<WordGroup> = new Set(['destroy', 'send', 'change', 'acquire', 'secret', 'escalate']);

/** The groups of a word and of its pieces, e.g. `test:unit` or `db-drop`. */
export function groupsOf(word: string): ReadonlySet<WordGroup> {
  const lower = word.toLowerCase();
  const pieces = [
    lower,
    ...lower.split(/[^a-z0-9]+/),
    ...word.split(/(?=[A-Z])|[^A-Za-z0-9]+/).map((piece) => piece.toLowerCase()),
  ];
  const found = new Set<WordGroup>();
  for (const piece of pieces) {
    const group = groupOf.get(piece);
    if (group) found.add(group);
  }
  return found;
}

/** Options that only tell what would be done, or that hold to what is written down. Nothing else may lower a risk. */
export const relieving: ReadonlySet<string> = new Set(
  '--dry-run --dryrun --check --help --version --list --frozen-lockfile --immutable --locked --frozen --require-hashes --noEmit --no-write --just-print --what-if --list-tests --collect-only --dry-run=client --list-different --diff --validate --syntax-check'.split(
    ' ',
  ),
);

/** Long options that make a command graver, also when they are shortened. */
const graveOptions =
  '--force --hard --delete --remove --prune --mirror --exec --upload-pack --receive-pack --output --no-verify --yes --assume-yes --auto-approve --purge --recursive --all --global --system --privileged --volume --mount --privileged --unsafe --insecure --no-check-certificate --password --token --data --data-binary --upload-file --form --post-file --post-data --config --registry --index-url --extra-index-url --trusted-host --plugin --eval --command --script --require --import --preload --in-place --overwrite --force-with-lease --amend --discard-changes --ignore-unmatch --remote --host --publish --push --load --allow-net --allow-all --allow-run --system-site-packages --break-system-packages --unset --edit --replace-all --rebase --exec-path --init-script --rsh --rsync-path --to-command --checkpoint-action --use-compress-program --remove-source-files --delete-after --remove-files --hostname --listen --bind --daemon --detach --ext-diff --textconv --open-files-in-pager'.split(
    ' ',
  );

/** The grave option that a long option is or is short for. */
export function graveOption(option: string): string | undefined {
  const name = option.split('=', 1)[0] ?? option;
  if (name.length < 5) return graveOptions.find((one) => one === name);
  return graveOptions.find((one) => one === name) ?? graveOptions.find((one) => one.startsWith(name));
}

/** Code or queries in a word that destroy, send or run. */
export const graveText =
  /\b(?:drop\s+(?:table|database|schema|index|view|user|collection)|truncate\b|delete\s+from|alter\s+(?:table|user|role|system)|update\s+\w+\s+set|insert\s+into|grant\s+\w|flush(?:all|db)\b|dropDatabase|deleteMany|rm\s+-\w|rmtree|unlink|rmSync|writeFile|child_process|subprocess|os\.system|popen|exec\w*\s*\(|eval\s*\(|urlopen|requests\.|fetch\s*\(|https?:\/\/|socket|base64|process\.env|environ|getenv|curl\b|wget\b|\bnc\s|shutil|spawn|system\s*\(|ENV\[|File\.(?:write|delete)|open\([^)]*['"][wa]|chmod|sudo\b|\/etc\/|~\/|\.ssh|copy\s+.*\bto\s+program|load_file|into\s+outfile)/i;
