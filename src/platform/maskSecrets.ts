const mask = '[secret]';

/** What looks like a key or a password in a line for the log is replaced. Better a word too much than a key on screen. */
const patterns: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\bsk-(?:ant-|proj-|or-)?[\w-]{8,}/g, mask],
  [/\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{8,}|npm_\w{20,}|hf_\w{20,})/g, mask],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, mask],
  [/\bAIza[\w-]{30,}/g, mask],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, mask],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, mask],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${mask}`],
  [
    /((?:x-api-key|api[_-]?key|auth[_-]?token|access[_-]?token|client[_-]?secret|password)["']?\s*[:=]\s*["']?)[^\s"',;}]{6,}/gi,
    `$1${mask}`,
  ],
  [/(\w+:\/\/[^\s/:@]*:)[^\s/@]+@/g, `$1${mask}@`],
];

export function maskSecrets(text: string): string {
  return patterns.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), text);
}
