import { drawn, prefixed, row, type SecretForm } from './secretForm.ts';

const word = '[A-Za-z0-9]';
const uuid = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';

/**
 * Forms that are no more than a beginning, as providers document it, and a run of letters behind it. A beginning whose
 * first two letters are in every text makes each text slower: `joinedForms` have the others.
 */
export const prefixedForms: readonly SecretForm[] = [
  // Where programs are built, kept and run.
  prefixed('grafana-token', 'eyJrIjoi', '[A-Za-z0-9+/]{40,400}={0,2}'),
  prefixed('databricks-token', 'dose dkea', '[0-9a-f]{32}'),
  prefixed('doppler-token', 'dp.scim. dp.audit. dp.said. dp.sa.', `${word}{40,48}`),
  prefixed('sentry-token', 'sntryi_', '[0-9a-f]{64}'),
  prefixed('snyk-token', 'snyk_uat. snyk_sat.', String.raw`[0-9a-f]{8}\.[\w.-]{40,400}`),
  prefixed('sourcegraph-token', 'sgp_', '(?:(?:[0-9a-f]{16}|local)_)?[0-9a-f]{40}'),
  prefixed('sourcegraph-token', 'slk_ sgd_', '[0-9a-f]{64}'),
  prefixed('supabase-token', 'sbp_oauth_ sbp_v0_', '[0-9a-f]{40}'),
  drawn('cloudflare-token', 'cfut_ cfat_ cfk_', String.raw`[\w-]{40,64}`),
  prefixed('circleci-token', 'CCIPRJ_', `${word}{22}_[0-9a-f]{40}`),
  drawn('buildkite-token', 'bkct_ bkaj_', String.raw`[\w-]{40,400}`),
  prefixed('sonar-token', 'squ_ sqp_ sqa_', '[0-9a-f]{40}'),
  drawn('harness-token', 'pat. sat.', String.raw`[\w-]{22}\.[0-9a-f]{24}\.${word}{20}`),
  drawn('octopus-key', 'API-', '(?=[A-Z]{0,25}[0-9])[A-Z0-9]{25,32}'),
  drawn('scalingo-token', 'tk-us-', String.raw`[\w-]{48}`),
  drawn('artifactory-key', 'AKCp', `${word}{60,80}`),
  // The beginning of a token of JFrog, in base64.
  drawn('artifactory-token', 'cmVmdGtuOj', `${word}{40,80}={0,2}`),
  prefixed('clojars-token', 'CLOJARS_', '[0-9a-z]{60}'),
  prefixed('packagist-token', 'packagist_', '[a-z]{2,4}_[0-9a-f]{60,80}'),
  prefixed('swarm-token', 'SWMTKN-1-', '[0-9a-z]{40,60}-[0-9a-z]{20,30}'),
  prefixed('rancher-token', 'token-', '[0-9a-z]{5}:[0-9a-z]{54}'),
  drawn('bitbucket-token', 'BBDC-', String.raw`[\w+/@-]{40,60}`),
  drawn('n8n-key', 'n8n_api_', String.raw`[\w.-]{40,400}`),
  drawn('netbird-token', 'nbp_', `${word}{36}`),
  prefixed('k3s-token', 'K10', String.raw`[0-9a-f]{64}::(?:[\w.-]{1,40}:)?[0-9a-f]{32,64}`),
  prefixed('huggingface-token', 'api_org_', '[A-Za-z]{34}'),
  drawn('adafruit-key', 'aio_', `${word}{28}`),
  drawn('infracost-key', 'ico-', `${word}{32}`),
  prefixed('nebula-key', 'dnkey-', '[0-9A-Za-z]{26}-[0-9A-Za-z]{52}'),
  // Data.
  prefixed('aiven-password', 'AVNS_', String.raw`[\w-]{19,40}`),
  prefixed('neon-password', 'npg_', '(?=[A-Za-z]{0,11}[0-9])[A-Za-z0-9]{12,20}'),
  drawn('mongodb-secret', 'mdb_sa_sk_', String.raw`[\w-]{40,64}`),
  drawn('confluent-secret', 'cflt', '[A-Za-z0-9+/]{60}'),
  drawn('clickhouse-secret', '4b1d', `(?=${word}{0,37}[G-Zg-z])${word}{38}`),
  drawn('backblaze-key', 'K001 K002 K003 K004 K005', '[A-Za-z0-9+/]{27}'),
  prefixed('dbt-token', 'dbtc_ dbtu_', String.raw`[\w=-]{40,64}`),
  prefixed('hex-token', 'hxtp_', '[0-9a-f]{64,140}'),
  // Clouds.
  drawn('aws-bedrock-key', 'ABSK', '[A-Za-z0-9+/]{60,2000}={0,2}'),
  drawn('amazon-token', 'Atza|', String.raw`[\w+/-]{80,2000}={0,2}`),
  prefixed('google-hmac-id', 'GOOG', '(?=[A-Z]{0,20}[0-9])(?:1E[A-Z0-9]{55}|[A-Z0-9]{20})'),
  drawn('google-api-key', 'AQ.Ab', String.raw`[\w-]{40,120}`),
  drawn('yandex-key', 'YCM YCN YCO YCP', String.raw`[\w-]{37}`),
  drawn('yandex-key-id', 'YCAJE', String.raw`[\w-]{20}`),
  drawn('yandex-token', 'y0_', String.raw`[\w-]{50,120}`),
  drawn('yandex-token', 't1.', String.raw`[\w-]{50,400}={0,2}\.[\w-]{86}={0,2}`),
  // Models.
  prefixed('checkout-key', 'sk_', `${uuid}|sbox_[a-z0-9]{26}`),
  drawn('together-key', 'tgp_v1_', String.raw`[\w-]{43}`),
  drawn('fireworks-key', 'fw_', `(?=${word}{0,21}[0-9])${word}{22,24}`),
  drawn('cerebras-key', 'csk-', '[a-z0-9]{40,64}'),
  drawn('tavily-key', 'tvly-', '(?:dev-|prod-)?[A-Za-z0-9-]{32,64}'),
  prefixed('firecrawl-key', 'fc-', '[0-9a-f]{32}'),
  drawn('jina-key', 'jina_', `${word}{60}`),
  prefixed('e2b-key', 'e2b_', '[0-9a-f]{40}'),
  drawn('runpod-key', 'rpa_', `${word}{38,60}`),
  prefixed('cursor-key', 'crsr_', '[0-9a-f]{64}'),
  drawn('browserbase-key', 'bb_live_', String.raw`[\w-]{24,40}`),
  // Services that people work with.
  prefixed('clickup-token', 'pk_', String.raw`\d{5,10}_[A-Z0-9]{32}`),
  prefixed('klaviyo-key', 'pk_', '[0-9a-f]{34}'),
  drawn('linear-key', 'lin_oauth_ lin_wh_', `${word}{40,64}`),
  drawn('postman-token', 'PMAT-', '[A-Z0-9]{26}'),
  drawn('figma-token', 'figo_ figoh_ figor_ figu_ figuh_ figur_', String.raw`[\w-]{36,64}`),
  drawn('trello-token', 'ATTA', '[0-9A-Za-z]{60,80}'),
  drawn('slack-token', 'xoxc- xwfp-', '[A-Za-z0-9-]{24,300}'),
  drawn('typeform-token', 'tfp_', String.raw`[\w.=-]{40,80}`),
  drawn('ntfy-token', 'tk_', '[a-z0-9]{29}'),
  prefixed('dynatrace-token', 'dt0s01. dt0s02. dt0s08. dt0s16.', String.raw`[A-Z0-9]{8,24}\.[A-Z0-9]{64}`),
  prefixed('newrelic-key', 'NRIQ-', String.raw`[\w-]{32}`),
  prefixed('launchdarkly-key', 'sdk-', uuid),
  drawn('secret-key', 'secret-', String.raw`(?:test-|live-)?[\w-]{36,48}=?`),
  drawn('posthog-key', 'phx_ phs_', `${word}{40,60}`),
  drawn('adobe-secret', 'p8e-', '[A-Za-z0-9]{32}'),
  prefixed('axiom-token', 'xaat- xapt-', uuid),
  drawn('honeybadger-token', 'hbp_', `${word}{36}`),
  drawn('mandrill-key', 'md-', String.raw`(?=[\w-]{0,21}[0-9])[\w-]{22}`),
  prefixed('brevo-key', 'xsmtpsib-', '[0-9a-f]{64}-[A-Za-z0-9]{16}'),
  prefixed('telnyx-key', 'KEY0', '[0-9A-Fa-f]{30,32}_[A-Za-z0-9]{22}'),
  prefixed('pubnub-key', 'sec-c-', '[A-Za-z0-9+/]{40,64}={0,2}'),
  prefixed(
    'onepassword-key',
    'A3-',
    '[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-(?:[A-Z0-9]{5}-){2}[A-Z0-9]{5}',
  ),
  prefixed('age-key', 'AGE-SECRET-KEY-PQ-1', '[0-9A-Z]{50,120}'),
  // Money and shops.
  prefixed('shopify-token', 'shptka_', '[0-9a-f]{32}'),
  drawn('stripe-key', 'sk_org_live_ sk_org_test_ ek_live_ ek_test_', `${word}{24,255}`),
  drawn('paddle-key', 'pdl_live_apikey_ pdl_sdbx_apikey_', String.raw`\w{40,80}`),
  prefixed('woocommerce-key', 'cs_', '[0-9a-f]{40}'),
  drawn('payment-key', 'live_', `(?:${word}{30}|[\\w-]{40,44})`),
  drawn('revolut-key', 'oa_prod_ oa_sand_', String.raw`[\w-]{43}`),
  drawn('xendit-key', 'xnd_production_ xnd_development_', `${word}{40,100}`),
  drawn('midtrans-key', 'Mid-server-', String.raw`[\w-]{24}`),
  prefixed('mercadopago-token', 'APP_USR-', String.raw`\d{12,16}-\d{6}-[0-9a-f]{32}-\d{6,12}`),
  // What people talk and play with.
  drawn('twitch-token', 'oauth:', '[a-z0-9]{30}'),
  drawn('instagram-token', 'IGQV IGQW IGAA', String.raw`[\w-]{80,300}`),
  drawn('vk-token', 'vk1.a.', String.raw`[\w-]{60,300}`),
  prefixed('riot-key', 'RGAPI-', uuid),
  // Many call their keys so.
  drawn('api-key', 'sk_', String.raw`[\w-]{40,200}`),
  drawn('api-key', 'sk-', String.raw`[a-z0-9]{1,12}-[\w-]{26,200}`),
];

/** The same where the anchor is further on. */
export const joinedForms: readonly SecretForm[] = [
  row('infisical-token', hexStarts('t.'), /t\.[0-9a-f-]{20,40}\.[0-9a-f]{32}\.[0-9a-f]{32}(?!\w)/, /s$/),
  row('vercel-token', '_blob_rw_', /_blob_rw_\w{30,80}/, /vercel$/),
  row('apify-token', 'fy_api_', /fy_api_[A-Za-z0-9]{36}(?!\w)/, /api$/),
  row('polar-token', 'r_oat_ r_pat_', /r_[op]at_[\w-]{32,64}/, /pola$/),
  row('openshift-token', '256~', /256~[\w-]{43}(?![\w-])/, /sha$/),
  row('wandb-key', 'b_v1_', /b_v1_[\w-]{40,120}/, /wand$/),
  row('amazon-key', 'mzn.mws.', new RegExp(`mzn\\.mws\\.${uuid}`), /a$/),
  row('amazon-key', 'mzn1.oa2-cs.v1.', /mzn1\.oa2-cs\.v1\.[0-9a-f]{64}/, /a$/),
  row('aws-bedrock-key', 'k-api-key-', /k-api-key-[A-Za-z0-9+/]{60,2000}={0,2}/, /bedroc$/),
  row('shopify-token', 'tkn_2.', /tkn_2\.[\w-]{40,200}/, /a$/),
];

function hexStarts(start: string): string {
  return [...'0123456789abcdef'].map((digit) => start + digit).join(' ');
}
