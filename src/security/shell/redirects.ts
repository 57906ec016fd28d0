import type { Span } from './argument.ts';
import { hereDocuments, networkFiles, parsing, redirects } from './checks/syntax.ts';
import type { Redirection } from './parse.ts';
import { pathFrom } from './places.ts';
import { judgeKind } from './programs/kinds.ts';
import type { Context } from './scope.ts';
import { makeUse } from './use.ts';
import { expandWord, type WordScope } from './words.ts';

/** Judges where a redirect reads from or writes to. */
export function judgeRedirect(redirect: Redirection, scope: WordScope, context: Context): void {
  const at: Span = [redirect.pos, redirect.end];
  const { report } = context.notes;
  if (redirect.descriptor?.type === 'FileDescriptorVariable')
    report(redirects, 'A descriptor kept in a variable is not judged.', at);
  if (redirect.type === 'HereDoc') {
    hereDocument(redirect, context, at);
    return;
  }
  if (!redirect.target) {
    report(parsing, 'A redirect lacks its target.', at);
    return;
  }
  const [target, ...more] = expandWord(redirect.target, { ...scope, whole: redirect.type === 'HereString' });
  if (redirect.type === 'HereString') return;
  if (!target || more.length > 0) {
    report(redirects, 'A redirect has several targets.', at);
    return;
  }
  const { text } = target;
  const { operator } = redirect;
  if (/^\/dev\/(?:tcp|udp)(?:\/|$)/.test(target.head)) {
    report(networkFiles, `${target.head} is a network connection in bash.`, at);
    return;
  }
  if (operator === '<') {
    if (target.many) {
      report(redirects, 'The file that is read is only known when it runs.', at);
      return;
    }
    judgeKind('file', target, makeUse(context));
    return;
  }
  const copies = (operator === '>&' || operator === '<&') && /^(?:\d{1,2}|-)$/.test(text ?? '');
  if (copies || (text === '/dev/null' && operator !== '<>')) return;
  report(redirects, `${operator} ${text ?? '…'} can write.`, at);
  if (text !== undefined)
    for (const place of context.places) context.notes.write({ path: pathFrom(place, target), at });
}

/**
 * Whether redirects may fail, in which case what they belong to does not run: no variable is set then. Not those that open
 * nothing but `/dev/null` and copy nothing but what is always open.
 */
export function mayFail(redirects: readonly Redirection[]): boolean {
  return redirects.some((redirect) => {
    if (redirect.type !== 'Redirect') return false;
    const { operator, target } = redirect;
    const copies = operator === '>&' || operator === '<&';
    return target?.parts !== undefined || !(copies ? /^[012]$/ : /^\/dev\/null$/).test(target?.text ?? '');
  });
}

function hereDocument(
  { closing, delimiter, body }: Extract<Redirection, { type: 'HereDoc' }>,
  { notes }: Context,
  at: Span,
): void {
  if (!closing || !delimiter) {
    notes.report(parsing, 'A here-document has no end.', at);
    return;
  }
  if (!delimiter.quoted && body.parts?.some(({ type }) => type !== 'Literal'))
    notes.report(hereDocuments, 'A here-document with expansions is evaluated; quote its end word.', at);
}
