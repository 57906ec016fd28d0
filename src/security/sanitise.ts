/** Terminal control sequences: CSI, OSC (also unterminated), DCS and friends, two-character escapes, and C1 forms. */
const controlSequences =
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|(?:\u001B[\]P^_X]|[\u009D\u0090\u009E\u009F\u0098])(?:(?!\u001B\\|\u0007|\u009C)[\s\S])*(?:\u001B\\|\u0007|\u009C|$)|\u001B[ -/]*[0-~]/g;

/** C0 and C1 controls except tab, line feed and carriage return; and the replacement of a lone escape. */
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

/** Characters that reorder or hide text without belonging to any script or emoji: bidi controls, tags, and the like. */
const hidden = /[\u202A-\u202E\u2066-\u2069\u2060-\u2064\u206A-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;

/** Forms of keys that providers document; masked wherever they appear. */
const secrets: readonly { readonly name: string; readonly form: RegExp }[] = [
  { name: 'anthropic-key', form: /\bsk-ant-[A-Za-z0-9_-]{20,}/g },
  { name: 'openai-key', form: /\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{32,}/g },
  { name: 'github-token', form: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})/g },
  { name: 'aws-key-id', form: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { name: 'slack-token', form: /\bxox[abprs]-[A-Za-z0-9-]{10,}/g },
  { name: 'google-key', form: /\bAIza[0-9A-Za-z_-]{35}\b/g },
  { name: 'npm-token', form: /\bnpm_[A-Za-z0-9]{36}\b/g },
  {
    name: 'private-key',
    form: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----[\s\S]*?(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----|$)/g,
  },
];

/**
 * Text of a tool as the model and the view may have it: without terminal control sequences, hidden characters and known
 * forms of keys. Ordinary text, emoji and right-to-left scripts come back as they are.
 */
export function sanitise(text: string): string {
  return maskSecrets(text.replace(controlSequences, '').replace(controls, '').replace(hidden, ''));
}

/** Masks known forms of keys with a short label. */
function maskSecrets(text: string): string {
  return secrets.reduce((masked, { name, form }) => masked.replace(form, `[${name} removed]`), text);
}
