import type { Pattern } from './pattern.ts';

/** Files that hold keys and passwords. Reading one needs a person's yes; contents are never searched unasked. */
export const secretFiles: readonly Pattern[] = [
  {
    pattern: '.env.*',
    except: [
      ...['.env.example', '.env.sample', '.env.template', '.env.dist', '.env.test.example', '.env.schema'],
      ...['.env.defaults', '.env.d.ts', '.env.example.local'],
    ],
  },
  // Whole names, in any folder.
  ...[
    ...['.env', '.dev.vars', 'local.settings.json', 'credentials.json', 'secrets.json', 'secrets.yml', 'secrets.yaml'],
    ...['secrets.toml', 'service-account*.json', 'service_account*.json', '*firebase-adminsdk*.json'],
    ...['client_secret*.json', 'application_default_credentials.json', '*.tfstate', '.vault-token', '.terraformrc'],
    // Keys.
    ...['*.pem', '*.key', '*.pfx', '*.p12', '*.ppk', '*.jks', '*.keystore', '*.kdbx', '*.keychain-db'],
    ...['id_rsa', 'id_dsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk', 'ssh_host_*_key'],
    // Passwords of programs.
    ...['.netrc', '_netrc', '.authinfo', '.pgpass', '.my.cnf', '.npmrc', '.pypirc', '.git-credentials', '.htpasswd'],
    ...['.dockercfg', '.s3cfg', '.boto', '.rclone.conf', '.renviron'],
    // What was typed into shells and clients.
    ...['.bash_history', '.zsh_history', '.sh_history', 'fish_history', '.python_history', '.node_repl_history'],
    ...['.psql_history', '.mysql_history', '.sqlite_history', '.rediscli_history', '.irb_history'],
    // In certain folders.
    ...['.docker/config.json', '.kube/config', '.cargo/credentials', '.cargo/credentials.toml', '.gem/credentials'],
    ...['.m2/settings.xml', '.m2/settings-security.xml', '.gradle/gradle.properties', '.composer/auth.json'],
    ...[
      '.config/composer/auth.json',
      '.config/git/credentials',
      '.config/rclone/rclone.conf',
      '.streamlit/secrets.toml',
    ],
    ...['.claude/.credentials.json', '.codex/auth.json', '.gemini/oauth_creds.json'],
    ...['etc/shadow', 'etc/gshadow', 'etc/sudoers', 'proc/*/environ'],
  ].map((pattern) => ({ pattern })),
  ...[
    ...['.ssh', '.aws', '.gnupg', '.azure', '.password-store', '.config/gcloud', '.config/gh', '.config/op'],
    ...[
      '.config/doctl',
      '.config/sops',
      '.local/share/keyrings',
      'library/keychains',
      'etc/ssl/private',
      'run/secrets',
    ],
  ].map((pattern) => ({ pattern, folder: true as const })),
];
