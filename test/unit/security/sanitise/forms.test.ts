import { describe, expect, it } from 'vitest';
import { inspect, sanitise } from '../../../../src/security/sanitise.ts';

// A made-up value of each form, put together here so that no scanner takes this file for a leak.

const alphabets = {
  w: 'aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xYzC',
  h: '0f3a9c5e7b1d2846',
  c: 'A2B3C4D5E6F7G4H2J3K5L6M7',
  s: 'a1b2c3d4e5f6g7h8j9k0',
  d: '7301945286',
} as const;

/** `<w32>` stands for 32 letters of both cases and digits, `<u>` for a UUID. */
function fill(shape: string): string {
  return shape
    .replaceAll('<u>', '<h8>-<h4>-4<h3>-a<h3>-<h12>')
    .replaceAll(/<([whcsd])(\d+)>/g, (_, kind: keyof typeof alphabets, length: string) =>
      Array.from({ length: Number(length) }, (__, at) => {
        const letters = alphabets[kind];
        return letters[(at * 7 + (at >> 3)) % letters.length];
      }).join(''),
    );
}

const forms: readonly (readonly [shape: string, kind: string])[] = [
  ['eyJrIjoi<w60>=', 'grafana-token'],
  ['dose<h32>', 'databricks-token'],
  ['dp.scim.<w43>', 'doppler-token'],
  ['st.<h24>.<h32>.<h32>', 'infisical-token'],
  ['sntryi_<h64>', 'sentry-token'],
  ['snyk_uat.<h8>.<w80>', 'snyk-token'],
  ['sgp_<h40>', 'sourcegraph-token'],
  ['sgp_<h16>_<h40>', 'sourcegraph-token'],
  ['sgp_local_<h40>', 'sourcegraph-token'],
  ['slk_<h64>', 'sourcegraph-token'],
  ['sbp_oauth_<h40>', 'supabase-token'],
  ['vercel_blob_rw_<w16>_<w30>', 'vercel-token'],
  ['cfut_<w40>', 'cloudflare-token'],
  ['CCIPRJ_<w22>_<h40>', 'circleci-token'],
  ['bkct_<w43>', 'buildkite-token'],
  ['squ_<h40>', 'sonar-token'],
  ['pat.<w22>.<h24>.<w20>', 'harness-token'],
  ['API-<c26>', 'octopus-key'],
  ['tk-us-<w48>', 'scalingo-token'],
  ['AKCp8<w68>', 'artifactory-key'],
  ['cmVmdGtuOjAx<w52>', 'artifactory-token'],
  ['CLOJARS_<h60>', 'clojars-token'],
  ['packagist_uut_<h68>', 'packagist-token'],
  ['SWMTKN-1-<s50>-<s25>', 'swarm-token'],
  ['token-<s5>:<s54>', 'rancher-token'],
  ['sha256~<w43>', 'openshift-token'],
  ['BBDC-<w44>', 'bitbucket-token'],
  ['apify_api_<w36>', 'apify-token'],
  ['n8n_api_<h80>', 'n8n-key'],
  ['nbp_<w36>', 'netbird-token'],
  ['dnkey-<c26>-<c52>', 'nebula-key'],
  ['AVNS_<w19>', 'aiven-password'],
  ['npg_<w12>', 'neon-password'],
  ['mdb_sa_sk_<w40>', 'mongodb-secret'],
  ['cflt<w60>', 'confluent-secret'],
  ['4b1d<w38>', 'clickhouse-secret'],
  ['K005<w27>', 'backblaze-key'],
  ['dbtc_<w40>', 'dbt-token'],
  ['hxtp_<h64>', 'hex-token'],
  ['ABSKQmVkcm9ja0FQSUtleS<w100>=', 'aws-bedrock-key'],
  ['amzn.mws.<u>', 'amazon-key'],
  ['Atza|<w300>', 'amazon-token'],
  ['GOOG1E<c55>', 'google-hmac-id'],
  ['AQ.Ab8<w50>', 'google-api-key'],
  ['YCP<w37>', 'yandex-key'],
  ['YCAJE<w20>', 'yandex-key-id'],
  ['y0_AgAAAA<w50>', 'yandex-token'],
  ['t1.9euelZ<w100>.<w86>', 'yandex-token'],
  ['sk_<w43>', 'api-key'],
  ['sk-helicone-<s7>-<s7>-<s7>-<s7>', 'api-key'],
  ['sk-lf-<u>', 'api-key'],
  ['sk_sbox_<s26>', 'checkout-key'],
  ['tgp_v1_<w43>', 'together-key'],
  ['fw_<w24>', 'fireworks-key'],
  ['csk-<s48>', 'cerebras-key'],
  ['tvly-dev-<w32>', 'tavily-key'],
  ['fc-<h32>', 'firecrawl-key'],
  ['jina_<w60>', 'jina-key'],
  ['e2b_<h40>', 'e2b-key'],
  ['wandb_v1_<w27>_<w49>', 'wandb-key'],
  ['rpa_<w46>', 'runpod-key'],
  ['crsr_<h64>', 'cursor-key'],
  ['bb_live_<w27>', 'browserbase-key'],
  ['pk_<d8>_<c32>', 'clickup-token'],
  ['pk_<h34>', 'klaviyo-key'],
  ['lin_oauth_<h64>', 'linear-key'],
  ['PMAT-<c26>', 'postman-token'],
  ['figo_<w40>', 'figma-token'],
  ['ATTA<h72>', 'trello-token'],
  ['xoxc-<d12>-<d12>-<d12>-<h64>', 'slack-token'],
  ['xoxd-<w30>%2B<w30>%3D%3D', 'slack-token'],
  ['tfp_<w40>_<w14>', 'typeform-token'],
  ['tk_<s29>', 'ntfy-token'],
  ['dt0s16.<c8>.<c64>', 'dynatrace-token'],
  ['NRIQ-<w32>', 'newrelic-key'],
  ['<h36>NRAL', 'newrelic-key'],
  ['eu01xx<h30>NRAL', 'newrelic-key'],
  ['sdk-<u>', 'launchdarkly-key'],
  ['secret-test-<w36>=', 'secret-key'],
  ['phx_<w43>', 'posthog-key'],
  ['p8e-<s32>', 'adobe-secret'],
  ['xaat-<u>', 'axiom-token'],
  ['hbp_<w36>', 'honeybadger-token'],
  ['md-<w22>', 'mandrill-key'],
  ['xsmtpsib-<h64>-<w16>', 'brevo-key'],
  ['KEY0<h32>_<w22>', 'telnyx-key'],
  ['sec-c-<w48>', 'pubnub-key'],
  ['A3-<c6>-<c6>-<c5>-<c5>-<c5>-<c5>', 'onepassword-key'],
  ['AGE-SECRET-KEY-PQ-1<c58>', 'age-key'],
  ['shptka_<h32>', 'shopify-token'],
  ['atkn_2.<w60>', 'shopify-token'],
  ['sk_org_live_<w60>', 'stripe-key'],
  ['pdl_live_apikey_<s26>_<w22>_<w3>', 'paddle-key'],
  ['polar_oat_<w43>', 'polar-token'],
  ['cs_<h40>', 'woocommerce-key'],
  ['live_<w30>', 'payment-key'],
  ['oa_prod_<w43>', 'revolut-key'],
  ['xnd_production_<w50>', 'xendit-key'],
  ['Mid-server-<w24>', 'midtrans-key'],
  ['APP_USR-<d16>-<d6>-<h32>-<d9>', 'mercadopago-token'],
  ['oauth:<s30>', 'twitch-token'],
  ['IGQVJ<w160>', 'instagram-token'],
  ['vk1.a.<w200>', 'vk-token'],
  ['RGAPI-<u>', 'riot-key'],
  ['<w6>_<w29>_mmk', 'maxmind-key'],
  ['tk.eyJ<w60>.<w22>', 'mapbox-token'],
  [`${'A'.repeat(21)}<w20>%2F<w8>%3D<w50>`, 'twitter-token'],
  ['glrtr-<w20>', 'gitlab-token'],
  ['ABSK<w120>', 'aws-bedrock-key'],
  ['ATTA<w72>', 'trello-token'],
  ['nfp_<w40>', 'netlify-token'],
  ['patH<w13>.<h64>', 'airtable-token'],
  ['path<w13>.<h64>', 'airtable-token'],
  ['N<w25>.<w6>.<w38>', 'discord-token'],
  ['OW<w22>.<w6>.<w27>', 'discord-token'],
];

it.each(forms)('%s', (shape, kind) => {
  const secret = fill(shape);
  const text = sanitise(`x ${secret}\n"${secret}", X=${secret}\n`);
  expect(text.replaceAll(/#[0-9a-f]{4}\]/g, ']')).toBe(`x [secret:${kind}]\n"[secret:${kind}]", X=[secret:${kind}]\n`);
  expect(sanitise(text)).toBe(text);
});

const addresses: readonly (readonly [before: string, shape: string, kind: string])[] = [
  ['https://eth-mainnet.g.alchemy.com/v2/', '<w32>', 'webhook'],
  ['wss://mainnet.infura.io/ws/v3/', '<h32>', 'webhook'],
  ['https://open.feishu.cn/open-apis/bot/v2/hook/', '<u>', 'webhook'],
  ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=', '<u>', 'webhook'],
  ['https://hook.eu1.make.com/', '<s32>', 'webhook'],
  ['https://chat.example.org/hooks/', '<s26>', 'webhook'],
  ['https://chat.example.org/hooks/<w17>/', '<w43>', 'webhook'],
  ['https://app.example.org/callback?code=', '<w30>', 'code'],
  ['http://localhost:8080/?state=x&code=', '4/0A<w70>', 'code'],
  ['https://x.example.net/api/f?code=', '<w54>==', 'code'],
  ['X-Honeycomb-Team: ', '<w22>', 'key'],
  ['headers: {"x-honeycomb-team": "', '<h32>', 'key'],
  ['{"auth": {"id": "', 's.<w24>', 'vault-token'],
  ['Fastly-Key: ', '<w32>', 'key'],
  ['  private key: ', '<w43>=', 'private-key'],
  ['PresharedKey = ', '<w43>=', 'key'],
  ['  preshared key: ', '<w43>=', 'key'],
  ['Authorization: Token token=', 'u+<w18>', 'token'],
];

it.each(addresses)('%s%s', (before, shape, kind) => {
  const text = sanitise(`${fill(before)}${fill(shape)}`);
  expect(text.replace(/#[0-9a-f]{4}\]/, ']')).toBe(`${fill(before)}[secret:${kind}]`);
});

describe('what only begins so', () => {
  it.each([
    's.getElementsByClassNameAB1 this.getElementById2 is.isObjectLikeAndNotNull2x',
    'pk_live_<w24> pk_test_<w24>',
    'sk-folding-cube-animation-with-long-name-2 sk_some_long_snake_case_variable_name_of_somebody',
    'md-outlined-text-field-2x pa-really-long-class-name-that-is-forty-3-letters1 ak-some-name-of-2letters',
    'live_data_of_the_first_sensors3 live_<h32>x API-COMPATIBILITY-AND-MORE-OF-THIS',
    `${'A'.repeat(80)} ${'A'.repeat(21)}<w70>= `,
    'sdk-2.1.0 sdk-linux-x64 secret-management-for-distributed-systems-in-practice',
    'oauth:authorization_code_grant_types token-types:of-this',
    '4b1d<h36> sha256~latest t1.column_name.other_table_of_the_query',
    'https://a.b/x?code=invalid_request_of_client_x and https://a.b/?code=<h32> or http://a.b/?code=ERR_INVALID_ARGUMENT_TYPE2',
    'https://example.org/hooks/use-local-storage-in-2-steps https://example.org/hooks/<h40>',
    'X-Honeycomb-Team: YOUR_API_KEY_OF_HONEYCOMB private key: the-key-of-the-peer',
    'npg_connect_pool2 fw_rules_of_the_firewall2x tk_toplevel_window_with_buttons1',
  ])('%s', (shape) => {
    const text = fill(shape);
    expect(inspect(text)).toEqual({ text, findings: [] });
  });
});
