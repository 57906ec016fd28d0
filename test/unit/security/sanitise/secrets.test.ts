import { describe, expect, it } from 'vitest';
import { sanitise } from '../../../../src/security/sanitise.ts';

// Secrets are put together here, so that no scanner takes this file for a leak.

const alphabets = {
  word: 'aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xYzC',
  hex: '0f3a9c5e7b1d2846',
  capitals: 'A2B3C4D5E6F7G4H2J3K5L6M7',
  small: 'a1b2c3d4e5f6g7h8j9k0',
  digits: '7301945286',
} as const;

/** A made-up value of this length. */
function some(alphabet: keyof typeof alphabets, length: number): string {
  const letters = alphabets[alphabet];
  return Array.from({ length }, (_, at) => letters[(at * 7 + (at >> 3)) % letters.length]).join('');
}

/** Labels without their changing part. */
function bare(text: string): string {
  return text.replace(/(\[secret:[a-z0-9-]+)#[0-9a-f]{4}\]/g, '$1]');
}

const key = some('word', 64);
const uuid = `${some('hex', 8)}-${some('hex', 4)}-4${some('hex', 3)}-a${some('hex', 3)}-${some('hex', 12)}`;
const secrets: readonly [string, string, string][] = [
  ['Anthropic', `key=sk-ant-api03-${some('word', 93)}-AA`, 'key=[secret:anthropic-key]'],
  ['OpenAI, of a project', `sk-proj-${some('word', 74)}_${some('word', 20)}`, '[secret:openai-key]'],
  ['OpenAI, of old', `sk-${some('word', 20)}T3BlbkFJ${some('word', 20)}`, '[secret:openai-key]'],
  ['OpenRouter', `sk-or-v1-${some('hex', 64)}`, '[secret:openrouter-key]'],
  ['AWS, the id', `AKIA${some('capitals', 16)} x`, '[secret:aws-key-id] x'],
  ['AWS, the id for a while', `"ASIA${some('capitals', 16)}"`, '"[secret:aws-key-id]"'],
  [
    'AWS, the secret beside the id',
    `AKIA${some('capitals', 16)}\t${some('word', 38)}/+`,
    '[secret:aws-key-id]\t[secret:aws-secret-key]',
  ],
  [
    'AWS, the secret on the next line',
    `id AKIA${some('capitals', 16)}\nkey ${some('word', 40)}\n`,
    'id [secret:aws-key-id]\nkey [secret:aws-secret-key]\n',
  ],
  [
    'AWS, the secret by its name',
    `aws_secret_access_key = ${some('word', 40)}`,
    'aws_secret_access_key = [secret:secret]',
  ],
  ['AWS, a session', `IQoJb3JpZ2lu${some('word', 300)}`, '[secret:aws-session-token]'],
  ['AWS, a signed address', `?X-Amz-Signature=${some('hex', 64)}&x`, '?X-Amz-Signature=[secret:aws-signature]&x'],
  ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((kind): [string, string, string] => [
    `GitHub, ${kind}`,
    `${kind}_${some('word', 36)}`,
    '[secret:github-token]',
  ]),
  ['GitHub, fine-grained', `github_pat_${some('word', 22)}_${some('word', 59)}`, '[secret:github-token]'],
  [
    'GitHub, in an address',
    `https://ghp_${some('word', 36)}@github.com/a/b`,
    'https://[secret:github-token]@github.com/a/b',
  ],
  ['GitLab', `glpat-${some('word', 20)}`, '[secret:gitlab-token]'],
  ['GitLab, of a runner', `glrt-${some('word', 20)}`, '[secret:gitlab-token]'],
  ['Slack, of a bot', `xoxb-${some('digits', 12)}-${some('digits', 12)}-${some('word', 24)}`, '[secret:slack-token]'],
  [
    'Slack, of an app',
    `xapp-1-A${some('capitals', 10)}-${some('digits', 13)}-${some('hex', 64)}`,
    '[secret:slack-token]',
  ],
  [
    'Slack, a webhook',
    `https://hooks.slack.com/services/T${some('capitals', 8)}/B${some('capitals', 8)}/${some('word', 24)}`,
    'https://hooks.slack.com/services/[secret:slack-webhook]',
  ],
  ['Google, an API key', `AIza${some('word', 35)}`, '[secret:google-api-key]'],
  ['Google, a client secret', `GOCSPX-${some('word', 28)}`, '[secret:google-oauth-secret]'],
  ['Google, an access token', `ya29.${some('word', 80)}`, '[secret:google-oauth-token]'],
  ['Google, a refresh token', `1//0${some('word', 60)}`, '[secret:google-refresh-token]'],
  ['Stripe', `sk_live_${some('word', 24)} rk_test_${some('word', 24)}`, '[secret:stripe-key] [secret:stripe-key]'],
  ['Stripe, of a webhook', `whsec_${some('word', 32)}`, '[secret:stripe-webhook-secret]'],
  ['Twilio', `SK${some('hex', 32)}`, '[secret:twilio-key]'],
  ['SendGrid', `SG.${some('word', 22)}.${some('word', 43)}`, '[secret:sendgrid-key]'],
  ['Mailgun', `key-${some('hex', 32)}`, '[secret:mailgun-key]'],
  ['Mailchimp', `x ${some('hex', 32)}-us12`, 'x [secret:mailchimp-key]'],
  [
    'npm',
    `//registry.npmjs.org/:_authToken=npm_${some('word', 36)}`,
    '//registry.npmjs.org/:_authToken=[secret:npm-token]',
  ],
  ['PyPI', `pypi-AgEIcHlwaS5vcmc${some('word', 120)}`, '[secret:pypi-token]'],
  ['RubyGems', `rubygems_${some('hex', 48)}`, '[secret:rubygems-key]'],
  ['Docker', `dckr_pat_${some('word', 27)}`, '[secret:docker-token]'],
  ['Hugging Face', `hf_${some('word', 34)}`, '[secret:huggingface-token]'],
  ['Groq', `gsk_${some('word', 52)}`, '[secret:groq-key]'],
  [
    'Azure storage',
    `AccountName=x;AccountKey=${some('word', 86)}==;EndpointSuffix=core`,
    'AccountName=x;AccountKey=[secret:azure-key];EndpointSuffix=core',
  ],
  [
    'Azure service bus',
    `SharedAccessKeyName=Root;SharedAccessKey=${some('word', 43)}=`,
    'SharedAccessKeyName=Root;SharedAccessKey=[secret:azure-key]',
  ],
  [
    'Azure, a shared signature',
    `?sv=2022-11-02&sig=${some('word', 43)}%3D&se=2026`,
    '?sv=2022-11-02&sig=[secret:azure-signature]&se=2026',
  ],
  ['Azure, a client secret', `abc8Q~${some('word', 34)}`, '[secret:azure-client-secret]'],
  ['Telegram', `bot ${some('digits', 10)}:AA${some('word', 33)}`, 'bot [secret:telegram-token]'],
  ['Discord', `MT${some('word', 24)}.${some('word', 6)}.${some('word', 38)}`, '[secret:discord-token]'],
  [
    'Discord, a webhook',
    `https://discord.com/api/webhooks/${some('digits', 18)}/${some('word', 68)}`,
    `https://discord.com/api/webhooks/${some('digits', 18)}/[secret:discord-webhook]`,
  ],
  ['Shopify', `shpat_${some('hex', 32)} shpss_${some('hex', 32)}`, '[secret:shopify-token] [secret:shopify-token]'],
  ['DigitalOcean', `dop_v1_${some('hex', 64)}`, '[secret:digitalocean-token]'],
  [
    'Heroku',
    `HRKU-${some('hex', 8)}-${some('hex', 4)}-${some('hex', 4)}-${some('hex', 4)}-${some('hex', 12)}`,
    '[secret:heroku-key]',
  ],
  [
    'Heroku, by its name',
    `HEROKU_API_KEY=${some('hex', 8)}-${some('hex', 4)}-4${some('hex', 3)}-a${some('hex', 3)}-${some('hex', 12)}`,
    'HEROKU_API_KEY=[secret:api-key]',
  ],
  ['Databricks', `dapi${some('hex', 32)}`, '[secret:databricks-token]'],
  ['Linear', `lin_api_${some('word', 40)}`, '[secret:linear-key]'],
  ['Notion', `secret_${some('word', 43)}`, '[secret:notion-token]'],
  ['Atlassian', `ATATT3${some('word', 180)}=AB12CD34`, '[secret:atlassian-token]'],
  ['Vault', `hvs.${some('word', 95)}`, '[secret:vault-token]'],
  ['Terraform', `${some('word', 14)}.atlasv1.${some('word', 67)}`, '[secret:terraform-token]'],
  ['Grafana', `glsa_${some('word', 32)}_${some('hex', 8)}`, '[secret:grafana-token]'],
  ['Brevo', `xkeysib-${some('hex', 64)}-${some('word', 16)}`, '[secret:brevo-key]'],
  ['Pinecone', `pcsk_${some('word', 5)}_${some('word', 63)}`, '[secret:pinecone-key]'],
  ['NVIDIA', `nvapi-${some('word', 64)}`, '[secret:nvidia-key]'],
  ['LangSmith', `lsv2_pt_${some('hex', 32)}_${some('hex', 10)}`, '[secret:langsmith-key]'],
  ['HubSpot', `pat-na1-${uuid}`, '[secret:hubspot-token]'],
  ['GitLab, of a runner of old', `GR1348941${some('word', 20)}`, '[secret:gitlab-token]'],
  ['Alibaba', `LTAI${some('word', 20)}`, '[secret:alibaba-key-id]'],
  ['Tencent', `AKID${some('word', 32)}`, '[secret:tencent-key-id]'],
  ['Yandex', `AQVN${some('word', 36)}`, '[secret:yandex-key]'],
  ['Mapbox', `sk.eyJ${some('word', 60)}.${some('word', 22)}`, '[secret:mapbox-token]'],
  ['Contentful', `CFPAT-${some('word', 43)}`, '[secret:contentful-token]'],
  ['EasyPost', `EZAK${some('word', 54)}`, '[secret:easypost-key]'],
  ['Duffel', `duffel_live_${some('word', 43)}`, '[secret:duffel-token]'],
  ['Frame.io', `fio-u-${some('word', 64)}`, '[secret:frameio-token]'],
  ['Pulumi', `pul-${some('hex', 40)}`, '[secret:pulumi-token]'],
  ['Plaid', `access-sandbox-${uuid}`, '[secret:plaid-token]'],
  ['Airtable', `pat${some('word', 14)}.${some('hex', 64)}`, '[secret:airtable-token]'],
  ['Asana', `1/12${some('digits', 14)}:${some('hex', 32)}`, '[secret:asana-token]'],
  ['Lob', `test_${some('hex', 35)}`, '[secret:lob-key]'],
  ['Cloudflare', `v1.0-${some('hex', 24)}-${some('hex', 146)}`, '[secret:cloudflare-key]'],
  ['Firebase', `AAAA${some('word', 7)}:APA91b${some('word', 134)}`, '[secret:firebase-key]'],
  ['Netlify', `nfp_${some('word', 36)}`, '[secret:netlify-token]'],
  ['Vercel', `vcp_${some('word', 56)}`, '[secret:vercel-token]'],
  ['Bitbucket', `ATBB${some('word', 32)}`, '[secret:bitbucket-token]'],
  ['Grafana Cloud', `glc_${some('word', 120)}`, '[secret:grafana-token]'],
  ['1Password', `ops_eyJ${some('word', 400)}`, '[secret:onepassword-token]'],
  ['Facebook', `EAA${some('word', 160)}`, '[secret:facebook-token]'],
  [
    'PayPal',
    `access_token$production$${some('small', 16)}$${some('hex', 32)}`,
    'access_token$production$[secret:paypal-token]',
  ],
  ['Dynatrace', `dt0c01.${some('capitals', 24)}.${some('capitals', 64)}`, '[secret:dynatrace-token]'],
  ['age', `AGE-SECRET-KEY-1${some('capitals', 58)}`, '[secret:age-key]'],
  ['a JWT', `token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${some('word', 43)}.`, 'token [secret:jwt]'],
  [
    'a JWT that is very long',
    `eyJhbGciOiJIUzI1NiJ9.eyJ${some('word', 9000)}.${some('word', 43)} end`,
    '[secret:jwt] end',
  ],
  [
    'a header with a bearer',
    `Authorization: Bearer ${some('word', 40)}`,
    'Authorization: Bearer [secret:bearer-token]',
  ],
  ['a header with a password', 'Authorization: Basic dXNlcjpodW50ZXIyMg==', 'Authorization: Basic [secret:basic-auth]'],
  ['a header with a key', `X-Api-Key: ${some('hex', 32)}\n`, 'X-Api-Key: [secret:api-key]\n'],
  [
    'an address with a password',
    'postgres://admin:s3cr3t-pw@db.example.org:5432/app',
    'postgres://admin:[secret:url-password]@db.example.org:5432/app',
  ],
  ['a password with an @ in an address', 'amqp://u:p@ss%21word@host/', 'amqp://u:[secret:url-password]@host/'],
  ['an address without a name', 'redis://:hunter22@cache:6379', 'redis://:[secret:url-password]@cache:6379'],
  ['a password in settings', 'password=Tr0ub4dor&3', 'password=[secret:password]'],
  ['a password in capitals', 'DB_PASSWORD="x9$Kq!27ab"', 'DB_PASSWORD="[secret:password]"'],
  ['a password in YAML', 'db:\n  password: s3cr3tP4ss\n', 'db:\n  password: [secret:password]\n'],
  ['a password in JSON', '{"dbPassword": "aK9#mP2$vL"}', '{"dbPassword": "[secret:password]"}'],
  ['a password in escaped JSON', '{\\"password\\":\\"aK9#mP2$vL\\"}', '{\\"password\\":\\"[secret:password]\\"}'],
  ['a password in XML', '<password>aK9mP2vLx</password>', '<password>[secret:password]</password>'],
  ['a password as an option', 'mysql --password aK9mP2vLx4tQ8wE1 -h x', 'mysql --password [secret:password] -h x'],
  ['a password as an option with a sign', 'mysql --password=aK9mP2vLx4tQ8wE1', 'mysql --password=[secret:password]'],
  ['a token in code', `const token = '${some('word', 24)}';`, "const token = '[secret:token]';"],
  [
    'a token with a type',
    `const authToken: string = "${some('hex', 40)}";`,
    'const authToken: string = "[secret:token]";',
  ],
  ['a token in an address', `?access_token=${some('word', 32)}&x=1`, '?access_token=[secret:token]&x=1'],
  ['a key of Django', `SECRET_KEY = 'django-insecure-4k#a9(w$2x@p1v&z7m'`, "SECRET_KEY = '[secret:secret]'"],
  ['a key in Python', `api_key="${some('word', 32)}"`, 'api_key="[secret:api-key]"'],
  ['a secret in base64', `client_secret: ${some('word', 22)}==`, 'client_secret: [secret:secret]'],
  ['a secret of a type that is known', `GITHUB_TOKEN=ghp_${some('word', 36)}`, 'GITHUB_TOKEN=[secret:github-token]'],
  ['a secret behind an escaped line end', `"a\\nghp_${some('word', 36)}\\n"`, '"a\\n[secret:github-token]\\n"'],
  [
    'a secret split by escapes',
    `gh\u001b[1mp_${some('word', 20)}\u001b[0m${some('word', 16)}`,
    '[secret:github-token]',
  ],
  ['a secret split by zero-width characters', `gh\u200bp_${some('word', 36)}`, '[secret:github-token]'],
  ['a value of half a kilobyte', `TOKEN="${key.repeat(12)}"`, 'TOKEN="[secret:token]"'],
];

const lines = Array.from({ length: 12 }, (_, at) => some('word', 64).slice(at % 5) + some('word', at % 5));
const block = [...lines, some('word', 20)].join('\n');
const blocks: readonly [string, string, string][] = [
  [
    'RSA',
    `a\n-----BEGIN RSA PRIVATE KEY-----\n${block}==\n-----END RSA PRIVATE KEY-----\nb`,
    'a\n[secret:private-key]\nb',
  ],
  [
    'PKCS 8',
    `-----BEGIN PRIVATE KEY-----\r\n${block.replaceAll('\n', '\r\n')}\r\n-----END PRIVATE KEY-----\r\n`,
    '[secret:private-key]\r\n',
  ],
  [
    'OpenSSH',
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${block}\n-----END OPENSSH PRIVATE KEY-----`,
    '[secret:private-key]',
  ],
  [
    'an encrypted one',
    `-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0F\n\n${block}\n-----END EC PRIVATE KEY-----`,
    '[secret:private-key]',
  ],
  [
    'PGP',
    `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: X\n\n${block}\n=aB3d\n-----END PGP PRIVATE KEY BLOCK-----`,
    '[secret:private-key]',
  ],
  [
    'a service account',
    `{"private_key": "-----BEGIN PRIVATE KEY-----\\n${block.replaceAll('\n', '\\n')}\\n-----END PRIVATE KEY-----\\n", "x": 1}`,
    '{"private_key": "[secret:private-key]\\n", "x": 1}',
  ],
  [
    'an indented one',
    `  key: |\n    -----BEGIN PRIVATE KEY-----\n${block.replaceAll(/^/gm, '    ')}\n    -----END PRIVATE KEY-----\n`,
    '  key: |\n    [secret:private-key]\n',
  ],
  [
    'one on a single line',
    `-----BEGIN PRIVATE KEY----- ${block.replaceAll('\n', ' ')} -----END PRIVATE KEY-----`,
    '[secret:private-key]',
  ],
  [
    'one that is cut off',
    `x -----BEGIN PRIVATE KEY-----\n${lines.slice(0, 3).join('\n')}\n`,
    'x [secret:private-key]\n',
  ],
  [
    'one that is cut off, with text behind',
    `-----BEGIN PRIVATE KEY-----\n${lines.slice(0, 3).join('\n')}\n[cut here]\nrest`,
    '[secret:private-key]\n[cut here]\nrest',
  ],
  ['half a line of one', 'x -----BEGIN PRIVATE KEY-----\nMIIE', 'x [secret:private-key]'],
  [
    'a short one',
    '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nrest',
    '[secret:private-key]\nrest',
  ],
];

const weak = 'hunter2xy';
const strong = some('word', 20);
const named: readonly [string, string, string][] = [
  ['a line of settings', `password=${weak};`, 'password=[secret:password];'],
  ['a query', `https://a.example/c?user=a&pwd=${weak}&x=1`, 'https://a.example/c?user=a&pwd=[secret:password]&x=1'],
  ['the first of a query', `https://a.example/c?pwd=${weak}&x=1`, 'https://a.example/c?pwd=[secret:password]&x=1'],
  ['a list of YAML', '- password: Abcd1234!\n', '- password: [secret:password]\n'],
  [
    'the string of a connection',
    `"Server=db;User Id=sa;Password=${weak};Encrypt=true"`,
    '"Server=db;User Id=sa;Password=[secret:password];Encrypt=true"',
  ],
  ['one of libpq', `host=h user=me password=${weak} dbname=x`, 'host=h user=me password=[secret:password] dbname=x'],
  [
    'a query of a DSN',
    `postgres://h/db?user=me&password=${weak}`,
    'postgres://h/db?user=me&password=[secret:password]',
  ],
  ['a key of a wallet', `PRIVATE_KEY=0x${some('hex', 64)}`, 'PRIVATE_KEY=[secret:private-key]'],
  ['a Dockerfile', `ENV API_KEY ${strong}`, 'ENV API_KEY [secret:api-key]'],
  ['Windows', `setx API_KEY "${strong}"`, 'setx API_KEY "[secret:api-key]"'],
  ['fish', `set -gx API_KEY ${strong}`, 'set -gx API_KEY [secret:api-key]'],
  [
    'a pair of Kubernetes',
    `  - name: DB_PASSWORD\n    value: ${weak}\n`,
    '  - name: DB_PASSWORD\n    value: [secret:password]\n',
  ],
  [
    'a pair of JSON',
    `{"name": "DB_PASSWORD", "value": "${weak}"}`,
    '{"name": "DB_PASSWORD", "value": "[secret:password]"}',
  ],
  ['a value inside', `"token":{"value":"${strong}"}`, '"token":{"value":"[secret:token]"}'],
  ['a pair of XML', `<add key="Password" value="${weak}"/>`, '<add key="Password" value="[secret:password]"/>'],
  ['a text of YAML', `password: |\n  ${weak}\nnext: 1\n`, 'password: |\n  [secret:password]\nnext: 1\n'],
  ['XML', `<password>${weak}</password>`, '<password>[secret:password]</password>'],
  ['properties', `db.password=${weak}`, 'db.password=[secret:password]'],
  ['a name that is short', `DB_PASS=${weak}`, 'DB_PASS=[secret:password]'],
  ['curl', `curl -u user:${weak} https://a.example`, 'curl -u user:[secret:password] https://a.example'],
  ['curl, quoted', `curl --user 'user:${weak}' x`, "curl --user 'user:[secret:password]' x"],
  ['a login', `docker login -u me -p ${weak} ghcr.io`, 'docker login -u me -p [secret:password] ghcr.io'],
  ['mysql', `mysql -uroot -p${weak} db`, 'mysql -uroot -p[secret:password] db'],
  ['sshpass', `sshpass -p '${weak}' ssh a@b`, "sshpass -p '[secret:password]' ssh a@b"],
  ['psql', `PGPASSWORD=${weak} psql`, 'PGPASSWORD=[secret:password] psql'],
  ['SQL', `CREATE USER 'a'@'b' IDENTIFIED BY '${weak}';`, "CREATE USER 'a'@'b' IDENTIFIED BY '[secret:password]';"],
  ['SQL of Postgres', `ALTER USER a WITH PASSWORD '${weak}';`, "ALTER USER a WITH PASSWORD '[secret:password]';"],
  ['Redis', `requirepass ${weak}`, 'requirepass [secret:password]'],
  ['.netrc', `machine h login u password ${weak}`, 'machine h login u password [secret:password]'],
  ['a cookie', `Cookie: a=b; sessionid=${some('small', 32)}; x=1`, 'Cookie: a=b; sessionid=[secret:cookie]; x=1'],
  ['.npmrc', '//r.example/:_password=aHVudGVyMnh5', '//r.example/:_password=[secret:password]'],
  ['.pgpass', `localhost:5432:db:me:${weak}\n`, 'localhost:5432:db:me:[secret:password]\n'],
  ['a token of two parts', `SESSION_TOKEN=${some('word', 32)}.${some('word', 43)}`, 'SESSION_TOKEN=[secret:token]'],
  ['a bearer of two parts', `Bearer a${some('word', 31)}.b${some('word', 43)}`, 'Bearer [secret:bearer-token]'],
  [
    'a cookie of Express',
    `Cookie: connect.sid=s%3Aa${some('word', 31)}.${some('word', 43)}`,
    'Cookie: connect.sid=[secret:cookie]',
  ],
  ['words', 'DB_PASSWORD="correct Horse battery 9"', 'DB_PASSWORD="[secret:password]"'],
  ['words in JSON', '{"password": "correct Horse battery 9"}', '{"password": "[secret:password]"}'],
  ['words that are woven', "password: 'kX9v Q2mLp7'", "password: '[secret:password]'"],
  ['an escaped quote', '{"password":"kX9vQ2\\"mLp7","a":1}', '{"password":"[secret:password]","a":1}'],
  [
    'an escaped quote in JSON in JSON',
    '{\\"password\\":\\"kX9v\\\\\\"mLp7\\"}',
    '{\\"password\\":\\"[secret:password]\\"}',
  ],
  ['a backslash', 'PASSWORD="kX9v\\\\Q2mLp7"', 'PASSWORD="[secret:password]"'],
  ['another quote', `PASSWORD="kX9v'Q2mLp7"`, 'PASSWORD="[secret:password]"'],
  ['spaces around the sign', 'smtp_pass = kX9vQ2mLp7\n', 'smtp_pass = [secret:password]\n'],
  [
    'spaces and a comment',
    '[mail]\r\n\tpassword = kX9vQ2mLp7aB3 ; old\r\n',
    '[mail]\r\n\tpassword = [secret:password] ; old\r\n',
  ],
  ['signs between spaces', 'spring.mail.password = hunter2!x', 'spring.mail.password = [secret:password]'],
  [
    'a plan of Terraform',
    '  + master_password                         = "kX9vQ2mLp7"',
    '  + master_password                         = "[secret:password]"',
  ],
  ['two in one command', `mysql --token ${strong} -p${weak}`, 'mysql --token [secret:token] -p[secret:password]'],
];

describe.each(Object.entries({ secrets, named, blocks }))('%s', (_, cases) => {
  it.each(cases)('%s', (_name, raw, clean) => {
    const text = sanitise(raw);
    expect(bare(text)).toBe(clean);
    expect(sanitise(text)).toBe(text);
  });
});

describe('labels', () => {
  const one = `ghp_${some('word', 36)}`;

  it('are equal for equal secrets, whatever stands beside them', () => {
    const [first, second, third] =
      sanitise(`${one} TOKEN=${one}\nAuthorization: Bearer ${one}`).match(/\[.*?\]/g) ?? [];
    expect(first).toMatch(/^\[secret:github-token#[0-9a-f]{4}\]$/);
    expect([second, third]).toEqual([first, first]);
    expect(sanitise(`${one.slice(0, -1)}Z`)).not.toBe(first);
  });

  it('are equal for a key however its lines are broken', () => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${block}\n-----END PRIVATE KEY-----`;
    expect(sanitise(JSON.stringify(pem))).toBe(`"${sanitise(pem)}"`);
  });
});
