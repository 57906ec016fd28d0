// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are code and templates
import { describe, expect, it } from 'vitest';
import { inspect } from '../../../../src/security/sanitise.ts';
import { maskEach, type Tables } from './cases.ts';

// Passwords with signs in them, and the ways of more languages, commands and programs. They are put together here, so that
// no scanner takes this file for a leak.

const mixed = ['kX9vQ', '2mLp7aR'].join('');
const strong = ['aB3kE5fGxJ', '9qL2mN4pQr'].join('');
const hex = ['0f3a9c5e7b1d2846', 'd8b15e0c93a7f624'].join('');
const dotted = ['Kx7', 'Qm2Rt9Wz4L'].join('.');
const piped = ['Kx7', 'Qm2Rt9Wz4L'].join('|');
const bracketed = ['J=9ZP!%L', '1%%?Lg,/', 'hq'].join(']').replace(',', '[');
const signs = ['5He;g,)0Z', 'l;4BH4N5'].join('^');

const tables: Tables = {
  'passwords with signs': [
    ['password = "*"', dotted, 'password'],
    ['password: "*"', piped, 'password'],
    ["define('DB_PASSWORD', '*');", piped, 'password'],
    ["DB_PASSWORD='*'", ['Bj4J/', '5OaxK?$B6p'].join('*'), 'password'],
    ['password = "*"', ['jaSG(?', 'ZxR69~-h5RJ8'].join(':'), 'password'],
    ["terraform apply -var 'db_password=*' -var region=eu", signs, 'password'],
    ["ansible-playbook x.yml -e 'db_pass=*'", signs, 'password'],
    ['config.setPassword("*");', ['m', 'dE%9eg-E-=Z'].join('['), 'password'],
    ['new NetworkCredential("pia", "*")', bracketed, 'password'],
    ['ConvertTo-SecureString "*" -AsPlainText', bracketed, 'password'],
    ["CREATE USER 'app'@'%' IDENTIFIED WITH x BY '*';", ['be^W?nG@1', 'jz^+=V!wzC'].join(']'), 'password'],
    ["curl -u 'pia:*' https://x", ['oJ', ')C,Hk^^@Y9'].join(']'), 'password'],
    ["sshpass -p '*' ssh h", bracketed, 'password'],
    ["mysql -u root -p'*' db", bracketed, 'password'],
    ['process.env.DB_PASS ?? "*"', ['T*(#n3+n+w', 'Yc=xF'].join('['), 'password'],
    ['auth:\n  rootPassword: *\n  replicaCount: 2', ['xN8N?DQ', '=d29l.O!'].join('?'), 'password'],
    ['access_token  | *\nscope | x', strong, 'token'],
    ['rootPassword: *\n', ['xN8N?DQ', '=d29l.O!'].join('?'), 'password'],
  ],
  'what other languages declare': [
    ['  @api_secret "*"\n', strong, 'secret'],
    ['(def api-key "*")', strong, 'api-key'],
    ['(def ^:const api-key "*")', strong, 'api-key'],
    ['api_key <- "*"', strong, 'api-key'],
    ['mapOf("password" to "*")', mixed, 'password'],
    ['std::string token{"*"};', strong, 'token'],
    ['public string Password { get; set; } = "*";', mixed, 'password'],
    ['const TOKEN: &str = r#"*"#;', strong, 'token'],
    ["password = '''*'''", mixed, 'password'],
    ['password = """*"""', mixed, 'password'],
    ["export PASSWORD=$'*'", mixed, 'password'],
    ["DECLARE @apiKey NVARCHAR(64) = N'*';", strong, 'api-key'],
    ['set $api_key "*";', strong, 'api-key'],
    ["passwords = ['*']", mixed, 'password'],
    ['api_keys = ["*", "x"]', strong, 'api-key'],
    ['API_TOKENS=*', strong, 'token'],
    ['AUTH_TOKEN_V2=*', strong, 'token'],
    ['API_KEY_2=*', strong, 'api-key'],
    ['API_KEY_PROD=*', strong, 'api-key'],
    ['DB_PASSWORD_OLD=*', mixed, 'password'],
    ['service_role_key=*', strong, 'key'],
    ["$settings['hash_salt'] = '*';", strong, 'salt'],
    ['"identitytoken":"*"', strong, 'token'],
    ['secrets:\n  - *\n', strong, 'secret'],
    ['tokens:\n  - "*"\n', strong, 'token'],
  ],
  'what more calls take': [
    ['System.put_env("API_KEY", "*")', strong, 'api-key'],
    ['viper.SetDefault("db.password", "*")', mixed, 'password'],
    ['flag.String("token", "*", "api token")', strong, 'token'],
    ["parser.add_argument('--api-key', default='*')", strong, 'api-key'],
    ["option :password, default: '*'", mixed, 'password'],
    ["getenv('API_KEY') ?: '*'", strong, 'api-key'],
    ['cmp.Or(os.Getenv("API_TOKEN"), "*")', strong, 'token'],
    ['keychain.set("*", forKey: "authToken")', strong, 'token'],
    ['.bearer_auth("*")', strong, 'token'],
    ['new AzureKeyCredential("*")', hex, 'key'],
    ["expect(res.body.token).toBe('*')", strong, 'token'],
    ["self.assertEqual(cfg.api_key, '*')", strong, 'api-key'],
    ['if token != "*" {', strong, 'token'],
  ],
  'what more commands and programs say': [
    ['auth failed for user pia with password *\n', mixed, 'password'],
    ['Password — *\n', mixed, 'password'],
    ['API key → *\n', strong, 'api-key'],
    ['Please use the following initial password:\n\n*\n\nThis', hex, 'password'],
    ['Recovery Key 1: *', `${strong}${strong}aB3k`, 'key'],
    ['Passwort: *\n', mixed, 'password'],
    ['contraseña: *\n', mixed, 'password'],
    ['senha=*\n', mixed, 'password'],
    ['mot de passe : *\n', mixed, 'password'],
    ['http -a pia:* x.io', mixed, 'password'],
    ["gh secret set DEPLOY_KEY --body '*'", strong, 'password'],
    ['poetry config http-basic.nordvik pia *', mixed, 'password'],
    ['poetry config pypi-token.pypi *', strong, 'token'],
    ["SET PASSWORD FOR 'root'@'localhost' = '*';", mixed, 'password'],
    ['stats auth admin:*', mixed, 'password'],
    ['127.0.0.1:6379> AUTH *', mixed, 'password'],
    ['VAULT_SECRET_ID=*', '3f2a9c5e-7b1d-4846-a0f3-9c5e7b1d2846', 'secret'],
    ['│ API_SECRET │ * │', strong, 'secret'],
    ['<td>API key</td><td>*</td>', strong, 'api-key'],
    ['{"Key":"password","Val":"*"}', mixed, 'password'],
  ],
};

maskEach(tables);

describe('what looks the same', () => {
  it.each([
    `checksum/secret: ${hex}${hex}\nchecksum/config: ${hex}${hex}\nsig=${hex}${hex} ok ?v=1&sig=9fceb02d0ae598e95dc970b74767f19372d61af8\n`,
    '"token": "npm:@scope/token@1", "secret": "github:nordvik/secret#v2.0.1", "password": "link:./packages/password2"\n',
    '"token": "catalog:react19", "token":"patch:token@npm%3A1.0.0#~/.yarn/patches/token2.patch"\n',
    `secret: sha512-${btoa(strong + strong + strong)}\ntoken=TokenKind::RArrow2\n`,
    'password: "user.password.min8Chars", token = "fn(a1,b2,c3)", secret: "{{ .Values.secretV2 }}"\n',
    "'password=' + value2; \"token=abc\"; 'secret=${SECRET}'; \"key='user'\"\n",
    '@token_ttl "3600"\n(def token-type "Bearer")\n(def api-key (System/getenv "API_KEY"))\napi_key <- Sys.getenv("API_KEY2")\nset $token "";\n',
    "expect(token).toBe('token-2');assertEqual(token, 'expected')\nif password != \"\" {\n",
    'flag.String("token", "", "api token V2"); parser.add_argument("--token", default="none")\n',
    'api_key: ENC[AES256_GCM,data:k6YqT1ybBbkcZSAyzDaf6YWry,iv:i46ewuSGulVYamsO,tag:b2==,type:str]\n',
    'HEX_PAT = "[0-9A-Fa-f]{1,4}"\n#define TCL_MAX_TOKENS (int)(UINT_MAX / sizeof(Tcl_Token))\n',
    'Passwort: bitte eingeben\ncontraseña: obligatoria\nmot de passe : requis\nsenha=obrigatoria\n',
    'login with password authentication2 and with password file\nPassword — at least 8 characters\n',
    'max_tokens=4096 tokens: 1200\nAPI_KEY_NAME=x-api-key2\ntokens:\n  - access\n  - refresh2\n',
    '<td>API key</td><td>required</td>\n│ Token │ Description2 │\n{"Key":"password","Val":"required"}\n',
    'http -a user:password x\ngh secret set NAME --body "$VALUE"\nSET PASSWORD FOR root = PASSWORD(x)\n',
  ])('%#. comes back as it is', (text) => {
    expect(inspect(text)).toEqual({ text, findings: [] });
  });
});
