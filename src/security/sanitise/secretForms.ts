import { withSecretBeside } from './awsSecret.ts';
import { isDrawn } from './chance.ts';
import { joinedForms, prefixedForms } from './prefixedForms.ts';
import { type Hit, type Judgement, longest, matchAt, type Place, type Rule, startsToken } from './rule.ts';
import { row, type SecretForm } from './secretForm.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const airtableStarts = [...'abcdefgijklmnopqrsuvwxyzABCDEFGIJKLMNOPQRSUVWXYZ0123456789']
  .map((letter) => `pat${letter}`)
  .join(' ');

/** The first bits of a number in base64, and what may follow them. */
const discordStarts = [...'MNO'].flatMap((one) => [...letters, ...'0123456789-_'].map((two) => one + two)).join(' ');

/**
 * Forms that providers document for their keys and tokens. Quantifiers are bounded, so that no text makes one slow. What
 * is public by design (publishable keys, account ids, commit hashes) is not here.
 */
const secretForms: readonly SecretForm[] = [
  row('jwt', 'eyJ', /eyJ[\w-]{8,1000}\.eyJ[\w-]{8,4000}(?:\.[\w-]{0,4000}){0,3}/),
  row('docker-login', 'eyJhdXRocyI6', /eyJhdXRocyI6[A-Za-z0-9+/]{40,4000}={0,2}/),
  row('anthropic-key', 'sk-ant-', /sk-ant-[\w-]{20,200}/),
  row('openai-key', 'sk-proj- sk-svcacct- sk-admin- sk-None-', /sk-(?:proj|svcacct|admin|None)-[\w-]{20,200}/),
  row('openrouter-key', 'sk-or-', /sk-or-(?:v1-)?[0-9a-f]{48,128}/),
  row('api-key', 'sk-lf-', /sk-lf-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/),
  row('openai-key', 'sk-', /sk-[A-Za-z0-9]{32,200}(?![\w-])/),
  row('aws-key-id', 'AKIA ASIA', /A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])/),
  row('aws-session-token', 'FwoGZXIvYXdz IQoJb3JpZ2lu', /(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9/+=]{60,3000}/),
  row('github-token', 'ghp_ gho_ ghu_ ghs_ ghr_', /gh[pousr]_[A-Za-z0-9]{36,255}/),
  row('github-token', 'github_pat_', /github_pat_\w{40,255}/),
  row(
    'gitlab-token',
    'glpat- gldt- glrt- glrtr- glwt- glcbt- glptt- glft- glsoat- glagent- glimt- glffct- gloas-',
    /gl(?:pat|dt|rtr?|wt|cbt|ptt|ft|soat|agent|imt|ffct|oas)-[\w.-]{20,300}/,
  ),
  row(
    'slack-token',
    'xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs- xoxe.',
    /xox(?:[abeoprs]-|e\.xox[bp]-)[A-Za-z0-9-]{10,300}/,
  ),
  row('slack-token', 'xapp-', /xapp-\d-[A-Z0-9]{6,20}-\d+-[a-z0-9]{20,128}/),
  row('slack-webhook', 'hooks.slack.com', /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/+-]{20,300}/),
  row('google-api-key', 'AIza', /AIza[\w-]{35}(?![\w-])/),
  row('google-oauth-secret', 'GOCSPX-', /GOCSPX-[\w-]{20,64}/),
  row('google-oauth-token', 'ya29.', /ya29\.[\w.-]{20,2000}/),
  row('google-refresh-token', '1//0', /1\/\/0[\w-]{30,256}/),
  row('stripe-key', 'sk_live_ sk_test_ rk_live_ rk_test_', /[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}/),
  row('stripe-webhook-secret', 'whsec_', /whsec_[A-Za-z0-9+/=]{24,128}/),
  row('twilio-key', 'SK', /SK[0-9a-f]{32}(?![A-Za-z0-9])/),
  row('sendgrid-key', 'SG.', /SG\.[\w-]{16,32}\.[\w-]{32,64}/),
  row('mailgun-key', 'key-', /key-[0-9a-f]{32}(?![A-Za-z0-9])/),
  row('mailchimp-key', '-us', /-us\d{1,2}(?![A-Za-z0-9])/, /[0-9a-f]{32}$/),
  row('npm-token', 'npm_', /npm_[A-Za-z0-9]{36,64}/),
  row('pypi-token', 'pypi-', /pypi-[\w-]{50,1000}/),
  row('rubygems-key', 'rubygems_', /rubygems_[0-9a-f]{48}/),
  row('crates-token', 'cio', /cio[A-Za-z0-9]{32}(?![A-Za-z0-9])/),
  row('nuget-key', 'oy2', /oy2[a-z0-9]{43}(?![A-Za-z0-9])/),
  row('docker-token', 'dckr_pat_ dckr_oat_', /dckr_[po]at_[\w-]{20,64}/),
  row('huggingface-token', 'hf_', /hf_[A-Za-z0-9]{30,64}/),
  row('groq-key', 'gsk_', /gsk_[A-Za-z0-9]{40,64}/),
  row('xai-key', 'xai-', /xai-[A-Za-z0-9]{60,128}/),
  row('perplexity-key', 'pplx-', /pplx-[A-Za-z0-9]{40,64}/),
  row('replicate-token', 'r8_', /r8_[A-Za-z0-9]{37,40}/),
  row('azure-key', 'AccountKey=', /(AccountKey=)[A-Za-z0-9+/]{40,120}={0,2}/),
  row('azure-key', 'SharedAccessKey=', /(SharedAccessKey=)[A-Za-z0-9+/]{30,120}={0,2}/),
  row('azure-signature', 'sig=', /(sig=)(?![0-9a-f]{40,160}(?![\w%+/-]))[A-Za-z0-9%+/_-]{40,160}={0,2}/),
  row(
    'aws-signature',
    'Signature= X-Amz-Signature X-Goog-Signature x-amz-signature',
    /((?:X-Amz-|X-Goog-|x-amz-)?[sS]ignature=)(?:[0-9a-f]{64,1024}|(?<=[?&]Signature=)[\w%+/~-]{27,600}={0,2})/,
  ),
  row('azure-client-secret', 'Q~', /Q~[\w.~-]{31,34}(?![\w~-])/, /[\w.~-]{3}\d$/),
  row('circleci-token', 'CCIPAT_', /CCIPAT_[A-Za-z0-9]{22}_[0-9a-f]{40}/),
  row('buildkite-token', 'bkua_ bkat_', /bk[ua][at]_[0-9a-f]{40}/),
  row('neon-key', 'napi_', /napi_[a-z0-9]{40,80}(?![A-Za-z0-9_])/),
  row('resend-key', 're_', /re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}(?![\w-])/),
  row('render-key', 'rnd_', /rnd_[A-Za-z0-9]{28,40}(?![\w-])/),
  row('supabase-key', 'sb_secret_', /sb_secret_[\w-]{30,64}/),
  row('elevenlabs-key', 'sk_', /sk_[0-9a-f]{48}(?![\w-])/, undefined, /sk_[0-9a-f]{16}/),
  row('linkedin-secret', 'WPL_AP1.', /WPL_AP1\.[\w.+/-]{16,80}={0,2}/),
  row('salesforce-token', '00D', /00D[A-Za-z0-9]{12,15}![\w.]{60,160}/),
  row(
    'teams-webhook',
    'outlook.office.com/webhook webhook.office.com/webhook',
    /((?:outlook|webhook)\.office\.com\/webhook(?:b2)?\/[0-9a-f@-]{60,90}\/IncomingWebhook\/)[0-9a-f]{32}(?:\/[\w-]{8,80}){0,2}/,
  ),
  row(
    'webhook',
    'hooks.zapier.com maker.ifttt.com',
    /((?:hooks\.zapier\.com\/hooks\/catch\/\d{1,12}|maker\.ifttt\.com\/trigger\/\w{1,40}(?:\/json)?\/with\/key)\/)[\w-]{6,64}/,
  ),
  row(
    'dsn-password',
    '@tcp( @unix(',
    /(?=@(?:tcp|unix)\()/,
    /(?<=\w:)(?!(?:pass(?:word|wd)?|pwd|secret|root|postgres|mysql|test|example)$)[\w.~-]{4,58}$/,
  ),
  row('jenkins-secret', 'AQAAABAAAA', /AQAAABAAAA[A-Za-z0-9+/]{20,2000}={0,2}(?=\})/),
  row('telegram-token', ':AA', /:AA[\w-]{32,34}(?![\w-])/, /\d{8,10}$/),
  row(
    'discord-token',
    discordStarts,
    /[MNO](?=[\w-]{0,24}\d)[\w-]{22,27}\.(?![a-z]{6})[\w-]{6}\.[\w-]{27,45}(?![\w-])/,
    undefined,
    /[MNO][\w-]{22,27}\./,
  ),
  row(
    'discord-webhook',
    'discord.com/api discordapp.com/api',
    /(discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{1,25}\/)[\w-]{40,100}/,
  ),
  row('shopify-token', 'shpat_ shpca_ shppa_ shpss_', /shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/),
  row('digitalocean-token', 'dop_v1_ doo_v1_ dor_v1_', /do[opr]_v1_[0-9a-f]{64}/),
  row('heroku-key', 'HRKU-', /HRKU-[\w-]{36,80}/),
  row('databricks-token', 'dapi', /dapi[0-9a-f]{32}(?:-\d)?(?![A-Za-z0-9])/),
  row('linear-key', 'lin_api_', /lin_api_[A-Za-z0-9]{40}/),
  row('notion-token', 'ntn_', /ntn_[A-Za-z0-9]{40,60}/),
  row('notion-token', 'secret_', /secret_[A-Za-z0-9]{43}(?![A-Za-z0-9])/),
  row('atlassian-token', 'ATATT3 ATCTT3', /AT[AC]TT3[\w=-]{50,400}/),
  row('figma-token', 'figd_', /figd_[\w-]{38,64}/),
  row('postman-key', 'PMAK-', /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/),
  row('newrelic-key', 'NRAK-', /NRAK-[A-Z0-9]{27}/),
  row('grafana-token', 'glsa_', /glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}/),
  row('vault-token', 'hvs. hvb. hvr.', /hv[sbr]\.[\w-]{24,300}/),
  row('terraform-token', '.atlasv1.', /\.atlasv1\.[\w-]{60,100}/, /[A-Za-z0-9]{14}$/),
  row('doppler-token', 'dp.pt. dp.st. dp.ct.', /dp\.(?:pt|ct|st(?:\.[\w-]{1,40})?)\.[A-Za-z0-9]{40,48}/),
  row('planetscale-token', 'pscale_', /pscale_(?:tkn|pw|oauth)_[\w.-]{32,64}/),
  row('sentry-token', 'sntrys_ sntryu_', /sntry[su]_[\w=+/-]{40,600}/),
  row('square-token', 'sq0atp- sq0csp- EAAA', /(?:sq0(?:atp|csp)-[\w-]{22,43}|EAAA[\w-]{60})(?![\w-])/),
  row('dropbox-token', 'sl.', /sl\.(?:u\.)?[\w-]{130,2000}/),
  row('fly-token', 'fo1_ fm2_', /f(?:o1|m2)_[\w/+=-]{40,2000}/),
  row('supabase-token', 'sbp_', /sbp_[0-9a-f]{40}/),
  row('tailscale-key', 'tskey-', /tskey-[a-z]{3,12}-[\w-]{20,100}/),
  row('brevo-key', 'xkeysib-', /xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}(?![A-Za-z0-9])/),
  row('pinecone-key', 'pcsk_', /pcsk_[A-Za-z0-9]{5,8}_[A-Za-z0-9]{50,80}/),
  row('nvidia-key', 'nvapi-', /nvapi-[\w-]{60,72}/),
  row('langsmith-key', 'lsv2_pt_ lsv2_sk_', /lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}/),
  row('hubspot-token', 'pat-na pat-eu pat-ap', /pat-(?:na|eu|ap)\d-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/),
  row('gitlab-token', 'GR1348941', /GR1348941[\w-]{20}(?![\w-])/),
  row('alibaba-key-id', 'LTAI', /LTAI(?=[A-Za-z0-9]{0,20}\d)(?=[A-Za-z0-9]{0,20}[a-z])[A-Za-z0-9]{12,20}(?![\w+/=-])/),
  row('tencent-key-id', 'AKID', /AKID(?=[A-Za-z0-9]{0,31}\d)(?=[A-Za-z0-9]{0,31}[a-z])[A-Za-z0-9]{32}(?![\w+/=-])/),
  row('yandex-key', 'AQVN', /AQVN[\w-]{35,38}(?![\w+/=-])/),
  row('mapbox-token', 'sk.eyJ', /sk\.eyJ[\w-]{40,200}\.[\w-]{20,30}(?![\w-])/),
  row('contentful-token', 'CFPAT-', /CFPAT-[\w-]{43}(?![\w-])/),
  row('easypost-key', 'EZAK EZTK', /EZ[AT]K(?=[A-Za-z0-9]{0,53}\d)[A-Za-z0-9]{54}(?![\w+/=-])/),
  row('duffel-token', 'duffel_live_ duffel_test_', /duffel_(?:live|test)_[\w=-]{43}/),
  row('frameio-token', 'fio-u-', /fio-u-[\w=-]{64}/),
  row('pulumi-token', 'pul-', /pul-[0-9a-f]{40}(?![A-Za-z0-9])/),
  row(
    'plaid-token',
    'access-production- access-sandbox- access-development-',
    /access-(?:production|sandbox|development)-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/,
  ),
  // Not where it begins like `path` or `pattern`, which are everywhere in code: one in fifteen does, and needs its name.
  row(
    'airtable-token',
    'path patH',
    /pat[A-Za-z0-9]{14}\.[0-9a-f]{64}(?![A-Za-z0-9])/,
    undefined,
    /pat[A-Za-z0-9]{14}\./,
  ),
  row('airtable-token', airtableStarts, /pat[A-Za-z0-9]{14}\.[0-9a-f]{64}(?![A-Za-z0-9])/),
  // Its numbers begin with eleven or twelve by now.
  row('asana-token', '/11 /12', /\/1[12]\d{11,15}(?:\/\d{13,17})?:[0-9a-f]{32}(?![A-Za-z0-9])/, /[012]$/),
  row('lob-key', 'live_ test_', /(?:live|test)_[0-9a-f]{35}(?![A-Za-z0-9])/, undefined, /(?:live|test)_[0-9a-f]{20}/),
  row('cloudflare-key', 'v1.0-', /v1\.0-[0-9a-f]{24}-[0-9a-f]{146}/),
  row('firebase-key', ':APA91b', /:APA91b[\w-]{128,200}/, /(?:AAAA[\w-]{7}|[\w-]{22})$/),
  row('netlify-token', 'nfp_', /nfp_[A-Za-z0-9]{36,48}(?![A-Za-z0-9])/),
  row('vercel-token', 'vcp_ vci_ vca_ vcr_ vck_', /vc[piark]_[A-Za-z0-9]{24,60}(?![A-Za-z0-9])/),
  row('bitbucket-token', 'ATBB', /ATBB(?=[A-Za-z0-9]{0,31}\d)[A-Za-z0-9]{28,32}(?![\w+/=-])/),
  row('grafana-token', 'glc_', /glc_[A-Za-z0-9+/]{32,400}={0,2}/),
  row('onepassword-token', 'ops_eyJ', /ops_eyJ[\w-]{200,2000}={0,2}/),
  row('fly-token', 'fm1r_ fm1a_', /fm1[ar]_[\w/+=-]{100,2000}/),
  row('facebook-token', 'EAA', /EAA(?=[A-Za-z0-9]{0,60}\d)[A-Za-z0-9]{90,300}(?![\w+/=-])/),
  row(
    'paypal-token',
    'token$production$ token$sandbox$',
    /(token\$(?:production|sandbox)\$)[0-9a-z]{16}\$[0-9a-f]{32}/,
  ),
  row('newrelic-key', 'NRJS- NRII- NRSP-', /NR(?:JS-[0-9a-f]{19}|II-[\w-]{32}|SP-[a-z0-9]{20,40})(?![\w-])/),
  row('dynatrace-token', 'dt0c01.', /dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}/),
  row('prefect-key', 'pnu_', /pnu_[A-Za-z0-9]{36}(?![A-Za-z0-9])/),
  row('readme-key', 'rdme_', /rdme_[a-z0-9]{70}/),
  row('shippo-token', 'shippo_live_ shippo_test_', /shippo_(?:live|test)_[0-9a-f]{40}/),
  row('flutterwave-key', 'FLWSECK', /FLWSECK(?:_TEST)?-[0-9a-f]{12,40}-X/),
  row('age-key', 'AGE-SECRET-', /AGE-SECRET-KEY-1[0-9A-Z]{58}/),
  row('newrelic-key', 'NRAL', /NRAL(?![A-Za-z0-9])/, /(?:[0-9a-f]{36}|(?:eu|us|gov)\d\dxx[0-9a-f]{30,31})$/),
  row('maxmind-key', '_mmk', /_mmk(?![\w-])/, /[A-Za-z0-9]{6}_[A-Za-z0-9]{29}$/),
  row('mapbox-token', 'tk.eyJ', /tk\.eyJ[\w-]{40,400}\.[\w-]{20,30}(?![\w-])/),
  // Its signs are escaped, which those of a block of zeros in base64 are not.
  row(
    'twitter-token',
    'A'.repeat(21),
    /A{21,23}(?=[A-Za-z0-9]{0,60}%)(?:[A-Za-z0-9]|%[23][0-9A-Fa-f]){60,120}(?![\w+/=])/,
  ),
  row('slack-token', 'xoxd-', /xoxd-[\w%+/=-]{40,400}/),
  row('secret-token', 'secret-token:', /(secret-token:)(?!your|my)[\w.~!$&'()*+,;=:@/%-]{16,400}/),
  row('adyen-key', 'AQE', /AQE[A-Za-z0-9+/]{60,300}={0,2}-[A-Za-z0-9+/]{40,60}={0,2}-[^\s"'`<>]{12,24}/),
  row('roblox-cookie', '_|WARNING:-DO-NOT-SHARE', /(_\|WARNING:-DO-NOT-SHARE[^\s|]{20,200}\|_)[0-9A-F]{80,2000}/),
  ...prefixedForms,
  ...joinedForms,
];

export const secretFormRules: readonly Rule[] = secretForms.map((secret) => ({
  anchors: secret.anchors,
  first: secret.first,
  judge: (place) => hitOf(secret, place),
}));

function hitOf(secret: SecretForm, place: Place): Judgement {
  const { name, form, before } = secret;
  if (before === undefined && !startsToken(place)) return undefined;
  // The one form that begins with a long run of any characters: tried once for each run.
  if (name === 'jwt' && /[\w-]/.test(place.previous) && !place.apart()) return undefined;
  const start = before?.exec(place.behind());
  if (
    before !== undefined &&
    (!start ||
      /[A-Za-z0-9]$/.test(
        place
          .behind()
          .slice(0, start.index)
          .replace(/\/bot$/, '/'),
      ))
  )
    return undefined;
  if (place.runEnd() === place.text.length && !place.last && place.text.length - place.at < longest) return 'more';
  const found = matchAt(form, place);
  if (!found || !isSecret(secret, found)) return undefined;
  const from = place.at - (start?.[0].length ?? 0) + (found[1]?.length ?? 0);
  const hit: Hit = { from, to: Math.min(form.lastIndex, place.at + longest), kind: `secret:${name}` };
  return name === 'aws-key-id' ? withSecretBeside(hit, place) : hit;
}

function isSecret({ anchors, drawn }: SecretForm, [whole, kept = '']: RegExpExecArray): boolean {
  if (isPlaceholder(whole)) return false;
  return !drawn || isDrawn(whole.slice(kept.length || anchors.find((anchor) => whole.startsWith(anchor))?.length));
}

/** What examples have in place of a key: `ghp_xxxxxxxx`, `glpat-put-your-token-here`. */
function isPlaceholder(value: string): boolean {
  return /x{8}|X{8}|\.{4}|^AKIA.*EXAMPLE$|^[a-z]+[-_](?:[a-z]+[-_])+[a-z]+$/.test(value);
}

/** Forms that begin with their anchor, by its first two characters: each value that has a name is looked up. */
const formsAt = new Map<string, SecretForm[]>();
for (const secret of secretForms) {
  if (secret.before !== undefined) continue;
  for (const two of new Set(secret.anchors.map((anchor) => anchor.slice(0, 2)))) {
    formsAt.set(two, [...(formsAt.get(two) ?? []), secret]);
  }
}

/** True where a secret stands that can be told by itself, so that it gets the same label whatever stands beside it. */
export function isKnownForm(text: string, at: number): boolean {
  const here = formsAt.get(text.slice(at, at + 2));
  if (here === undefined) return false;
  return here.some((secret) => {
    const { anchors, form } = secret;
    if (!anchors.some((anchor) => text.startsWith(anchor, at))) return false;
    form.lastIndex = at;
    const found = form.exec(text);
    return found !== null && isSecret(secret, found);
  });
}
