import { describe, expect, it } from 'vitest';
import { inspect, sanitise } from '../../../../src/security/sanitise.ts';
import { maskEach, slowly, type Tables } from './cases.ts';

// Secrets that a block, a statement, a sentence or a default value holds. They are put together here, so that no scanner
// takes this file for a leak.

const mixed = ['kX9vQ', '2mLp7'].join('');
const strong = ['aB3kE5fGxJ', '9qL2mN4pQr'].join('');
const hex = ['0f3a9c5e7b1d2846', 'd8b15e0c93a7f624'].join('');
const base64 = btoa(`${strong}${mixed}zz`);
const guid = ['3f2a9c5e-7b1d', '4846-a0f3', '9c5e7b1d2846'].join('-');
const longKey = `${strong}${strong}${strong}${strong}aB3kE5==`;

const tables: Tables = {
  'what a block holds': [
    ['{"Jwt": {"Key": "*", "Issuer": "me"}}', strong, 'secret'],
    ['"Jwt": {\n    "Issuer": "https://me.example",\n    "Key": "*"\n  }', strong, 'secret'],
    ['  "secret": {\n    "key": "*"\n  },\n', strong, 'secret'],
    ['"tokens": {"access": "*"}', strong, 'secret'],
    ["tokens: {\n  refresh: '*',\n}", strong, 'secret'],
    ['secrets:\n  stripe: *\n', strong, 'secret'],
    ['secrets:\n  - name: stripe\n    value: "*"\n', strong, 'secret'],
    ['[secrets]\nstripe = "*"\n', strong, 'secret'],
    ['credentials:\n  openai: "*"\nother: x\n', strong, 'secret'],
    ['variable "db_password" {\n  type    = string\n  default = "*"\n}\n', mixed, 'password'],
    [
      'variable "api_token" {\n  description = "Of the service"\n  sensitive = true\n  default = "*"\n}',
      strong,
      'token',
    ],
    ['            "result": "*",\n            "special": true,\n', `${mixed}!x`, 'password'],
  ],
  'what a default value is': [
    ["const key = process.env.API_KEY || '*';", strong, 'api-key'],
    ['const key = process.env.API_KEY ?? "*";', strong, 'api-key'],
    ["process.env['DB_PASSWORD'] || '*'", mixed, 'password'],
    ['os.getenv("DB_PASSWORD") or "*"', mixed, 'password'],
    ["ENV['SECRET_KEY_BASE'] || '*'", hex, 'secret'],
    ['ENV.fetch("DB_PASS", "*")', mixed, 'password'],
    ["ENV.fetch('DB_PASSWORD') { '*' }", mixed, 'password'],
    ["env('DB_PASSWORD', '*')", mixed, 'password'],
    ['System.getenv().getOrDefault("DB_PASSWORD", "*")', mixed, 'password'],
    ['os.environ.setdefault("API_TOKEN", "*")', strong, 'token'],
  ],
  'what code and settings write': [
    ["    storePassword '*'\n", mixed, 'password'],
    ['    keyPassword "*"\n', mixed, 'password'],
    ["            password '*'\n", mixed, 'password'],
    ["client.login('*')", strong, 'token'],
    ["SECRET_KEY = b'*'", strong, 'secret'],
    ["CREATE LOGIN me WITH PASSWORD = N'*', CHECK_POLICY = ON;", mixed, 'password'],
    ['encryption.key=*', strong, 'key'],
    ['signing.key=*', strong, 'key'],
    ['fs.azure.account.key.me.dfs.core.windows.net=*', longKey, 'key'],
    ['<name>fs.azure.account.key.me.blob.core.windows.net</name>\n<value>*</value>', longKey, 'key'],
    ['<meta name="csrf-token" content="*">', strong, 'token'],
    ['<meta name="csrf-token" content="*" />', `${base64}==`, 'token'],
    ['802-11-wireless-security.psk:                  *', mixed, 'password'],
    ['{"name": "sid", "value": "*"}', strong, 'cookie'],
    ['"cookies": [\n  {\n    "name": "session",\n    "value": "*",\n', hex, 'cookie'],
    ['user alice on >* ~* +@all'.replace('~*', '~x:'), mixed, 'password'],
    ['ACL SETUSER alice on >*', mixed, 'password'],
    ['db.example.com:5433:app:me:*', mixed, 'password'],
    ['Location: /callback?code=*&state=x', 'aB3dE5fG7hJ9kL2mN4pQx', 'code'],
    ['GET /cb?code=* HTTP/1.1', 'aB3dE5fG7hJ9kL2mN4pQx', 'code'],
  ],
  'what a statement stores': [
    ["INSERT INTO users (name, password) VALUES ('me', '*');", mixed, 'password'],
    ["insert into t (id, api_key, x) values (1, '*', NULL)", strong, 'key'],
    ['INSERT INTO `users` (`id`, `name`, `api_token`) VALUES (1, "it\'s", "*"), (2, "b", NULL);', strong, 'token'],
    ["INSERT INTO app.users(\n  name,\n  password\n)\nVALUES (\n  'me',\n  '*'\n);", mixed, 'password'],
  ],
  'what a command takes': [
    ['cargo login *', `${strong}${mixed}`, 'token'],
    ['dotnet nuget add source https://h/x -n n -u me -p *', mixed, 'password'],
    ['ConvertTo-SecureString "*" -AsPlainText -Force', mixed, 'password'],
    ["ConvertTo-SecureString -String '*' -AsPlainText", mixed, 'password'],
    ['ipmitool -I lanplus -H h -U root -P * power status', mixed, 'password'],
    ['snmpwalk -v3 -u me -l authPriv -a SHA -A * -x AES h', mixed, 'password'],
    ['snmpget -v3 -u me -x AES -X * h sysUpTime.0', mixed, 'password'],
    ['helm upgrade a b --set-string secrets.jwt=*', strong, 'password'],
    ['helm install a b --set app.tokens.bot=*', strong, 'password'],
    ["printf '*' | docker login -u me --password-stdin", mixed, 'password'],
    ["printf '%s' '*' | docker login -u me --password-stdin", mixed, 'password'],
    ['printf "%s\\n" "*" | sudo -S ls', mixed, 'password'],
  ],
  'what a program says': [
    ['Unseal Key 1: *', `${strong}${strong}aB3k`, 'key'],
    ['K10*', `${hex}${hex}::server:${hex}`, 'k3s-token'],
    ['The password has been set to *', mixed, 'password'],
    ['Your password was reset to: *', mixed, 'password'],
    ['PASSWORD elastic = *', mixed, 'password'],
    ['The generated password for the elastic built-in superuser is : *', mixed, 'password'],
    ['Password for the [elastic] user successfully reset.\nNew value: *', mixed, 'password'],
    [
      'Password for the elastic user (reset with `bin/elasticsearch-reset-password -u elastic`):\n  *\n',
      mixed,
      'password',
    ],
    ['    Key Content            : *', mixed, 'password'],
  ],
};

maskEach(tables, /K10(?=\*)/);

it('masks all of a block and of all rows', () => {
  const text = `secrets:\n  a: ${strong}\n  b:\n    key: x${strong}\nother: ${strong}\nINSERT INTO t (token, n) VALUES ('${strong}', 1),\n  ('x${strong}', 2);\n`;
  expect(sanitise(text).replaceAll(/#[0-9a-f]{4}/g, '')).toBe(
    `secrets:\n  a: [secret:secret]\n  b:\n    key: [secret:secret]\nother: ${strong}\nINSERT INTO t (token, n) VALUES ('[secret:token]', 1),\n  ('[secret:token]', 2);\n`,
  );
  expect(slowly(text)).toBe(sanitise(text));
  expect(sanitise(sanitise(text))).toBe(sanitise(text));
});

it('masks a Secret in JSON that is too long to wait for its kind', () => {
  const long = btoa(strong.repeat(300));
  const text = `{\n  "apiVersion": "v1",\n  "data": {\n    "a": "${btoa(mixed)}",\n    "b": "${long}"\n  },\n  "kind": "Secret"\n}\n`;
  expect(sanitise(text)).not.toContain(btoa(mixed));
  expect(sanitise(text)).not.toContain(long.slice(0, 3000));
  expect(slowly(text)).toBe(sanitise(text));
});

describe('what looks the same', () => {
  it.each([
    'secrets: inherit\nsecrets:\n  NPM_TOKEN: ${{ secrets.NPM_TOKEN }}\n  file: ./secrets/db_password2.txt\n',
    'secrets:\n  db_password:\n    file: ./db_password.txt\n  other:\n    external: true\n    name: my_secret_v2\n',
    '"tokens": {"input": 1200, "output": 300, "model": "gpt-4o-2024-08-06", "id": "chatcmpl-7QyqpwdfhqwajicIEznoc"}',
    '"tokens": {"color-primary-500": "#3b82f6", "font": "Inter var, sans-serif", "radius": "calc(0.5rem+2px)"}',
    '"jwt": {"issuer": "https://id.example.com/v2", "audience": "api://default2", "algorithm": "RS256"}',
    `"secrets": {"commit": "9fceb02d0ae598e95dc970b74767f19372d61af8", "id": "${guid}"}`,
    'tokens: {\n  access: createToken(user2),\n  type: TokenType.Bearer2,\n}',
    '[tokens]\nfamily = "JetBrains Mono 2"\n[secrets]\nprovider = "vault-v2"\npath = "kv/data/app2"\n',
    'variable "db_password" {\n  type = string\n  sensitive = true\n}\nvariable "x" {\n  default = "aB3kE5fGxJ9qL2mN4pQr"\n}\n',
    'variable "token_type" {\n  default = "Bearer"\n}\n',
    'const key = process.env.API_KEY || config.apiKey2; const t = process.env.TOKEN ?? "";\nif (!token || "x" in y) {}\n',
    "ENV.fetch('DB_PASSWORD') { raise }; ENV.fetch('TOKEN', nil)\n",
    "login('username')\nclient.login(process.env.TOKEN)\nawait page.login('admin')\n",
    "INSERT INTO users (name, password) VALUES (?, ?), ($1, $2), (:name, :password), ('a', 'password');\n",
    "INSERT INTO t (id, token_count) VALUES ('aB3kE5fGxJ9qL2mN4pQr', 2);\n",
    'cargo login\ncargo login --registry my-registry\nConvertTo-SecureString $password -AsPlainText\n',
    'Unseal Key 1: (will be hidden)\nThe password has been set to expire in 30 days\nPassword was reset to the default\n',
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/token-xY9z1Q',
    'var a={};a.password=e.value,b.token=t.next();c.setPassword=function(e){return e};d.token=async(e)=>e\n',
    'password=@Password1Param',
    '"model_token": "Llama3ForCausalLM"',
    'K10 is a mountain; user alice on vacation > home\n?code=200&x=1 ?code=ERR_NOT_FOUND_2\n',
    '<meta name="csrf-token" content="{{ csrf_token() }}">\n<meta name="token" content="width=device-width">\n',
    'Key Content : text\nNew value: 42\nNew value: aB3kE5fGxJ\n',
  ])('%#. comes back as it is', (text) => {
    expect(inspect(text)).toEqual({ text, findings: [] });
  });
});
