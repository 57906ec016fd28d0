import { describe, expect, it } from 'vitest';
import { inspect, sanitise } from '../../../../src/security/sanitise.ts';
import { maskEach, slowly, type Tables } from './cases.ts';

// Secrets in lists, below their names, and behind names and signs that are rarer. They are put together here, so that no
// scanner takes this file for a leak.

const mixed = ['kX9vQ', '2mLp7'].join('');
const strong = ['aB3kE5fGxJ', '9qL2mN4pQr'].join('');
const signs = ['Ed]m|(&8', 'q)VIYe4'].join('');
const hex = ['0f3a9c5e7b1d2846', 'd8b15e0c93a7f624'].join('');
const guid = ['3f2a9c5e-7b1d', '4846-a0f3', '9c5e7b1d2846'].join('-');
const longHex = `${hex}${hex.slice(8)}`;

const tables: Tables = {
  lists: [
    ['secret: [*]', strong, 'secret'],
    ['{"tokens": ["a", "*"]}', strong, 'token'],
    ['{"tokens":["*","b"]}', strong, 'token'],
    ['{\\"api_keys\\": [\\"a\\", \\"*\\"]}', strong, 'api-key'],
    ['passwords = ["a", \'*\', "c"]', mixed, 'password'],
    ['API_KEYS = (\n    "first",\n    "*",\n)', strong, 'api-key'],
    ['String[] passwords = new String[] {"a", "*"};', mixed, 'password'],
    ['let tokens = vec!["a", "*"];', strong, 'token'],
    ['"args": ["--api-key", "*"]', strong, 'api-key'],
    ['"args": [\n  "-y",\n  "--access-token",\n  "*"\n]', strong, 'token'],
    ["const [user, password] = ['me', '*'];", mixed, 'password'],
    ['user, password = "me", "*"', mixed, 'password'],
    ['token, user := "*", "me"\n', strong, 'token'],
    ['X-Api-Key:\n      - *\n', strong, 'api-key'],
  ],
  'below their names': [
    ['API_KEY\n*\n', strong, 'api-key'],
    ['API key:\n\n    *\n', strong, 'api-key'],
    ['### Secret\n\n*\n', strong, 'secret'],
    ['$ printenv API_KEY\n*\n', hex, 'api-key'],
    ['me@host:~/app$ echo $GITHUB_TOKEN\n*\n', strong, 'token'],
    ['>>> os.environ["DB_PASSWORD"]\n\'*\'\n', mixed, 'password'],
    ['irb> ENV[\'API_SECRET\']\n=> "*"\n', strong, 'secret'],
    ['(gdb) p cfg->password\n$1 = 0x5581e0 "*"\n', mixed, 'password'],
    ["(Pdb) p settings.SECRET_KEY\n'*'\n", strong, 'secret'],
    ['1) "requirepass"\n2) "*"\n', strong, 'password'],
    ['127.0.0.1:6379> GET session:token\n"*"\n', strong, 'token'],
    ['? auth_token\n: *\n', strong, 'token'],
    ['Content-Disposition: form-data; name="password"\r\n\r\n*\r\n', `${hex}${strong}`, 'password'],
  ],
  'other signs': [
    ['token ::= *', strong, 'token'],
    ['Password..........: *', mixed, 'password'],
    ['API Secret (*)', strong, 'secret'],
    ['密码：*', strong, 'password'],
    ['пароль: *', mixed, 'password'],
    ['パスワード: *', strong, 'password'],
    ['비밀번호=*', strong, 'password'],
    ['&lt;password&gt;*&lt;/password&gt;', strong, 'password'],
    ['api_key&#61;&#34;*&#34;', strong, 'key'],
    ['"bot_token" -> "*"', strong, 'token'],
    ['$ENV{GPG_PASSPHRASE} = "*";', strong, 'password'],
    ['  password = [[*]],', strong, 'password'],
    ['our $api_secret = q{*};', strong, 'secret'],
    ['var dbPassword string = "*"', mixed, 'password'],
    ['cookie_secret = (\n    "*"\n)', strong, 'secret'],
    ['--password \\\n  * \\\n  --host x', mixed, 'password'],
    ['<password>\n  *\n</password>', mixed, 'password'],
    ['<wsse:Password Type="PasswordText">*</wsse:Password>', strong, 'password'],
    ["'secret' => env('X', '*'),", strong, 'secret'],
    ['APP_SECRET="*', strong, 'secret'],
    ['APP_SECRET="*\r\nX=1', strong, 'secret'],
    ['API_SECRET+=*\n', strong, 'secret'],
    ["<setting name='admin_password'>\n  <value>*</value>\n</setting>", hex, 'password'],
    ['| Secret Key           | * |', strong, 'key'],
    ['client_secret...........*', strong, 'secret'],
    ['access_token:\u00a0*', strong, 'token'],
    ['(setq api-key "*")', hex, 'api-key'],
    ['Server=db;User Id=sa;Password=*;', ['koUpFf', 'cMXWzD'].join(''), 'password'],
    ['password: "*"', ['qZrTvW', 'kXbN'].join(''), 'password'],
    ['token: "*"', ['koUpFf', 'cMXWzD'].join(''), 'token'],
    ['"url":"https:\\/\\/me:*@x.example\\/"', strong, 'url-password'],
    ['next=https%3A%2F%2Fme%3A*%40h.example%2F', 'mmuqf%2FBJTCaP%26eWhMU', 'url-password'],
    ["secret_key_base: <%= ENV['X'] || '*' %>", hex, 'secret'],
    ['case "apiKey": return "*";', strong, 'api-key'],
    ['PASSWORD="${1:-*}"', strong, 'password'],
    ['<meta-data android:name="com.x.API_KEY" android:value="*"/>', strong, 'api-key'],
    ['- name: DB_PASSWORD\n  value: >-\n    *\n', strong, 'password'],
    ['ApiToken = *\n', 'S4.%qm_GWB3+a5LXJ9w', 'token'],
    ['    client-key-data: *\n', `${strong}+${mixed}Zz7==`, 'key'],
  ],
  'in sentences': [
    ['ERROR invalid api key provided: *', strong, 'api-key'],
    ['The password for the staging db is `*`.', signs, 'password'],
    ['Use the API key `*` in the `X-Api-Key` header.', strong, 'api-key'],
    ['Log in with user `admin` and password `*`.', strong, 'password'],
    ['AssertionError: expected secret "*" to be rejected', hex, 'secret'],
    ["CREATE SECRET s (TYPE S3, KEY_ID 'x', SECRET '*');", longHex, 'secret'],
  ],
  'calls and statements': [
    ['.signWith(SignatureAlgorithm.HS256, "*")', strong, 'secret'],
    ["hmac.new(b'*', msg, hashlib.sha256)", strong, 'secret'],
    ["Fernet(b'*')", strong, 'key'],
    ['.basic_auth("me", Some("*"))', mixed, 'password'],
    ['credentials += Credentials("Nexus", "x.example", "ci", "*")', strong, 'password'],
    ['request.setValue("*", forHTTPHeaderField: "X-API-Key")', strong, 'key'],
    ['COPY public.apps (id, name, secret) FROM stdin;\n1\tweb\t*\n\\.\n', strong, 'secret'],
    ["UPDATE settings SET value='*' WHERE name='smtp_password';", mixed, 'password'],
    ["OPTIONS (user 'me', password '*')", signs, 'password'],
    ['type = "SecureString"\n  value = "*"\n', strong, 'secret'],
  ],
  'settings and programs': [
    ['routing_key: *', hex, 'key'],
    ['newrelic.license="*"', longHex, 'key'],
    ['{"bearer":{"x.example":"*"}}', strong, 'token'],
    ['{"gitlab-token":{"gitlab.example":"*"}}', hex, 'secret'],
    ['encrypt:\n  key: *\n', strong, 'secret'],
    ['SecretID:         *\n', guid, 'secret'],
    ['BUNDLE_GEMS__X__IO: "me:*"', strong, 'password'],
    ['codecov -t *', guid, 'token'],
    ['snyk auth *', guid, 'token'],
    ['vsce publish -p *', strong, 'password'],
    ['a0="mysql" a1="-uroot" a2="-p*"', strong, 'password'],
    [': PSK "*"', signs, 'password'],
    ['[smtp.x.example]:587 me@x.example:*\n', mixed, 'password'],
    ['expect "assword:"\nsend "*\\r"', mixed, 'password'],
    ['write(3, "PASS *\\r\\n", 24)', mixed, 'password'],
    ['AUTH PLAIN *\n', btoa('\u0000me\u0000kX9vQ2mLp7'), 'password'],
    ["poetry config http-basic.x me 'y(*'", signs, 'password'],
    ['https://api.x.example/weather?q=Oslo&appid=*', hex, 'key'],
    ['ASANA_TOKEN: *', `2/2735453722777544/3775139262609595:${hex}`, 'token'],
    ['MNEMONIC="*"', 'legal winner thank year wave sausage worth useful legal winner thank yellow', 'secret'],
    ['app:*@tcp(db:3306)/shop', `${hex}`, 'dsn-password'],
    ['"key1": "*"', hex, 'key'],
  ],
};

maskEach(tables, /y\((?=\*)/);

it('masks every secret of a list, and every row of a copy', () => {
  const raw = `tokens = ["${strong}", "x", "${hex}"]\nCOPY t (name, token) FROM stdin;\na\t${strong}\nb\t${hex}\n\\.\n`;
  const text = sanitise(raw);
  expect(text).not.toContain(strong);
  expect(text).not.toContain(hex);
  expect(sanitise(text)).toBe(text);
  expect(slowly(raw)).toBe(text);
});

it.each([
  'token created: [/INST][h]:587 a:',
  `token = (\n "x,SecureString",\n value = "${strong}signWith(x, "`,
  ': PSK "content="azure.account.key.x=%26"name": "sid",\n "value": "',
  `auth=("me", "').toBe('",\n "name": "token"${strong}`,
  `user, password = "a", "Authorization: token content="${mixed}" name="token"`,
  'api_key = \\\n "@token " -> "s3cr3tP4ss"key1": "',
  `-----BEGIN PRIVATE KEY-----curl -sua:?token=-----BEGIN PRIVATE KEY-----${strong}${hex}${strong}${strong}`,
  ' -u me:&lt;token&gt;token%3DeyJhunter2xy',
  // The mark stands beside letters from right to left, which a label would take away.
  `: PSK "می${strong}C/+aB3dPASSWORD="\${1:-\u200e`,
])('%j is the same cut anywhere, and cleaned twice', (text) => {
  const once = sanitise(text);
  expect(sanitise(once)).toBe(once);
  expect(slowly(text)).toBe(once);
});

describe('what looks the same', () => {
  it.each([
    'tokens = ["access_token", "Llama3ForCausalLM", "##ing", "utf8mb4"]\n{"tokens": [101, 2023, 4096], "keys": ["a", "b"]}\n',
    'const [token, setToken] = useState("");\nconst [user, password] = line.split(":");\na, token = parse("x1"), "y2"\n',
    'password, err := term.ReadPassword(0)\nfor name, token := range tokens {}\nfunc(key, value string) = 2\n',
    'password: "getUserName" pwd=XMLHttpReqs secret: "DefaultValue"\nPassword=TextBoxFor;\npasswordField = "HtmlInputBox"\n',
    'Fix token\n9fceb02d0ae598e95dc970b74767f19372d61af8\n',
    '$ git log --format=%s%n%H token\n9fceb02d0ae598e95dc970b74767f19372d61af8\n',
    '$ sha256sum secret\n0f3a9c5e7b1d28460f3a9c5e7b1d2846  secret\n',
    'Enter the password:\n\nConfirm your password\nprocessing...\n',
    'Token\n=====\n\nThe token\nsha256Digest2\n',
    '"args": ["--token", "${env:TOKEN}", "--password", "-"]\n["token", "createdAt2"]\n',
    'the token "fooBar2" and the key "user:1:name" and password "changeme"\nexpected token "}" but got "EOF"\n',
    'password..........: (hidden)\ntoken ::= IDENT | NUMBER2\nAPI key (optional)\nsecret (v2Beta1)\n',
    'PASS src/tokens2.test.ts\nAUTH LOGIN PLAIN CRAM-MD5\n250-AUTH PLAIN OAUTHBEARER XOAUTH2\n',
    'routing_key: orders.created.v2\nlicense: "Apache-2.0"\nbearer: true\nmnemonic: "test test test test test test test test test test test junk"\n',
    'seed phrase: write down these words and keep them somewhere safe\n',
    "UPDATE users SET value = 'blue42Sky' WHERE name = 'colour';\nCOPY t (id, name) FROM stdin;\n1\taB3kE5fGxJ9qL2mN4pQr\n\\.\n",
    'пароль: введите новый пароль\n密码：请输入密码\nパスワード: 8文字以上\n',
    'return "token";\ncase "password": return "text";\nif (key) return "aB3";\n',
    '&lt;token&gt;&lt;/token&gt; &lt;password&gt;text&lt;/password&gt;',
    '<password>\n  ${db.password}\n</password>\n',
    `spec:\n  encryptedData:\n    password: AgB${'x8Kd02Lq'.repeat(40)}\n`,
  ])('%#. comes back as it is', (text) => {
    expect(inspect(text)).toEqual({ text, findings: [] });
    expect(slowly(text)).toBe(text);
  });
});
