import { describe, expect, it } from 'vitest';
import { inspect, sanitise } from '../../../../src/security/sanitise.ts';
import { maskEach, slowly, type Tables } from './cases.ts';

// Secrets that code declares, wraps and passes on, and short ones in settings, addresses and commands. They are put
// together here, so that no scanner takes this file for a leak.

const mixed = ['kX9vQ', '2mLp7aR'].join('');
const strong = ['aB3kE5fGxJ', '9qL2mN4pQr'].join('');
const hex = ['0f3a9c5e7b1d2846', 'd8b15e0c93a7f624'].join('');
const base64 = `${btoa(`${strong}${mixed}`).slice(0, 43)}=`;

const tables: Tables = {
  'what code declares': [
    ['password?: string = "*"', strong, 'password'],
    ['let apiKey: string | null = "*";', strong, 'api-key'],
    ['static TOKEN: &\'static str = "*";', strong, 'token'],
    ['password: Optional[str] = "*"', mixed, 'password'],
    ['private readonly apiKey: Secret<string> = "*";', strong, 'api-key'],
    ['char wifi_password[] = "*";', mixed, 'password'],
    ['const char API_TOKEN[64] = "*";', strong, 'token'],
    ['Dim password As String = "*"', mixed, 'password'],
    ["ENV['API_TOKEN'] ||= '*'", strong, 'token'],
    ['token ??= "*"', strong, 'token'],
    ['api_key = \\\n    "*"', strong, 'api-key'],
    ['NSString kApiSecret = @"*";', strong, 'secret'],
    ['string password = @"*";', mixed, 'password'],
  ],
  'what code wraps': [
    ['var signingKey = []byte("*")', strong, 'key'],
    ['secret := []byte(`*`)', mixed, 'secret'],
    ['let secret = String::from("*");', strong, 'secret'],
    ['api_key: Some("*"), n: 1', strong, 'api-key'],
    ['client_secret: Secret::new("*"),', strong, 'secret'],
    ['password: SecretStr = SecretStr("*")', mixed, 'password'],
    ['api_key = bytes("*", "utf-8")', strong, 'api-key'],
    ["$password = ConvertTo-SecureString '*' -AsPlainText", mixed, 'password'],
    ["-Password (ConvertTo-SecureString '*' -AsPlainText -Force)", mixed, 'password'],
    ['export TOKEN="$(echo *)"', strong, 'token'],
    ['TOKEN=$(echo *)', strong, 'token'],
  ],
  'what code passes on': [
    ['os.Setenv("DB_PASSWORD", "*")', mixed, 'password'],
    ['env::set_var("API_TOKEN", "*");', strong, 'token'],
    ['buildConfigField("String", "API_KEY", "\\"*\\"")', strong, 'api-key'],
    ['buildConfigField "String", "API_KEY", \'"*"\'', strong, 'api-key'],
    ['resValue "string", "api_key", "*"', strong, 'api-key'],
    ["INSERT INTO config VALUES ('smtp_password', '*');", mixed, 'password'],
    ["INSERT INTO settings (name, value) VALUES ('api_secret', '*');", strong, 'secret'],
    ["INSERT INTO o VALUES (1,'a','b'),(2,'api_key','*');", strong, 'api-key'],
    ['jwt.sign({ id }, "*")', strong, 'secret'],
    ['jwt.sign(payload, "*", { expiresIn: "1h" })', mixed, 'secret'],
    ['jwt.encode(payload, "*", algorithm="HS256")', strong, 'secret'],
    ['createHmac("sha256", "*")', strong, 'secret'],
  ],
  'short ones': [
    ['java -Ddb.password=* -jar a.jar', mixed, 'password'],
    ['./a/b.properties:4:keystore.password=*', mixed, 'password'],
    ['level=info db.password=*', mixed, 'password'],
    ['https://a.example/in?token=*', mixed, 'token'],
    ['wss://a.example/?x=1&auth_token=*', mixed, 'token'],
    ['https://a.example/?api_key=*&n=1', mixed, 'api-key'],
    ['map[password:* user:app]', mixed, 'password'],
    ['map[user:app password:*]', mixed, 'password'],
    ['map[token:*]', mixed, 'token'],
    ['username,password,email\njoe,*,joe@x.example\n', ['Oys0HGO', 'uqMo4'].join(''), 'password'],
    ['name,api_key\nmain,*\n', mixed, 'key'],
    ['curl --header "apikey: *" https://h', mixed, 'api-key'],
    ["curl -H 'x-api-key: *' https://h", mixed, 'api-key'],
    ['java -Dtoken=* -jar x.jar', strong, 'token'],
    ['./gradlew build -Ptoken=*', strong, 'token'],
    ['mvn sonar:sonar -Dsonar.login=*', hex, 'token'],
    ['AZURE_OPENAI_KEY=*', hex, 'key'],
    ['COOKIE_SALT=*', strong, 'salt'],
    ['PEPPER=*', strong, 'secret'],
  ],
  'what settings and programs say': [
    ['{"value": "*",\n  "name": "API_SECRET"}', strong, 'secret'],
    ['- value: *\n  name: API_SECRET\n', strong, 'secret'],
    ['<meta content="*" name="access-token">', strong, 'token'],
    ["'key' => 'base64:*',", base64, 'key'],
    ['<secret>{*}</secret>', `AQAAABAAAAAw${base64}`, 'jenkins-secret'],
    ["release { storePassword '*'\n keyAlias 'k' }", mixed, 'password'],
    ['New access token created: *', strong, 'token'],
    ['API key created: *', mixed, 'api-key'],
    ['curl -uadmin:* http://h/', mixed, 'password'],
    ['curl -su ci:* https://x', mixed, 'password'],
    ['dotnet nuget push a.nupkg -k * -s x', strong, 'password'],
    ['net use Z: \\\\srv\\s /user:joe *', mixed, 'password'],
    ['read -r API_TOKEN <<< "*"', mixed, 'token'],
    ['ldap://cn=admin,dc=x:*@ldap.example:389', mixed, 'url-password'],
    ['smb://corp;joe:*@files/share', mixed, 'url-password'],
    ['mysql://u:*@h/db', `WGQw39eg#6sRJ7K`, 'url-password'],
    ['postgres://app:*@db/x', 'O6u9wQ/Guk0R4', 'url-password'],
    ['use api_org_*, it works', `${'HvLLDznTRGnYGNNgKkGSaWwBdmBqtrqaMj'}`, 'huggingface-token'],
    ['new Api("aio_*")', `${strong}${strong.slice(0, 8)}`, 'adafruit-key'],
    ["Client('ico-*')", `${strong}${mixed}`, 'infracost-key'],
  ],
};

maskEach(tables, /api_org_(?=\*)|aio_(?=\*)|ico-(?=\*)/);

it('masks a key of SSH2, and one of PGP on a line with its fields', () => {
  const lines = Array.from({ length: 6 }, (_, at) => btoa(`${strong}${at}${mixed}${strong}x`).slice(0, 64)).join('\n');
  const ssh = `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: "rsa-key"\n${lines}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\n`;
  const pgp = `KEY=-----BEGIN PGP PRIVATE KEY BLOCK----- Version: GnuPG v2  ${lines.replaceAll('\n', ' ')} =aQ3x -----END PGP PRIVATE KEY BLOCK-----\n`;
  for (const raw of [ssh, pgp]) {
    const text = sanitise(raw);
    expect(text).toContain('[secret:private-key#');
    for (const line of lines.split('\n')) expect(text).not.toContain(line.slice(0, 20));
    expect(slowly(raw)).toBe(text);
    expect(sanitise(text)).toBe(text);
  }
});

describe('what looks the same', () => {
  it.each([
    "'password' => 'required|string|min:8|confirmed', 'token' => 'required|exists:users,api_token'\n",
    "password: 'required|min:8|max:64'\npassword: vault:secret/data/db#Password2\n",
    'token := []byte("session")\npassword = hash("abc123")\nlet t = String::from("hello world 2");\n',
    'password?: string = undefined;\nlet token: Token | null = null;\nchar password[MAX_LEN] = {0};\n',
    'token: Foo2Bar = makeToken("v2.local")\nDim token As TokenProvider2 = Nothing\n',
    'New access token created: 2024-11-02T10:00:00Z\nAPI key created: yesterday\nToken created.\n',
    '  this.password=hashedPassword1;return a.token=b.next2\nfoo -Dpath=x -Ptype=Y2\n',
    'https://a.example/?token=YOUR_TOKEN&key=abc https://b.example/search?tokenizer=Bert2Large\n',
    'map[token:string]Token map[secret:true password:<nil>]\n',
    'jwt.verify(token, "RS256") createHmac("sha256", secretKey2) jwt.sign(payload, "secret")\n',
    'os.Setenv("TOKEN", os.Getenv("X2")) t.Setenv(\'API_TOKEN\', \'test-token\')\n',
    'curl -u user:password http://h; curl --url x; curl -O u:1\nread -r TOKEN <<< "$X"\nTOKEN=$(echo $Y)\nTOKEN=$(echo hello)\n',
    'net use Z: \\\\srv\\s /user:joe *\nnet use Z: \\\\srv\\s /user:joe\nsonar.login=admin\n',
    '{"value": "aB3kE5fGxJ9qL2mN4pQr", "name": "commit"}\n- value: 3\n  name: TOKEN_COUNT\n',
    "INSERT INTO t VALUES ('token_type', 'Bearer'), ('name', 'aB3kE5fGxJ9qL2mN4pQr');\n",
    'http://localhost:8080/path@2x.png http://h:80#a@b https://h/a:b@c mailto:a@b\n',
    'PASSWORD_SALT_ROUNDS=10\nBLACK_PEPPER=spice\nSALT=$(openssl rand -hex 16)\nOPENAI_KEY=$KEY\n',
    '---- BEGIN SSH2 PUBLIC KEY ----\nComment: "a"\nAAAAB3NzaC1yc2EAAAADAQABAAABAQDc\n---- END SSH2 PUBLIC KEY ----\n',
    'list:*:38:38:Mailing List Manager:/var/list:/usr/sbin/nologin\n#define CKF_ON_TOKEN 0x00000040UL\n',
    'the lookup of the proxyAuthorization Basic authentication failed\n',
    'favicon-abcdefghijklmnopqrstuvwxyz012345 radio_abcdefghijklmnopqrstuvwxyz12 api_org_name\n',
  ])('%#. comes back as it is', (text) => {
    expect(inspect(text)).toEqual({ text, findings: [] });
  });
});
