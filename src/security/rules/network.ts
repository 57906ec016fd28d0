import type { Part } from '../shell/analysis.ts';
import { isOpenEnded } from './openEnded.ts';

const programs = new Set(
  `curl wget http https xh aria2c ssh scp sftp rsync mosh telnet nc ncat netcat socat ftp lftp dig host nslookup ping
  traceroute whois gh glab hub aws gcloud gsutil az kubectl helm heroku fly vercel netlify wrangler docker podman
  brew apt apt-get dnf yum pacman apk snap gem pip pip3 pipx uvx npx bunx pnpx twine mail sendmail mutt openssl terraform
  tofu pulumi ansible ansible-playbook rclone restic borg svn hg psql mysql mongosh redis-cli`.split(/\s+/),
);

const subcommands: Readonly<Record<string, RegExp>> = {
  git: /^(?:push|pull|fetch|clone|remote|ls-remote|submodule|send-email|archive|request-pull|credential)$/,
  npm: /^(?:i|install|ci|add|publish|update|audit|view|info|login|whoami|search|outdated|exec|x|init|create|pack|dist-tag)$/,
  pnpm: /^(?:i|install|add|publish|update|audit|view|login|outdated|dlx|exec|create)$/,
  yarn: /^(?:install|add|publish|upgrade|audit|info|login|outdated|dlx|exec|create|npm)$/,
  bun: /^(?:i|install|add|publish|update|x|create)$/,
  cargo: /^(?:install|publish|fetch|update|add|search|login|yank|owner)$/,
  go: /^(?:get|install|mod|run)$/,
  dotnet: /^(?:restore|nuget|tool|add|publish)$/,
  poetry: /^(?:install|add|update|publish|lock)$/,
  uv: /^(?:add|sync|pip|publish|lock|tool)$/,
  bundle: /^(?:install|update|add)$/,
  composer: /./,
  mvn: /^(?:deploy|release.*)$/,
};

/**
 * True where a command may send something away, as far as its words tell: by its program, by an address among its words,
 * or because it runs code that they do not show.
 */
export function mayReachNetwork(parts: readonly Part[]): boolean {
  return parts.some(
    ({ calls, text, findings }) =>
      findings.length > 0 &&
      (calls.length === 0 ||
        /:\/\/|\/dev\/(?:tcp|udp)\//.test(text) ||
        calls.some(({ words }) => reaches(words.map((word) => word.text)))),
  );
}

function reaches([program, ...rest]: readonly (string | undefined)[]): boolean {
  if (program === undefined) return true;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (programs.has(name)) return true;
  const known = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  const plain = rest.find((word) => word === undefined || !word.startsWith('-'));
  if (known && rest.length > 0 && (plain === undefined || known.test(plain))) return true;
  if (rest.some((word) => word !== undefined && /^[\w.-]+@[\w.-]+/.test(word))) return true;
  return isOpenEnded([name]) && isOpenEnded([name, ...rest.map((word) => word ?? '-')]);
}
