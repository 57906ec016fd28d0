import { describe, expect, it } from 'vitest';
import { createSanitiser, inspect, sanitise } from '../../../../src/security/sanitise.ts';

// Keys are put together here, so that no scanner takes this file for a leak.

const letters = 'aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xYzC+/';
function run(length: number, seed: number): string {
  return Array.from({ length }, (_, at) => letters[((at + seed) * 7 + ((at * seed) >> 3)) % letters.length]).join('');
}

const dashes = '-'.repeat(5);
const body = [...Array.from({ length: 9 }, (_, at) => `M${run(63, at)}`), `${run(21, 5)}=`];
const lines = [`${dashes}BEGIN RSA PRIVATE KEY${dashes}`, ...body, `${dashes}END RSA PRIVATE KEY${dashes}`];
const armour = [
  `${dashes}BEGIN PGP PRIVATE KEY BLOCK${dashes}`,
  'Version: X',
  '',
  ...body,
  '=aB3d',
  `${dashes}END PGP PRIVATE KEY BLOCK${dashes}`,
];
const encrypted = [lines[0] ?? '', 'Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,0F', '', ...lines.slice(1)];

function bare(text: string): string {
  return text.replace(/(\[secret:[a-z0-9-]+)#[0-9a-f]{4}\]/g, '$1]');
}

/** What programs make of a line. */
const shown: Readonly<Record<string, (line: string, at: number) => string>> = {
  'numbers and tabs': (line, at) => `${at + 1}\t${line}`,
  'numbers of cat -n': (line, at) => `${String(at + 9).padStart(6)}\t${line}`,
  'numbers of less': (line, at) => `${String(at + 98).padStart(7)} ${line}`,
  'numbers and arrows': (line, at) => `${String(at + 98).padStart(5)}→${line}`,
  'grep -n': (line, at) => `${at + 12}:${line}`,
  'grep -n of many files': (line, at) => `deploy/keys/production/server.pem:${at + 8}:${line}`,
  'grep -A': (line, at) => (at === 0 ? `server.pem:${line}` : `server.pem-${line}`),
  'grep -n -A': (line, at) =>
    at === 0 ? `certificates/private/server.pem:12:${line}` : `certificates/private/server.pem-${at + 12}-${line}`,
  'ripgrep with columns': (line, at) => `a/b.pem:${at + 1}:1:${line}`,
  'git blame': (line, at) => `a1b2c3d4 (Ann Example 2024-01-01 10:00:00 +0000 ${String(at + 1).padStart(3)}) ${line}`,
  'git blame of the first commit': (line, at) =>
    `^1b2c3d4 keys/x.pem (Ann 2024-01-01 10:00:00 +0000 ${at + 1}) ${line}`,
  'an added file': (line) => `+${line}`,
  'a deleted file': (line) => `-${line}`,
  'the context of a diff': (line) => ` ${line}`,
  'a merge': (line) => `++${line}`,
  'a diff with numbers': (line, at) => `${at + 1} +${line}`,
  'a quotation': (line) => `> ${line}`,
  'a quotation of a quotation': (line) => `> > ${line}`,
  'a comment of C': (line) => `// ${line}`,
  'a comment of a shell': (line) => `# ${line}`,
  'a comment of documentation': (line) => ` * ${line}`,
  'a comment of SQL': (line) => `-- ${line}`,
  'a frame': (line) => `| ${line}`,
  'a table': (line) => `| ${line} |`,
  'the log of a container': (line) => `web_1  | ${line}`,
  'a log with times': (line, at) => `2024-05-01T10:00:${String(at + 10)}.123Z ${line}`,
  'the log of a system': (line, at) => `May  1 10:00:${String(at + 10)} host app[123]: ${line}`,
  'an array of JSON': (line) => `  "${line}",`,
  'an array of JSON with numbers': (line, at) => `${at + 4}\t    "${line}",`,
  'strings that are joined': (line) => `  "${line}\\n" +`,
  'strings that are joined, with numbers': (line, at) => `${at + 30}:  '${line}\\n' +`,
  'strings of PHP': (line) => `  '${line}' . `,
  'strings of C': (line) => `"${line}\\n"`,
  'lines that go on': (line) => `${line}\\`,
  'Windows line ends': (line) => `${line}\r`,
  'spaces behind': (line) => `${line}  `,
  'cat -A': (line) => `${line}$`,
  'cat -A of Windows': (line) => `${line}^M$`,
  'a table with another cell': (line, at) => `| ${at} | ${line} | yes |`,
  HTML: (line) => `${line}<br>`,
  'the log of Docker': (line) => `{"log":"${line}\\n","stream":"stdout","time":"2024-05-01T10:00:00.1Z"}`,
  'a log of objects': (line, at) => `{"level":"info","time":${1700 + at},"msg":"${line}","pid":1}`,
  'echo to a file': (line) => `echo "${line}" >> key.pem`,
  'calls that append': (line) => `  text.append("${line}\\n");`,
};

/** The text of a line without the key. */
const around = (show: (line: string, at: number) => string, at: number): readonly [string, string] => {
  const [before = '', after = ''] = show('\u0001', at).split('\u0001');
  return [before, after];
};

describe.each(Object.entries({ lines, armour, encrypted }))('a key as %s', (_, key) => {
  it.each(Object.entries(shown))('in %s', (_name, show) => {
    const [before] = around(show, 0);
    const [, after] = around(show, key.length - 1);
    const raw = ['before', ...key.map(show), 'text behind it', ''].join('\n');
    const clean = sanitise(raw);
    expect(bare(clean)).toBe(`before\n${before}[secret:private-key]${after}\ntext behind it\n`);
    expect(sanitise(clean)).toBe(clean);
  });

  it.each(Object.entries(shown))('in %s, whatever the pieces', (_name, show) => {
    const raw = ['before', ...key.map(show), 'text behind it', ''].join('\n');
    for (const size of [1, 7, 100]) {
      const sanitiser = createSanitiser();
      let text = '';
      for (let at = 0; at < raw.length; at += size) text += sanitiser.push(raw.slice(at, at + size));
      expect(text + sanitiser.end()).toBe(inspect(raw).text);
    }
  });
});

describe('a key that is cut off', () => {
  it.each(Object.entries(shown))('in %s', (_name, show) => {
    const raw = [...lines.slice(0, 4).map(show), show((lines[4] ?? '').slice(0, 30), 4)].join('\n');
    const text = sanitise(raw);
    for (const line of body) expect(text).not.toContain(line.slice(0, 20));
  });

  it.each(Object.entries(shown))('in %s, with text behind it', (_name, show) => {
    const text = sanitise([...lines.slice(0, 4).map(show), '[cut here]', 'and the rest of the text'].join('\n'));
    expect(text).toContain('\n[cut here]\nand the rest of the text');
    for (const line of body) expect(text).not.toContain(line.slice(0, 20));
  });
});

const width = 50;
const wrapped = lines.flatMap((line) => [line.slice(0, width), line.slice(width)]).filter((line) => line !== '');

const among = (...foreign: string[]) => lines.toSpliced(4, 0, ...foreign).join('\n');
describe('a key in other shapes', () => {
  it.each<[string, string, string]>([
    ...['\\u000a', '\\n', '&#10;', '%0A', '%0D%0A', '<br/>'].map((end): [string, string, string] => [
      `with ${end}`,
      `a ${lines.join(end)} b`,
      'a [secret:private-key] b',
    ]),
    ['in an address', `a=${encodeURIComponent(lines.join('\n')).replaceAll('%20', ' ')}&b`, 'a=[secret:private-key]&b'],
    ['behind a remark', among().replace('\n', '\n# prod key, do not share\n'), '[secret:private-key]'],
    [
      'with numbers on their own lines',
      lines.map((line, at) => `${at + 1}\n${line}`).join('\n'),
      '1\n[secret:private-key]',
    ],
    ['with lines left out', `${among('… [10 lines truncated] …')}\nb`, '[secret:private-key]\nb'],
    ['among another log', `${among('GET / 200', 'a warning (of 2)', 'GET /a 404')}\nb`, '[secret:private-key]\nb'],
    [
      'cut off, with much of something else',
      `${lines.slice(0, 5).join('\n')}\none (1)\ntwo (2)\nthree (3)\nfour (4)\nfive (5)\nsix (6)\n${body[6]}`,
      `[secret:private-key]\none (1)\ntwo (2)\nthree (3)\nfour (4)\nfive (5)\nsix (6)\n${body[6]}`,
    ],
    ['wrapped by a terminal', `a\n${wrapped.join('\n')}\nb`, 'a\n[secret:private-key]\nb'],
    [
      'JSON in JSON',
      JSON.stringify(JSON.stringify({ key: lines.join('\n') })),
      '"{\\"key\\":\\"[secret:private-key]\\"}"',
    ],
    ['on one line', `k='${lines.join(' ')}'`, "k='[secret:private-key]'"],
    ['without spaces', lines.join(''), '[secret:private-key]'],
    [
      'PuTTY',
      `PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: x\nPublic-Lines: 1\nAAAAB3NzaC1yc2E=\nPrivate-Lines: ${body.length}\n${body.join('\n')}\nPrivate-MAC: ${'0f'.repeat(32)}\n`,
      `PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: x\nPublic-Lines: 1\nAAAAB3NzaC1yc2E=\nPrivate-Lines: ${body.length}\n[secret:private-key]\nPrivate-MAC: ${'0f'.repeat(32)}\n`,
    ],
    [
      'PuTTY, with numbers',
      ['Comment: x', `Private-Lines: ${body.length}`, ...body, 'Private-MAC: 0f']
        .map((line, at) => `${at}\t${line}`)
        .join('\n'),
      `0\tComment: x\n1\tPrivate-Lines: ${body.length}\n[secret:private-key]\n12\tPrivate-MAC: 0f`,
    ],
  ])('%s', (_, raw, clean) => {
    const text = sanitise(raw);
    expect(bare(text)).toBe(clean);
    expect(sanitise(text)).toBe(text);
  });

  it('has one label in all of them', () => {
    const label = sanitise(lines.join('\n'));
    for (const show of Object.values(shown)) expect(sanitise(lines.map(show).join('\n'))).toContain(label);
  });
});

const inBase64 = Buffer.from(`${lines.join('\n')}\n`).toString('base64');
const inLines = (width: number, indent: string) =>
  (inBase64.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).map((line) => indent + line).join('\n');
const certificate = Buffer.from(lines.join('\n').replaceAll('RSA PRIVATE KEY', 'CERTIFICATE')).toString('base64');

describe('a key in base64', () => {
  it.each<[string, string, string]>([
    [
      'of kubectl',
      `    client-certificate-data: ${certificate}\n    client-key-data: ${inBase64}\n- name: x\n`,
      `    client-certificate-data: ${certificate}\n    client-key-data: [secret:private-key]\n- name: x\n`,
    ],
    ['in JSON', `{"tls.key":"${inBase64}","a":1}`, '{"tls.key":"[secret:private-key]","a":1}'],
    ['in lines', `$ base64 key.pem\n${inLines(76, '')}\n$ next\n`, '$ base64 key.pem\n[secret:private-key]\n$ next\n'],
    ['in YAML', `tls.key: |\n${inLines(64, '    ')}\nother: 1\n`, 'tls.key: |\n    [secret:private-key]\nother: 1\n'],
    [
      'in the middle of a line',
      `key: ${inLines(76, '  ').trim()}\n  next: 1\n`,
      'key: [secret:private-key]\n  next: 1\n',
    ],
    ['at the very end', `a\n${inLines(76, '')}`, 'a\n[secret:private-key]'],
    [
      'a login of Docker',
      `.dockerconfigjson: ${Buffer.from('{"auths":{"r.example":{"auth":"bWU6aHVudGVyMnh5eg=="}}}').toString('base64')}\n`,
      '.dockerconfigjson: [secret:docker-login]\n',
    ],
  ])('%s', (_, raw, clean) => {
    const text = sanitise(raw);
    expect(bare(text)).toBe(clean);
    expect(sanitise(text)).toBe(text);
    for (const size of [1, 7, 100]) {
      const sanitiser = createSanitiser();
      let pieces = '';
      for (let at = 0; at < raw.length; at += size) pieces += sanitiser.push(raw.slice(at, at + size));
      expect(pieces + sanitiser.end()).toBe(text);
    }
  });
});

const header = lines[0] ?? '';
it.each([
  `const header = '${header}';\nconst body = createReadStreamOfSomethingLong2(path);\n`,
  `1\tif (text.includes('${header}')) {\n2\t  return ${'aB3dE5fG7hJ9'.repeat(2)};\n3\t}\n`,
  `Look for \`${header}\` in files such as\nsrc/a/very/long/path/to/something.ts\n`,
  `grep -rn '${header}' .\n./docs/keys.md:12:It begins with a header\n`,
  `ca: ${certificate}\nauths: eyJhdXRocyI6e319\n`,
  `grep: ${header}\nsrc/security/keys/reader\nsrc/security/keys/writer\n`,
  `${header}\ninternationalization\nsrc/components/something/else\n`,
  `${header} is how it begins\nsrc/components/Some2Thing/Another3Thing/AndMore/OfThem1/index\n`,
  `${header}\n...\n${dashes}END RSA PRIVATE KEY${dashes}\n`,
  `12:${header}\n13:<base64 of the key>\n14:${dashes}END RSA PRIVATE KEY${dashes}\n`,
  `Private-Lines: 12\nare what PuTTY calls them\n`,
  `integrity:\n${body.join('\n')}\n`,
  body.map((line, at) => `${at}\t${line}`).join('\n'),
])('%j, which holds no key, comes back as it is', (text) => {
  expect(sanitise(text)).toBe(text);
});
