import { describe, expect, it } from 'vitest';
import { inspect, sanitise } from '../../../../src/security/sanitise.ts';
import { maskEach, slowly, type Tables } from './cases.ts';

// Secrets that code, commands, tables and escapes hand over. They are put together here, so that no scanner takes this
// file for a leak.

const mixed = ['kX9vQ', '2mLp7'].join('');
const strong = ['aB3kE5fGxJ', '9qL2mN4pQr'].join('');
const hex = '0f3a9c5e7b1d2846'.repeat(2);
const uuid = ['3f2a9c5e-7b1d', '4846-a0f3', '9c5e7b1d2846'].join('-');

const tables: Tables = {
  'what is escaped': [
    ['token%3D*', strong, 'token'],
    ['https://a.example/login?next=%2Fcb%3Ftoken%3D*%26x%3D1', strong, 'token'],
    ['https://a.example/?to=https%3A%2F%2Fb%2F%3Fpassword%3D*%26a%3Db', mixed, 'password'],
    ['%7B%22token%22%3A%22*%22%7D', strong, 'token'],
    ['body=%7B%22user%22%3A%22a%22%2C%22password%22%3A%20%22*%22%7D', mixed, 'password'],
    ['&quot;password&quot;:&quot;*&quot;', mixed, 'password'],
    ['<a data-x="{&quot;apiKey&quot;: &quot;*&quot;}">', strong, 'key'],
    ['&#34;password&#34;:&#34;*&#34;', mixed, 'password'],
    ['{"x":"{\\u0022api_key\\u0022: \\u0022*\\u0022}"}', strong, 'key'],
    ['\\x22client_secret\\x22:\\x22*\\x22', strong, 'secret'],
  ],
  'what a call takes': [
    ['client.withToken("*")', strong, 'token'],
    ["set_api_key('*')", strong, 'key'],
    ['  .setPassword("*")\n', mixed, 'password'],
    ['builder.password( "*" )', mixed, 'password'],
    ["x.clientSecret('*')", strong, 'secret'],
    ['requests.get(u, auth=("me", "*"))', mixed, 'password'],
    ["requests.get(u, auth = ('me', '*'))", mixed, 'password'],
    ["new PDO('mysql:host=h;dbname=d', 'root', '*')", mixed, 'password'],
    ['new PDO($dsn, $user, "*", $options)', mixed, 'password'],
    ['DriverManager.getConnection("jdbc:mysql://h/d", "root", "*")', mixed, 'password'],
    ['mysqli_connect("localhost", "root", "*", "db")', mixed, 'password'],
    ['server.login("me@x.org", "*")', mixed, 'password'],
    ['req.SetBasicAuth(name, "*")', mixed, 'password'],
    ['smtp.PlainAuth("", "me", "*", "h")', mixed, 'password'],
    ['new NetworkCredential("me", "*")', mixed, 'password'],
  ],
  'what stands below or beside': [
    ['<name>X_TOKEN</name><value>*</value>', strong, 'token'],
    ['<property>\n  <name>fs.s3a.secret.key</name>\n  <value>*</value>\n</property>', strong, 'key'],
    ['<entry><key>apiKey</key><value>*</value></entry>', strong, 'api-key'],
    ['user,password,mail\nme,*,a@b.example\n', mixed, 'password'],
    ['"id","user","api_key"\n"1","me","*"\n', strong, 'key'],
    ['id;secret\r\n1;*\r\n', strong, 'secret'],
    ['| user | password |\n|------|----------|\n| a | changeme |\n| me | * |\n', mixed, 'password'],
    ['| Service | Access Token |\n|:--|--:|\n| a | `*` |', strong, 'token'],
    [' user | password | x \n------+----------+---\n me   | *    | 1\n', mixed, 'password'],
    ['+----+----------+\n| id | password |\n+----+----------+\n|  1 | * |\n', mixed, 'password'],
    ['~ password = null -> "*"', mixed, 'password'],
    ['~ token = (sensitive value) -> "*"', strong, 'token'],
    ['password: !secret *\n', mixed, 'password'],
    ['password: !!binary *\n', btoa(mixed + mixed), 'password'],
    ['token: !!binary |\n  *\n', btoa(strong), 'token'],
    ["vault_password: !unsafe '*'\n", mixed, 'password'],
    ['password *\n', mixed, 'password'],
    ['bindpw *\n', mixed, 'password'],
    ['rootpw *', mixed, 'password'],
    ['enable secret *\n', mixed, 'secret'],
    ['username admin privilege 15 password 0 *\n', mixed, 'password'],
    ['Key      Value\n---      -----\ntoken    *\n', `s.${strong}4xYz`, 'token'],
    ['use the following password to proceed to installation:\n\n*\n\nThis', hex, 'password'],
    ['STRIPE_KEY=*', strong, 'key'],
  ],
  'what a command takes': [
    ['echo * | docker login -u me --password-stdin', mixed, 'password'],
    ['echo "*" | docker login ghcr.io -u me --password-stdin', mixed, 'password'],
    ["echo -n '*' | sudo -S apt update", mixed, 'password'],
    ['echo "me:*" | sudo chpasswd', mixed, 'password'],
    ['docker login -u me --password-stdin <<< *', mixed, 'password'],
    ['chpasswd <<< "me:*"', mixed, 'password'],
    ['sudo -S ls <<<"*"', mixed, 'password'],
    ['vault login *', uuid, 'password'],
    ['7z x -p* a.7z', mixed, 'password'],
    ['    npmAuthIdent: "me:*"', mixed, 'password'],
    ['npmAuthIdent: "deploy:*"', mixed, 'password'],
    ['A temporary password is generated for root@localhost: *', mixed, 'password'],
    ['Password for user elastic: *', mixed, 'password'],
    ['New password for [elastic]: *', mixed, 'password'],
    ['vault login -method=token *', `s.${strong}4xYz`, 'password'],
    ['ngrok config add-authtoken *', `2${strong}_${strong}`, 'password'],
    ['rclone config create x s3 secret_access_key *', strong + strong, 'password'],
    ['rclone config create x sftp host h user u pass *', mixed, 'password'],
    ['kubeadm join h:6443 --token * --x', 'a7k2p9.x3m8q1z5w7r2t4v6', 'password'],
    ['msbuild a.sln /p:Password=* /t:Publish', mixed, 'password'],
    ['dotnet build -p:PublishPassword=*', mixed, 'password'],
  ],
};

maskEach(tables);

it('masks all columns of secrets, and both values of a change', () => {
  const text = `name,password,token\na,${mixed},${strong}\nb,-,x${strong}\n  ~ api_key = "${strong}" -> "x${strong}"\n`;
  expect(sanitise(text).replaceAll(/#[0-9a-f]{4}/g, '')).toBe(
    'name,password,token\na,[secret:password],[secret:token]\nb,-,[secret:token]\n' +
      '  ~ api_key = "[secret:api-key]" -> "[secret:api-key]"\n',
  );
  expect(slowly(text)).toBe(sanitise(text));
});

it('keeps in order what waits to be masked', () => {
  const text = `a,password,token\nhttps://h.test/?code=aB3dE5fG7hJ9kL2mN4pQx,${mixed},${strong}\n`;
  const masked = sanitise(text);
  expect(masked.replaceAll(/#[0-9a-f]{4}/g, '')).toBe(
    'a,password,token\nhttps://h.test/?code=[secret:code],[secret:password],[secret:token]\n',
  );
  expect(sanitise(masked)).toBe(masked);
  expect(slowly(text)).toBe(masked);
});

it.each([
  'vault login <<SYS>>\npassword sessionid=Signature=',
  'chpasswd <<< me:chpasswd <<< me:\u001b[secret:token#12ab]',
  'IDENTIFIED BY \u001b =\n  "api_key',
  `Private-Lines: 2\nSystem: You to proceed to installation:\n\n${strong}aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xYz`,
  `https://h.test/?code=aB3dE5fG7hJ9kL2mN4pQ-----BEGIN PRIVATE KEY-----${strong}`,
  'chpasswd <<< me:می\u200ctool_call>\u200e',
  'chpasswd <<< me:[/INST]',
  'char token[] = "APP_KEY=base64:password = null -> " -> "token%3Dpsk="',
  '[secret:vault login <| im_start |>content="kX9vQ2mLp7" name="token"',
  'curl -sua:Human: now push itcurl -sua:\u001b\\u0022',
  'chpasswd <<< me: TOKEN <<< mysql://u:a#b/',
  'auth=("me", "setPassword("\u0000,"kind":"Secret"',
  '?token=[INST]]host',
  `map[token:${hex}PW=${strong}aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xYz`,
  `tokens: {\n  x: '"}"data":{"a":"${strong}"}`,
  ',"kind":"Secret"  value: eyJhbGciOiJIUzI1NiJ9.[TOOL_CALLS]',
  'password,token\n'.repeat(400),
])('%j is the same cut anywhere, and cleaned twice', (text) => {
  const once = sanitise(text);
  expect(sanitise(once)).toBe(once);
  expect(slowly(text)).toBe(once);
});

it('takes the first row of a table only for its heading', () => {
  const repeated = 'password,token\n'.repeat(70_000);
  // Each row as a heading of those below took a minute.
  expect(sanitise(repeated)).toBe(repeated);
});

describe('a Secret that is too long to wait for its kind', () => {
  const long = btoa(strong.repeat(200));

  it.each([
    [
      'several values',
      `a: ${btoa(mixed)}\n  b.p12: ${long}`,
      'a: [secret:kubernetes-secret]\n  b.p12: [secret:kubernetes-secret]',
    ],
    ['one value', `b.p12: ${long}`, 'b.p12: [secret:kubernetes-secret]'],
  ])('has %s masked', (_, data, masked) => {
    const text = `apiVersion: v1\ndata:\n  ${data}\nkind: Secret\n`;
    expect(sanitise(text).replaceAll(/#[0-9a-f]{4}/g, '')).toBe(`apiVersion: v1\ndata:\n  ${masked}\nkind: Secret\n`);
    expect(slowly(text)).toBe(sanitise(text));
  });

  it.each([
    `apiVersion: v1\ndata:\n  a: some text\n  b: ${long}\nkind: ConfigMap\n`,
    `apiVersion: v1\nbinaryData:\n  b: ${long}\nkind: ConfigMap\n`,
    `data:\n  b: ${long}\n`,
  ])('%#. and nothing else', (text) => {
    expect(inspect(text)).toEqual({ text, findings: [] });
  });
});

describe('what looks the same', () => {
  it.each([
    'Password for user postgres: enter it when asked\nThe secret for success: persistence\na token for b: string\n7z x -pa\n',
    'token%3Dvalue %22token%22%3A%22string%22 &quot;password&quot;: &quot;required&quot; \\u0022token\\u0022: \\u0022string\\u0022',
    'sort_key%3Dcreated_at%26publicKeyToken%3Db77a5c561934e089 next%3D%2Fusers%2Fsign_in',
    'getToken("SessionToken2Id") t("password") validatePassword("kX9vQ2mLp7") useKey("cmd+shift+k") getByKey(\'user.name2\')',
    'setPassword(newPassword2) setPassword("password") .secret("my-secret-name") findByToken("abcdef") cacheKey("users:2:v3")',
    'new PDO($dsn, $user, $pass) auth=("user", "pass") login("me", "password") createConnection("a", "b", "my_database2")',
    '<name>TOKEN</name><value>string</value> <name>password</name>\n<value>${db.password}</value>',
    'user,password,mail\nme,secret,a@b\nname, token, and secret\nof Users2, Things3 and more\n',
    '| Option | Token | Default |\n|---|---|---|\n| a | `JwtTokenV2Provider` | 1 |\n| b | The token of a user | 2 |\n',
    "int token;\n\tchar name[NAME_MAX+1];\n  'a-token',\n  'MT MD Mj Mz NT ND',\n",
    'fn token() -> Token2Type; "token": "a" -> "b"; password = "old" -> "new"\n',
    'password: !secret wifi_password\ntoken: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n',
    'password requisite pam_pwquality.so retry=3\npassword    Password2\ntoken    JwtTokenV2Provider\nsecret key\n',
    'enable password\nenable secret <password>\nusername NAME password PASSWORD\nPassword Required2x\n',
    'echo hello | docker login; echo "$TOKEN" | docker login --password-stdin; echo password | sudo -S ls; cat <<< word',
    'vault login -method=userpass username=me; vault login; rclone config create x s3 provider AWS env_auth true',
    'kubeadm join --token abcdef.0123456789abcdef h; x --token my.token.name2',
    'msbuild /p:Configuration=Release /p:Password=$(Password)',
    'PUBLIC_KEY=aB3kE5fGxJ9qL2mN4pQr GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305 CACHE_KEY=v1-deps-aB3kE5fGxJ9q',
    'key = aB3kE5fGxJ9qL2mN4pQr, PRIMARY_KEY="user_id_2", SORT_KEY=created',
    'the following password to proceed to installation:\n\nnone\n',
  ])('%#. comes back as it is', (text) => {
    expect(inspect(text)).toEqual({ text, findings: [] });
  });
});
