/** The tag around text of others. Cleaning breaks it wherever it stands in such text, so that none can pose as it. */
const tag = 'untrusted-content';

const longestOrigin = 300;

/**
 * Text of others as the model gets it: between tags that hold a boundary, which must be new and unguessable for each
 * text, so that what stands inside cannot end it. `text` is clean already. `origin` says in words where it comes from;
 * what could end the attribute or the line is taken out of it.
 */
export function envelope(text: string, origin: string, boundary: string): string {
  const from = origin.replace(/[\s\p{Cc}\p{Cf}<>"&]+/gu, ' ').trim();
  const shown = from.length > longestOrigin ? `${from.slice(0, longestOrigin)}…` : from;
  return `<${tag} origin="${shown}" boundary="${boundary}">\n${text}\n</${tag} boundary="${boundary}">`;
}
