// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are shell, templates and code

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../../../src/security/sanitise.ts';

const cases: Readonly<Record<string, readonly string[]>> = {
  'emoji and signs': [
    'family 👨‍👩‍👧‍👦, couple 👩‍❤️‍💋‍👨, health 👩🏽‍⚕️, pride 🏳️‍🌈, pirates 🏴‍☠️',
    'skin tones 👋🏻👋🏼👋🏽👋🏾👋🏿 and 🧑🏿‍🤝‍🧑🏻',
    'flags 🇩🇪🇫🇷🇯🇵 and 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} 🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
    'keycaps 0️⃣ 9️⃣ #️⃣ *️⃣ and 1⃣',
    'hearts ❤️ ♥︎ ♥️ ☎︎ ☎️ ©️ ®️ ™️ ‼️',
    'newer ones 🐦‍⬛ 🍋‍🟩 🚶‍➡️ 🙂‍↔️ ⛓️‍💥 👁️‍🗨️',
    'arrows ↔️ ▶️ ⏯️ and boxes ☑️ ✔️ ✖️',
    'braille ⠀⠁⠃ blocks ▁▂▃▄▅▆▇█ boxes ┌─┐│└┘ powerline \ue0b0\ue0a0',
    'maths ∑∫√∞≠≤≥⊂⊃ 𝔸𝕓𝒞 and 0 ⩽︀ 1',
    'a replacement � and spaces\u00a0\u2003\u3000of other widths',
  ],
  scripts: [
    'שלום עולם, מה שלומך?',
    'עברית עם C++\u200e באמצע, ו\u200fסוף.',
    'מְנֻקָּד וְגַם ‏(סוגריים)‏',
    'مرحبا بالعالم، كيف حالك؟ ١٢٣',
    'السعر ‎$100‎ فقط',
    'می\u200cخواهم این کتاب\u200cها را بخوانم',
    'نمی\u200cدانم؛ خانه\u200cای',
    'سال ۱۴۰۳ ه\u200d.ش',
    'میں اردو لکھتا ہوں۔',
    'क्\u200dष और क्\u200cष, श्री',
    'বাংলা ত্\u200d এবং র\u200d্য',
    'മലയാളം അവന്\u200d കണ്\u200d',
    'සිංහල ශ්\u200dරී ලංකා',
    'தமிழ் க்\u200cஷ',
    'ಕನ್ನಡ ರ\u200d್ಯ',
    'ខ្ញុំ\u200bចូលចិត្ត\u200bអាន',
    'ภาษา\u200bไทย สวัสดีครับ',
    'မြန်မာ\u200bဘာသာ',
    'བོད་སྐད་',
    'ᠮᠣᠩᠭᠣᠯ\u180eᠠ ᠪᠣ\u180bᠯ',
    '日本語 葛\u{e0100}城市 辻\u{e0101}さん、全角：；！',
    '中文，简体和繁體。',
    '한국어 조합 ᄒᆞᆫ글 ᅟᅡ',
    'Tiếng Việt, Čeština, Ελληνικά, Русский, ქართული, Հայերեն',
    'e\u0301 decomposed, z\u0351\u036b many marks',
  ],
  'hashes and identifiers': [
    'commit 9fceb02d0ae598e95dc970b74767f19372d61af8 (HEAD -> main)',
    'd41d8cd98f00b204e9800998ecf8427e  empty.txt',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'index 83db48f..bf269f4 100644',
    '123e4567-e89b-12d3-a456-426614174000',
    'urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
    '"integrity": "sha512-Wf3XUxCb1vTqQm0r5Y8mAdJ2uV0nqk0F9cN0B2oJk4b3Qp8J6yzV7xW9T2lKq5uM8rE1sD3fG6hJ0kL2pO4iAQ=="',
    'yarn.lock: checksum: 10c0/2e563e00c5bc5c779187803adeb5bfe2a85ae08cb1ffd4f0f5f3ab1c48b22b5c',
    'golang.org/x/net v0.17.0 h1:pVaXccu2ozPjCXewfr1S7xza/zcXTity9cCdXQYSjIM=',
    'image: nginx@sha256:4c0fdaa8b6341bfdeca5f18f7837462c80cff90527ee35ef185571e1c327beac',
    '"resolved": "https://registry.npmjs.org/js-tokens/-/js-tokens-4.0.0.tgz"',
    '"js-tokens": "^3.0.0 || ^4.0.0", "@octokit/auth-token": "^2.4.4", "jsonwebtoken": "9.0.5"',
    'SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8 github.com (RSA)',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl git@host',
    '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n-----END CERTIFICATE-----',
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo\n-----END PUBLIC KEY-----',
  ],
  'encoded data': [
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'TWFuIGlzIGRpc3Rpbmd1aXNoZWQsIG5vdCBvbmx5IGJ5IGhpcyByZWFzb24=',
    'const fixture = "eyJoZWxsbyI6IndvcmxkIn0=";',
    'H4sIAAAAAAAAA0tMSgYAwkEkNQMAAAA=',
    '%E2%9C%93 = ✓, %20 = space, caf%C3%A9',
    '0xdeadbeef 0b1010 1e-9 0777 1_000_000',
    '\\u001b[31m and \\x1b[0m and \\033[1m and ^[[0m as text',
    "const pattern = /\\u001B\\[[0-9;]*m/g; const reset = '\\x1b[0m'; printf '\\e]0;%s\\a'",
  ],
  'code that speaks of secrets': [
    'const token = request.headers.authorization?.split(" ")[1];',
    'password: string; token?: string | undefined; secret = process.env.SECRET_KEY;',
    'const tokens = tokenizer.encode(text); maxTokens: 4096, token_type: "bearer"',
    'if (password === confirmPassword && token !== undefined) return hash(password);',
    'const secretKey = deriveKey(password, salt, 100_000, 32, "sha256");',
    'apiKey: process.env.OPENAI_API_KEY ?? "", accessToken: getToken2Factor(user1Id)',
    'api_key = os.environ["API_KEY"]; password = getpass.getpass("Password: ")',
    'PASSWORD=$DB_PASSWORD TOKEN=${GITHUB_TOKEN:-} SECRET="$(cat /run/secrets/db)"',
    'password: {{ .Values.db.password }}  secret: <%= secret %>  token: ${{ secrets.GITHUB_TOKEN }}',
    'passwordHash, tokenCount: 1234567890, keyCode: 13, secretName: my-app-secret-v2',
    'password: "correct horse battery staple is a comic"',
    'label: "Password is required", placeholder="Enter your API key"',
    'const sha256Digest1 = token; const base64Url2Bytes = secret;',
    'token = base64Url2Bytes(secret); auth = createAuthMiddleware2(options)',
    'export const SIGNIN_TOKEN = "/oauth2/v2.0/token";',
    '<input type="password" id="password1" autocomplete="current-password">',
    'const IDS = { password: "user-password-field-2", token: "token-input" };',
    "expect(login('user', 'password123')).toBe(true);",
    'if (text.startsWith("-----BEGIN PRIVATE KEY-----")) throw new Error("no keys");',
    'pem = `-----BEGIN PRIVATE KEY-----\\n${body}\\n-----END PRIVATE KEY-----`',
    'The header Authorization: Bearer <token> is needed, or Basic with a name.',
    'Authorization: Bearer $TOKEN',
    'class="sk-circle sk-child" --flag=[0-9]* task-list disk-usage',
    'git remote add origin https://github.com/owner/repo.git && ssh user@host:22',
    'https://user@example.org/path?x=1:2@3 and http://localhost:8080/a@b',
    'DATABASE_URL=postgres://user:password@localhost:5432/db and redis://:${REDIS_PASSWORD}@cache',
    'MTU 1500, MDN, NTP, ODBC, SK 12, key-value, low-us1, AKIA, ghp_, sk-ant-',
  ],
  '.env.example': [
    'API_KEY=your_api_key_here\nJWT_SECRET=change-me\nDATABASE_URL=postgres://user:password@localhost:5432/mydb\n',
    'STRIPE_SECRET_KEY=sk_test_xxxxxxxxxxxxxxxxxxxxxxxx\nGITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n',
    'AWS_ACCESS_KEY_ID=\nAWS_SECRET_ACCESS_KEY=<your secret>\nSECRET_KEY_BASE=\nPASSWORD=********\n',
    'OPENAI_API_KEY=sk-...\nSLACK_TOKEN=xoxb-your-token\nPRIVATE_KEY="-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----"\n',
    'TOKEN=\nTOKEN=""\nPORT=3000\nPWD=/home/someone/project2/src\nSSH_AUTH_SOCK=/run/user/1000/keyring/ssh\n',
  ],
  'near misses of secrets': [
    'AKIAIOSFODNN7EXAMPLE and wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY are in the manuals of AWS',
    'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'let hasApiKey = !isBearerToken; const secret = !useSecret2;',
    "const X509_SUBJECT_TOKEN = 'urn:openai:params:oauth:token-type:x509';",
    'password: "input[type=password]", passwordInput: "#password-field"',
    'password: "Contraseña", pass: "Пароль", "password": "パスワードは8文字以上1000文字以下です"',
    '"pass": "ページには少なくとも1つのレベル1の見出しがあります"',
    'password: "^(?=.*[A-Z])(?=.*[0-9]).{8,}$"',
    "password: 'secret123', pass: 12, passed: 'test12ab'",
    'docker run -u 1000:1000 x && chown -R www-data:www-data x && socat -u UDP-RECVFROM:8888,reuseaddr -',
    'docker run -p 8080:80 -p 127.0.0.1:5432:5432 image',
    'mysql -u root -p db < dump.sql; mysql -p"$PASSWORD"; sshpass -p $PW ssh a@b; docker login -p "$TOKEN"',
    '- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: password\n',
    'password: |\n  must be at least 8 characters\n',
    'token:\n  value: string\n',
    'ENV PATH /usr/local/bin:$PATH\nARG TOKEN\nENV TOKEN $TOKEN\n',
    'https://codecov.io/gh/a/b/branch/main/graph/badge.svg?token=XWxph9dpa4',
    'ports: 5432:5432, a.example:5432:x',
    'Version=4.0.0.0, PublicKeyToken=b77a5c561934e089 publicKeyToken="b03f5f7f11d50a3a"',
    'apt install mysql-server -purge; mysql -u root -ports; mysql_upgrade -proto; mysql-server -p8080',
    'a.token=n(123),b.secret=r(45)',
    'a.password=n(123),b.secret=r(45);',
    'docker run -u node:node1Group x && sort -u key:Value1Abc2',
    'docker build --secret id=npmrc,src=.npmrc1 .',
    'http://localhost:3000@foo',
    'TOKEN=service.getBase64EncodedValues.firstOf2Things',
    '"password": "Password must be 8 characters", "pass": "Use 1 digit and 8 letters"',
    '"password": "Enter 8 digits", password: "Step 2!", pass: "Wrong p4ssword, try again."',
    `query = "password='" + pw1Value + "'"; s = 'password="' + esc1(x2) + '"'; t = 'pass="' . $a1 . '"'`,
    `password: "input[name='pass1Word']", password: "^\\\\w{8,16}$", password: "line1\\\\nLine2x"`,
    'password = getPassword1(x)\ntoken = nextToken2;\npassword = nextPassword2\npassword = args[1]\npassword = user1.passWord2\n',
    'password = sha256Digest\n  password = @password\n  pass = pass1 + pass2\n',
    'const password = nextPassword2Fa1;\n',
    'function test_0a1b2c(live_0f3a) {} pat-nana pul-0f3a GR1348941 LTAIR AKIDS EAA 1/2 0/1: sk.eyJ',
    '\ufefftext behind a byte order mark',
  ],
  'markup and settings': [
    '<?xml version="1.0"?>\n<project>\n  <issueManagement><system>GitHub</system></issueManagement>\n  <developers><developer><id>x</id></developer></developers>\n</project>',
    '<users>\n  <user>\n    <name>Ann</name>\n  </user>\n  <user>Bob Smith</user>\n</users>',
    '<system>\n  <os name="linux"/>\n  <assistant enabled="true"/>\n</system>',
    '<invoke name="check" partnerLink="bank" operation="check"/> <parameter name="x" value="1"/>',
    '<invoke name="check">\n  <correlations/>\n</invoke>',
    'Usage: tool <user> is the name of the account to use',
    '  <user>   the name of the person to ask',
    '<!doctype html><html><body><p>a &lt; b</p><s>old</s><!-- [INST] --></body></html>'.replace('[INST]', 'note'),
    '# Title\n\n- [x] done\n- [ ] todo\n\n| a | b |\n|---|---|\n| `x` | **y** |\n\n![alt](image.png) [link](https://example.org)\n\n### Instruction:\ntext\n',
    'see [INST](#inst) and [INST]: https://example.org and table[INST] and x][INST]',
    'rows[TOOL_CALLS] = 1; [TOOL_CALLS]: https://example.org and [TOOL_RESULTS](a.md)',
    '表＜｜＞は｜入力｜です。＜user＞ ｜name｜ étend éimage ＜tool＞ ＜system＞',
    'cat <<SYS>>notes.txt\nhello\nSYS\n',
    'Human: 1\nDog: 2\n',
    'species:\n  Human: mammal that walks on two legs\n',
    'users:\n\nHuman:\n  name: Ann\n\nAssistant:\n  - one\n',
    'System: Linux 6.1.0-18-amd64 x86_64\nUser: ann\nSystem:    Host: box Kernel: 6.1\n',
    'const roles = { Human: 1, Assistant: 2 }; // Human: the one who asks for things',
    '{"role":"system","content":"You are a helpful assistant."}',
    'let x = a <| b |> c; f <|fst|> g; <|en|><|transcribe|>',
    'std::vector<tool_call> calls; Promise<tool_result>; Array<user> and the rest of it',
    'function_calls = []; tool_result: dict; if x <tool_calls and y> z: pass',
    '/* :root { --token: #fff; } */ .key{color:red}#system>a{}',
    '$ npm test\n\n> pkg@1.0.0 test\n> vitest run\n\n ✓ a.test.ts (3 tests) 12ms\n',
    'if (i < tool_calls && j > 2) x = a < function_calls; <Tooltip> <FunctionComponent<A>> <Sys> <Users> <antd:x> <start>',
    'for x in [inst]: f([inst], [Inst])\n[inst] = pair\n',
    'SYSTEM: Linux 6.1\nsystem: You are a helpful assistant of people\nhuman: a person who lives here\n',
    'List.map f <| user |> printf; x <| end |> y; <| start |>; a <| im |> b',
    '<user >\n  <name>Ann</name>\n</user >\n<system ><os name="x"/></system >',
    'Notes\n\nUser: ann\n\nuser:\n  name: ann\n\nHuman resources: call them',
    'assistant:\n  name: x\n\nhuman: 1\n\nhuman: yes\n',
    'let y = x <|> z; a <|User b|> c; generic< T > x; i < n',
    'plain text\twith a tab\r\nand lines\rand a progress\rbar\n',
    '',
    '\n\n\n',
  ],
  'minified code': [
    '!function(e,t){"object"==typeof exports?t(exports):t(e.x={})}(this,function(e){"use strict";e.token=n,e.password=r,e.secret=function(t){return t+1}});',
    'var a={key:"x1",t:0x1F,s:"\\u200b",r:/[\\u0000-\\u001f]/g};for(let i=0;i<|0;i++);'.replace('<|0', '<10'),
    '//# sourceMappingURL=app.js.map\n{"version":3,"mappings":"AAAA,IAAIA,EAAE,GAAGC;AACA,SAASC,KAAKC"}',
  ],
};

describe.each(Object.entries(cases))('%s', (_, texts) => {
  it.each(texts)('%j comes back as it is', (text) => {
    expect(inspect(text)).toEqual({ text, findings: [] });
  });
});

it('has the number of cases that it promises', () => {
  expect(Object.values(cases).flat().length).toBeGreaterThanOrEqual(80);
});

describe('this project', () => {
  const root = resolve(import.meta.dirname, '../../../..');
  const files = ['src/agent', 'src/edits', 'src/protocol', 'webview-ui', 'scripts', 'media']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).map((entry) =>
        join(entry.parentPath, entry.name),
      ),
    )
    .filter((path) => /\.(ts|tsx|mts|mjs|css|md|json|svg)$/.test(path))
    .concat(
      ['package.json', 'package-lock.json', 'README.md', 'CHANGELOG.md', 'LICENSE'].map((name) => join(root, name)),
    );

  it('comes back as it is', () => {
    const changed = files
      .map((path) => ({ path: path.slice(root.length + 1), findings: inspect(readFileSync(path, 'utf8')).findings }))
      .filter(({ findings }) => findings.length > 0);
    expect(changed).toEqual([]);
  });
});
