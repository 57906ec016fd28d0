import type { Pattern } from './pattern.ts';

/** Parts of the names of files that are there to be copied and filled in. */
const samples = ['example', 'sample', 'template', 'dist', 'schema', 'defaults'];
/** As the ending of a name that begins with `.env`, and as the beginning of one that ends with it. */
const sampleEndings = samples.flatMap((word) => [`.env*.${word}`, `.env*-${word}`, `.env*_${word}`, `.env.${word}.*`]);
const sampleBeginnings = samples.flatMap((word) => [`${word}.env`, `*.${word}.env`, `*-${word}.env`, `*_${word}.env`]);

const environments: readonly Pattern[] = [
  { pattern: '.env.*', except: [...sampleEndings, '.env.ts', '.env.js', '.env.mjs', '.env.d.ts', '.env.test.example'] },
  ...['.env-*', '.env_*'].map((pattern) => ({ pattern, except: sampleEndings })),
  { pattern: '*.env', except: sampleBeginnings },
  // The programs of direnv hold the same.
  { pattern: '.envrc.*', except: ['.envrc.example', '.envrc.sample', '.envrc.template', '.envrc.dist'] },
];

const withExceptions: readonly Pattern[] = [
  ...['*.tfvars', '*.tfvars.json'].map((pattern) => ({
    pattern,
    except: ['*example*.tfvars*', '*sample*.tfvars*', '*template*.tfvars*'],
  })),
  { pattern: '.secrets.*', except: ['.secrets.baseline', '.secrets.example', '.secrets.*.example'] },
  // Charts hold the form of a secret, whose values are put in elsewhere.
  ...['secret.yaml', 'secret.yml'].map((pattern) => ({ pattern, except: [`templates/${pattern}`] })),
  { pattern: 'wp-config.php', source: true },
  // Those of authorities and of others are there to be given away.
  {
    pattern: '*.pem',
    except: ['public*.pem', '*[._-]public.pem', '*[._-]pub.pem', 'ca.pem', 'cacert*.pem', 'ca-bundle.pem'],
  },
  ...['client_secret*.json', 'client-secret*.json'].map((pattern) => ({
    pattern,
    except: ['*example*.json', '*sample*.json', '*template*.json'],
  })),
];

/** Whole names, in any folder. What is written in a programming language is no such file: credentials.ts, token.py. */
const names = [
  ...['.env', 'env.local', 'env.bak', '.flaskenv', '.envrc', '.dev.vars', 'local.settings.json'],
  ...['credentials', '.credentials', 'credentials.json', 'credentials.yml', 'credentials.yaml', 'credentials.csv'],
  ...['credentials.xml', 'credentials.toml', 'credentials.ini', 'credentials.txt', 'credentials.properties'],
  ...['credentials.cfg', 'credentials.tfrc.json', '*[_-]credentials.json', '*[_-]credentials.csv', '.credentials.json'],
  ...['creds', 'creds.json', 'creds.yml', 'creds.yaml', 'creds.txt', '*[_-]creds.json'],
  ...['.secrets', '.secret', 'secrets.json', 'secrets.yml', 'secrets.yaml', 'secrets.toml', 'secrets.properties'],
  ...['secrets.*.yaml', 'secrets.*.yml', 'secrets.*.json', 'secrets.*.toml', 'secrets/*.yaml', 'secrets/*.yml'],
  ...[
    'secrets/*.json',
    'secrets/*.txt',
    '*[_-]secret.yaml',
    '*[_-]secret.yml',
    '*[_-]secrets.yaml',
    '*[_-]secrets.yml',
  ],
  ...['api_key', 'apikey', 'api-key', 'apikey.json', 'api_key.json', 'access_token', '.access_token', 'auth_token'],
  ...['kubeconfig[_-]*', '.talos/config', '.vercel/auth.json', '.config/containers/auth.json', 'sftp-config.json'],
  ...['.local/share/opencode/auth.json', '.config/configstore/firebase-tools.json', '.config/netlify/config.json'],
  ...['.fly/config.yml', '.vscode/sftp.json', 'private.asc', '*[_-]private.asc', 'age-key.txt', '*[_-]age-key.txt'],
  ...['secrets.ini', 'secrets.txt', 'secrets.xml', 'secrets.cfg', 'secrets.conf', 'secret.json', 'secret.txt'],
  ...['secret.properties', 'keystore.properties', 'key.properties'],
  ...['signing.properties', 'terraform.tfstate', '*.tfstate', 'kubeconfig', 'kubeconfig.yaml', 'kubeconfig.yml'],
  ...['*.kubeconfig', '*[_-]kubeconfig', '*[_-]kubeconfig.yaml', '*[_-]kubeconfig.yml', '.dockerconfigjson'],
  ...['.passwd', '.password', '.passwords', 'password.txt', 'passwords.txt', 'passwords.csv', '.vault_pass*'],
  ...['.vault-pass*', 'vault_pass*.txt', 'vault-pass*.txt', '.token', 'token.json', 'token.txt', '*[_-]token.txt'],
  ...['.github_token', '.gh_token', '.vault-token', '.apikey', '.api_key', 'apikey.txt', 'api_key.txt', 'api-key.txt'],
  ...['api_keys.json', 'api-keys.json', 'apikeys.json', 'oauth*creds*.json', 'oauth*token*.json'],
  ...['oauth*credentials*.json', 'oauth*secret*.json', 'cookies.txt', 'kaggle.json', 'wallet.dat'],
  ...['private[_-]key.txt', '.*[_-]token', '.openai[_-]key', 'api[_-]token', '.apikeys', '.api_keys', '.claude.json'],
  ...['vault_pass', 'vault-pass', '.openai/auth.json', '.bundle/config', '.git-credentials.lock', 'sftp.json'],
  ...['secrets/*password', 'secrets/*passwd', 'secrets/*[_-]key', 'secrets/*[_-]token', 'secrets/*[_-]secret'],
  ...['mnemonic.txt', 'utc--*', 'wg0.conf', 'wg1.conf', 'rclone.conf', 'filezilla.xml', 'gha-creds-*.json'],
  // Accounts of services.
  ...['service-account*.json', 'service_account*.json', 'serviceaccount*.json', '*firebase-adminsdk*.json'],
  ...['application_default_credentials.json', 'keyfile.json', 'gcp[_-]key*.json', 'gcloud[_-]key*.json'],
  ...['google[_-]key*.json', 'firebase[_-]key*.json', 'service[_-]key*.json', 'sa[_-]key*.json'],
  ...['*private[_-]key.json', 'rootkey.csv', '*accesskeys.csv'],
  // Keys.
  ...['*.key', '*.pfx', '*.p12', '*.p8', '*.pk8', '*.ppk', '*.jks', '*.jceks', '*.keystore', '*.keytab'],
  ...['*.kdb', '*.kdbx', '*.agekey', '*.ovpn', '*.keychain', '*.keychain-db', '*.pkcs12', 'secring.gpg'],
  ...['id_rsa', 'id_dsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk', 'ssh_host_*_key'],
  ...['*[._-]rsa', '*[._-]ecdsa', '*[._-]ed25519', 'ssh[_-]key', '*[_-]ssh[_-]key', 'deploy[_-]key'],
  ...['*[_-]deploy[_-]key', 'deploykey', 'private[_-]key', 'privatekey', '*[_-]private[_-]key'],
  // Passwords of programs.
  ...['.netrc', '_netrc', '.authinfo', '.pgpass', 'pgpass.conf', '.my.cnf', '.mylogin.cnf', '.npmrc', '.pypirc'],
  ...['.git-credentials', '.htpasswd', '.dockercfg', '.s3cfg', '.boto', '.passwd-s3fs', '.rclone.conf', '.renviron'],
  ...['.terraformrc', '.sentryclirc', '.databrickscfg', '.msmtprc', '.fetchmailrc'],
  // What was typed into shells and clients.
  ...[
    'fish_history',
    '.*_history',
    '.*_history-*.tmp',
    '.zhistory',
    '.rhistory',
    'mongosh_repl_history',
    'consolehost_history.txt',
  ],
  // What opens services, mail, shares and screens.
  ...['.config/github-copilot/*.json', '.config/ngrok/ngrok.yml', '.ngrok2/ngrok.yml', '.cloudflared/*.json'],
  ...['.railway/config.json', '.config/hcloud/cli.toml', '.config/linode-cli', '.config/scw/config.yaml'],
  ...['.config/stripe/config.toml', '.snowsql/config', '.snowflake/*.toml', '.config/snowflake/*.toml', '.modal.toml'],
  ...['com.vercel.cli/auth.json', '.netlify/config.json', '.wrangler/config/default.toml', '.supabase/access-token'],
  ...['.poetry/auth.toml', 'io.datasette.llm/keys.json', '.consul-token', '.nomad-token', '.pg_service.conf'],
  ...['.smbcredentials', '.vnc/passwd', 'sitemanager.xml', 'recentservers.xml', '.cvspass', '.purple/accounts.xml'],
  ...['.weechat/sec.conf', '.offlineimaprc', '.mbsyncrc', 'krb5cc_*', 'key4.db', 'cookies.sqlite', 'cwallet.sso'],
  ...['.xauthority', '.erlang.cookie'],
  // In certain folders.
  ...['.docker/config.json', '.kube/config', '.gem/credentials', '.m2/settings.xml', '.m2/settings-security.xml'],
  ...['.gradle/gradle.properties', '.composer/auth.json', '.config/composer/auth.json', '.config/git/credentials'],
  ...['.config/rclone/rclone.conf', '.claude/.credentials.json', '.codex/auth.json', '.gemini/oauth_creds.json'],
  // At home these hold the addresses of a package index, with what opens it.
  ...['.pip/pip.conf', '.config/pip/pip.conf', '.nuget/nuget/nuget.config', '.config/nuget/nuget.config'],
  ...['.config/pypoetry/auth.toml', '.config/pnpm/auth.ini', '.hex/hex.config', '.config/helm/registry/config.json'],
  ...['.jfrog/jfrog-cli.conf*', '.cargo/credentials', '.dbt/profiles.yml', '.huggingface/token', 'huggingface/token'],
  ...['etc/shadow', 'etc/shadow-', 'etc/gshadow', 'etc/gshadow-', 'etc/sudoers'],
  ...['proc/*/environ', 'proc/*/task/*/environ'],
];

const folders = [
  ...[
    '.ssh',
    '.aws',
    '.gnupg',
    '.azure',
    '.oci',
    '.password-store',
    '.secrets',
    '.envs',
    '.config/gcloud',
    '.config/gh',
  ],
  ...['.config/op', '.config/doctl', '.config/sops', '.config/hub', '.config/glab-cli', 'microsoft/usersecrets'],
  ...['.microsoft/usersecrets', '.local/share/keyrings', 'library/keychains', 'etc/ssl/private', 'run/secrets'],
  ...['.mcp-auth', '.subversion/auth', '.mozilla/firefox', '.config/google-chrome', '.config/chromium', '.gsutil'],
  ...['library/application support/google/chrome', '.local/share/kwalletd', '.electrum/wallets', '.ethereum/keystore'],
  ...['.config/1password', '.config/bitwarden', '.config/borg/keys', 'etc/sudoers.d', 'etc/wireguard'],
  ...['etc/networkmanager/system-connections', 'etc/ppp'],
];

/** Files that hold keys and passwords. Reading one needs a person's yes; contents are never searched unasked. */
export const secretFiles: readonly Pattern[] = [
  ...environments,
  ...withExceptions,
  ...names.map((pattern) => (/\.(?:txt|csv)$/.test(pattern) ? { pattern, source: true as const } : { pattern })),
  ...folders.map((pattern) => ({ pattern, folder: true as const })),
];
