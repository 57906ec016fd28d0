import { describe, expect, it } from 'vitest';
import { inspect, sanitise } from '../../../../src/security/sanitise.ts';

// Where secrets stand, and what stands there that is none. They are put together here, so that no scanner takes this file
// for a leak.

const weak = `hunter${2}xy`;
const strong = ['aB3kE5fGxJ', '9qL2mN4pQr'].join('');
const mixed = ['kX9vQ', '2mLp7'].join('');
const letters = ['qwxzjkvbpf', 'ghtrmncdwq'].join('');
const hex = '0f3a9c5e7b1d2846'.repeat(2);
const encoded = btoa('hunter2xy');

/** Labels without their changing part. */
function bare(text: string): string {
  return text.replace(/(\[secret:[a-z0-9-]+)#[0-9a-f]{4}\]/g, '$1]');
}

/** `*` is the secret, and the label where one is expected. */
const tables: Readonly<Record<string, readonly (readonly [shown: string, secret: string, kind: string])[]>> = {
  names: [
    ['APP_KEY=*', `base64:${btoa(hex)}`, 'key'],
    ["'key' => env('APP_KEY', '*'),", `base64:${btoa(hex)}`, 'key'],
    ['SESSION_KEY=*', strong, 'key'],
    ['HMAC_KEY: *', strong, 'key'],
    ["FERNET_KEY = '*'", btoa(hex), 'key'],
    ['ENCRYPTION_KEY=*', hex, 'key'],
    ['SIGNING_KEY="*"', strong, 'key'],
    ['MASTER_KEY=*', hex, 'key'],
    ['{"appKey": "*"}', letters, 'key'],
    ['DB_PW=*', weak, 'password'],
    ['{"dbPw": "*"}', weak, 'password'],
    ['pw=*\n', weak, 'password'],
    ['network={\n  psk="*"\n}', weak, 'password'],
    ['wpa_psk=*', hex, 'password'],
    ['passphrase: *', weak, 'password'],
    ['csrftoken=*', strong, 'token'],
    ['API_TOKEN=*', letters, 'token'],
    ['AZURE_DEVOPS_PAT=*', letters, 'token'],
    ['pass_phrase=*', weak, 'password'],
    ['sendemail.smtppass=*', mixed, 'password'],
    ['"SecretString": "*"', strong, 'secret'],
    ['password_confirmation: "*"', mixed, 'password'],
    ['masterauth *\n', mixed, 'auth'],
  ],
  'what programs put around lines': [
    ['@@ -1 +1 @@\n-DB_PASSWORD=*', mixed, 'password'],
    ['+DB_PASSWORD=*\n', mixed, 'password'],
    ['+    password: *\n', mixed, 'password'],
    ['.env:3:DB_PASSWORD=*', mixed, 'password'],
    ['config/app.yml-12-  password: *\n', mixed, 'password'],
    ['12: password: *\n', mixed, 'password'],
    ['  12 | password: *\n', mixed, 'password'],
    ['@@\n+spring.datasource.password=*', mixed, 'password'],
    ['Environment=DB_PASSWORD=*', mixed, 'password'],
    ['#define WIFI_PASSWORD "*"', mixed, 'password'],
    ['level=info msg="a b" password=*', mixed, 'password'],
    ['INFO [main] - Using password: *\n', mixed, 'password'],
    ['Generated root password: *', mixed, 'password'],
    ['Your password for x@y is: *', mixed, 'password'],
    ['{"msg": "password is *"}', mixed, 'password'],
    ['| DB_PASSWORD | * |', mixed, 'password'],
    ['| `API_KEY` | `*` |', strong, 'api-key'],
    ['error: pq: password=* host=h', mixed, 'password'],
    ['ansible-playbook -e ansible_become_pass=* x', mixed, 'password'],
  ],
  'structures of files': [
    ['<password><![CDATA[*]]></password>', weak, 'password'],
    ['<password encrypted="false">*</password>', weak, 'password'],
    ['<add key="DbPassword" value="*"/>', weak, 'password'],
    ['<entry key="db.password">*</entry>', weak, 'password'],
    ['<property name="password" value="*"/>', weak, 'password'],
    ['<key>DbPassword</key>\n\t<string>*</string>', weak, 'password'],
    ['db:\n  password:\n    *\n  port: 1\n', weak, 'password'],
    ['{\n  "password":\n    "*"\n}', weak, 'password'],
    ["const apiKey =\n  '*';", strong, 'api-key'],
    ['kind: Secret\nmetadata:\n  name: x\ntype: Opaque\ndata:\n  a.b: *\n', encoded, 'kubernetes-secret'],
    ['data:\n  a: *\nkind: Secret\n', encoded, 'kubernetes-secret'],
    ['items:\n- data:\n    a: *\n  kind: Secret\n', encoded, 'kubernetes-secret'],
    ['kind: Secret\nstringData:\n  a: "*"\n', weak, 'kubernetes-secret'],
    ['"{\\\\\\"password\\\\\\":\\\\\\"*\\\\\\"}"', mixed, 'password'],
    ['{"x":"{\\"data\\":{\\"a\\":\\"*\\"},\\"kind\\":\\"Secret\\"}"}', encoded, 'kubernetes-secret'],
    ['{"db_password": {\n  "sensitive": true,\n  "type": "string",\n  "value": "*"}}', mixed, 'password'],
    ['db_password"type":"string","value":"*"', mixed, 'password'],
    ['root_password"sensitive":true,"value":"*"', mixed, 'password'],
    ['{"Name": "/a/db_password", "Type": "SecureString", "Value": "*"}', mixed, 'password'],
    ['{"keyName": "key1", "value": "*"}', `${strong.repeat(4).slice(0, 43).repeat(2)}==`, 'key'],
    ['"primaryMasterKey": "*",', `${strong.repeat(4).slice(0, 43).repeat(2)}==`, 'key'],
    ['<machineKey validationKey="*"/>', hex, 'key'],
    ['{"kty":"EC","x":"a","d":"*"}', `${strong.repeat(3).slice(0, 43)}`, 'private-key'],
    ['{"kty":"oct","k":"*"}', strong + letters, 'private-key'],
    ['array(1) {\n  ["password"]=>\n  string(10) "*"', mixed, 'password'],
    ['Array\n(\n    [password] => *\n', mixed, 'password'],
    ['{:user "a" :password "*"}', mixed, 'password'],
    ['{"data":{"a":"*"},"kind":"Secret"}', encoded, 'kubernetes-secret'],
    ['{\n  "kind": "Secret",\n  "data": {\n    "a": "*"\n  }\n}', encoded, 'kubernetes-secret'],
  ],
  code: [
    ["define('DB_PASSWORD', '*');", weak, 'password'],
    ['define( "AUTH_KEY", "*" );', strong, 'auth'],
    ["define('NONCE_SALT',       '*');", strong, 'salt'],
    ["define('AUTH_KEY',         '*');", `${strong}$%^&*${mixed} |${strong}!x9#Q~2`, 'auth'],
    ['setenv("DB_PASSWORD", "*", 1);', weak, 'password'],
    ['os.environ.get("API_KEY", "*")', strong, 'api-key'],
    ['headers.set("X-Api-Key", "*")', strong, 'api-key'],
  ],
  addresses: [
    ['https://*@host.example/x', strong, 'url-token'],
    ['https://*:x-oauth-basic@github.com/a', hex, 'url-token'],
    ['git+https://*:@host.example/x', letters, 'url-token'],
    ['https://a.example/?X-Amz-Expires=9&X-Amz-Signature=*&x=1', hex + hex, 'aws-signature'],
    ['https://a.example/?X-Goog-Signature=*', hex.repeat(8), 'aws-signature'],
    ['https://a.example/?Expires=9&Signature=*', `${strong}%2B${strong}%3D`, 'aws-signature'],
    ['https://a.example/x?b=1&key=*&x=1', strong, 'key'],
    ['https://maker.ifttt.com/trigger/x/with/key/*', strong, 'webhook'],
    [
      'https://x.webhook.office.com/webhookb2/0f3a-@0f3a-/IncomingWebhook/*'.replaceAll('0f3a-', hex),
      `${hex}/${hex}`,
      'teams-webhook',
    ],
    ['https://api.telegram.org/bot*/sendMessage', `1234567890:AA${strong}${strong}`.slice(0, 46), 'telegram-token'],
    ['root:*@tcp(127.0.0.1:3306)/db', mixed, 'dsn-password'],
    ['jdbc:oracle:thin:scott/*@//h:1521/x', weak, 'password'],
    ['SignedHeaders=host, Signature=*', hex + hex, 'aws-signature'],
  ],
  headers: [
    ['Authorization: token *', hex, 'token'],
    ['Authorization: ApiKey *', strong, 'token'],
    ['"Authorization": "*"', hex, 'token'],
    ["req.headers['Authorization'] = 'Key *'", strong, 'token'],
    ['Authorization: Bearer *', letters, 'bearer-token'],
    ['AUTHORIZATION: basic *', btoa(`a:${strong}`), 'basic-auth'],
    ['Authorization: Splunk *', strong, 'token'],
    ['< set-cookie: .AspNetCore.Session=*; path=/', strong + strong, 'cookie'],
    ['Cookie: lang=de; _x_sess=*; a=b', `${strong}${strong}%3D%3D`, 'cookie'],
    ['Set-Cookie: sessionid=*; Path=/', strong, 'cookie'],
    ["cookies={'sessionid': '*'}", strong, 'password'],
    ['a.example\tTRUE\t/\tTRUE\t0\tsessionid\t*\n', strong, 'password'],
  ],
  'options of programs': [
    ['curl -b name=* https://a.example', strong, 'password'],
    ["curl --cookie 'a.b=*' x", strong, 'password'],
    ['openssl rsa -in k.pem -passin pass:*', weak, 'password'],
    ['openssl genrsa -passout pass:* 2048', weak, 'password'],
    ['keytool -list -storepass * -alias x', weak, 'password'],
    ['keytool -importkeystore -srcstorepass *', weak, 'password'],
    ['helm install --set db.password=*,a=b x', weak, 'password'],
    ['helm install --set a=b,db.password=* x', weak, 'password'],
    ['mysql -uroot -p* db', weak, 'password'],
    ['zip -P * a.zip b', weak, 'password'],
    ['ldapsearch -x -w * -b dc=x', weak, 'password'],
    ['kubectl create secret generic a --from-literal=foo=*', mixed, 'password'],
    ['htpasswd -bB file me *', weak, 'password'],
    ['sqlplus scott/*@orcl', weak, 'password'],
    ['smbclient //h/s -U me%*', weak, 'password'],
    ["SET PASSWORD FOR 'a'@'h' = PASSWORD('*');", weak, 'password'],
    ["IDENTIFIED BY '*'", weak, 'password'],
    ["create user a identified by '*'", weak, 'password'],
    ['mongosh -u me -p * db', weak, 'password'],
  ],
};

describe.each(Object.entries(tables))('%s', (_, cases) => {
  it.each(cases)('%s', (shown, secret, kind) => {
    const text = sanitise(shown.replace('*', secret));
    expect(bare(text)).toBe(shown.replace('*', `[secret:${kind}]`));
    expect(sanitise(text)).toBe(text);
  });
});

it.each(['**Password:** ', '**Password**: `'])('Markdown %s', (before) => {
  const after = before.endsWith('`') ? '`' : '';
  expect(bare(sanitise(before + mixed + after))).toBe(`${before}[secret:password]${after}`);
});

const ordinary = [
  '12: token: NewToken2Type\n',
  'sqlplus scott/tiger@orcl',
  'the row is identified by \'name1\' and users are identified by "code"',
  'ghe.webhookKey = args.webhook_key\n',
  '"output_token": "Jobs[-1].JobId", \'secret\': \'V1SecretVolumeSource\'',
  'token: JwtTokenV2Provider\n',
  'PASS: test_login_V2User\n',
  '"secret": "projects/123/secrets/my-secret/versions/1" --sasl-password=projects/1/secrets/a/versions/1',
  'Set-Cookie: theme=dark; Path=/; Expires=Wed, 21 Oct 2015 07:28:00 GMT; Cookie: _ga=GA1.2.1234567890.1234567890',
  '<path d="M12 2C6.48 2"/> {"d":"M12-3h4v-5a1","k":"0f3a9c5e7b1d28460f3a9c5e7b1d2846","value":"YWJj"}',
  `tool --pass is ${mixed}`,
  `https://a.example/x?key=${hex} "value": "${btoa(hex + hex).slice(0, 86)}=="`,
  'root:password@tcp(db:3306)/x user:${PW}@tcp(db)',
  '| password | string | the password |\n| token | JwtTokenV2Provider | x |\n',
  'the password is required, the token is invalid2, password is stored in Vault2.',
  'fun f(password: Utf8String, token: Base64Url2Text)',
  'https://user@host.example/x and git@github.com:a/b.git and https://first.last2@host.example',
  `SENTRY_DSN=https://${hex}@o12.ingest.sentry.io/34`,
  'npx @scope/name@1.2.3 https://cdn.example/npm/package-name-of-some-length@1.2.3/x.js',
  'Authorization: token <token> and Authorization: your-personal-access-token',
  "headers: { Authorization: authorizationHeader, 'Authorization': `token ${token}` }",
  "define('DB_PASSWORD', getenv('X')); define('AUTH_KEY', 'put your unique phrase here'); t('password', 'Passwort2')",
  'password:\n  type: string\n  minLength: 8\n',
  'token:\n  value\npassword:\n  - a\n',
  '"password":\n  "Password is required"',
  '<password></password><password/><key>password</key>\n<string>Password</string>',
  '<label name="password">Password 2</label>',
  `kind: ConfigMap\ndata:\n  a: ${encoded}\n`,
  `kind: Secret\ndata:\n  a: ""\n---\nkind: ConfigMap\ndata:\n  a: ${encoded}\n`,
  `items:\n- kind: Secret\n- kind: ConfigMap\n  data:\n    a: ${encoded}\n`,
  `{"data":{"a":"${encoded}"},"kind":"List"}`,
  'kind: Secret\nstringData:\n  a: $X\n  b: "{{ .Values.b }}"\n  on: true\n',
  'openssl rsa -passin env:KEY_PASS -passout file:key.txt; pass: 12, compass:northWest2x',
  'keytool -storepass "$STOREPASS"',
  'keytool -list -storepass changeit && openssl genrsa -passout pass:sample',
  'helm install --set image.tag=v1.2.3,auth.existingSecret=my-secret-2 x',
  'curl -b cookies.txt -c jar1.txt https://a.example',
  'npw=2, pwm: fast, h_pw=1',
  'SESSION_KEY = "app-session-v2"; const APP_KEY = "my.app.key1"; publicKey, primaryKey: user2Id',
  'Signature=none; signature=verifySignature(body)',
  'appKey: applicationKeyFromSettings, clientKey: getClientKey2(x)',
];

it.each(ordinary)('%j comes back as it is', (text) => {
  expect(inspect(text)).toEqual({ text, findings: [] });
});
