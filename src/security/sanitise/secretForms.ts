import { type Hit, type Judgement, longest, matchAt, type Place, type Rule, startsToken } from './rule.ts';

/**
 * A form of secret that can be told by itself. `form` is matched where one of the literal `anchors` stands; its first
 * group, where it has one, is kept, and all else of the match is masked. `before` matches what of the secret stands
 * before the anchor, at most 34 characters.
 */
interface SecretForm {
  readonly name: string;
  readonly anchors: readonly string[];
  readonly form: RegExp;
  readonly before: RegExp | undefined;
}

function row(name: string, anchors: string, form: RegExp, before?: RegExp): SecretForm {
  return { name, anchors: anchors.split(' '), form: new RegExp(form, 'y'), before };
}

/**
 * Forms that providers document for their keys and tokens. Quantifiers are bounded, so that no text makes one slow. What
 * is public by design (publishable keys, account ids, commit hashes) is not here.
 */
const secretForms: readonly SecretForm[] = [
  row('jwt', 'eyJ', /eyJ[\w-]{8,1000}\.eyJ[\w-]{8,4000}(?:\.[\w-]{0,4000}){0,3}/),
  row('anthropic-key', 'sk-ant-', /sk-ant-[\w-]{20,2000}/),
  row('openai-key', 'sk-proj- sk-svcacct- sk-admin- sk-None-', /sk-(?:proj|svcacct|admin|None)-[\w-]{20,2000}/),
  row('openrouter-key', 'sk-or-', /sk-or-(?:v1-)?[0-9a-f]{48,128}/),
  row('openai-key', 'sk-', /sk-[A-Za-z0-9]{32,200}(?![\w-])/),
  row('aws-key-id', 'AKIA ASIA', /A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])/),
  row('aws-session-token', 'FwoGZXIvYXdz IQoJb3JpZ2lu', /(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9/+=]{60,3000}/),
  row('github-token', 'ghp_ gho_ ghu_ ghs_ ghr_', /gh[pousr]_[A-Za-z0-9]{36,255}/),
  row('github-token', 'github_pat_', /github_pat_\w{40,255}/),
  row(
    'gitlab-token',
    'glpat- gldt- glrt- glcbt- glptt- glft- glsoat- glagent- glimt- glffct- gloas-',
    /gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|ffct|oas)-[\w.-]{20,300}/,
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
  row('google-oauth-token', 'ya29.', /ya29\.[\w-]{20,2000}/),
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
  row('azure-signature', 'sig=', /(sig=)[A-Za-z0-9%+/_-]{40,160}={0,2}/),
  row('aws-signature', 'X-Amz-Signature', /(X-Amz-Signature=)[0-9a-f]{64}/),
  row('azure-client-secret', 'Q~', /Q~[\w.~-]{31,34}(?![\w~-])/, /[\w.~-]{3}\d$/),
  row('telegram-token', ':AA', /:AA[\w-]{32,34}(?![\w-])/, /\d{8,10}$/),
  row(
    'discord-token',
    'MT MD Mj Mz NT ND Nj Nz OT OD Oj Oz',
    /[MNO][TDjz][\w-]{20,26}\.[\w-]{6}\.[\w-]{27,45}(?![\w-])/,
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
  row('age-key', 'AGE-SECRET-', /AGE-SECRET-KEY-1[0-9A-Z]{58}/),
];

export const secretFormRules: readonly Rule[] = secretForms.map((secret) => ({
  anchors: secret.anchors,
  judge: (place) => hitOf(secret, place),
}));

function hitOf({ name, form, before }: SecretForm, place: Place): Judgement {
  if (before === undefined && !startsToken(place)) return undefined;
  // The one form that begins with a long run of any characters: tried once for each run.
  if (name === 'jwt' && /[\w-]/.test(place.previous)) return undefined;
  const start = before?.exec(place.behind());
  if (before !== undefined && (!start || /[A-Za-z0-9]/.test(place.behind().charAt(start.index - 1)))) return undefined;
  if (place.runEnd() === place.text.length && !place.last && place.text.length - place.at < longest) return 'more';
  const found = matchAt(form, place);
  if (!found || isPlaceholder(found[0])) return undefined;
  const from = place.at - (start?.[0].length ?? 0) + (found[1]?.length ?? 0);
  const hit: Hit = { from, to: Math.min(form.lastIndex, place.at + longest), kind: `secret:${name}` };
  return name === 'aws-key-id' ? withSecretBeside(hit, place) : hit;
}

/** What examples have in place of a key: `ghp_xxxxxxxx`, `glpat-put-your-token-here`. */
function isPlaceholder(value: string): boolean {
  return /x{8}|X{8}|\.{4}|^[a-z]+[-_](?:[a-z]+[-_])+[a-z]+$/.test(value);
}

/** So far behind the id of an AWS key its secret is looked for: on the same line or one of the next. */
const besideLength = 240;
const awsSecret = /(?<![\w+/=-])[A-Za-z0-9+/]{40}(?![\w+/=-])/g;

/** An AWS secret key has no form of its own but forty characters; beside the id of a key it is one. */
function withSecretBeside(hit: Hit, { text, last }: Place): Judgement {
  if (!last && text.length - hit.to < besideLength) return 'more';
  const near = text.slice(hit.to, hit.to + besideLength);
  for (const { index, 0: value } of near.matchAll(awsSecret)) {
    if (!/[a-z]/.test(value) || !/[A-Z]/.test(value) || !/\d/.test(value)) continue;
    const from = hit.to + index;
    return { ...hit, beside: { from, to: from + value.length, kind: 'secret:aws-secret-key' } };
  }
  return hit;
}

/** True where a secret stands that can be told by itself, so that it gets the same label whatever stands beside it. */
export function isKnownForm(text: string, at: number): boolean {
  return secretForms.some(({ anchors, form, before }) => {
    if (before !== undefined || !anchors.some((anchor) => text.startsWith(anchor, at))) return false;
    form.lastIndex = at;
    const found = form.exec(text);
    return found !== null && !isPlaceholder(found[0]);
  });
}
