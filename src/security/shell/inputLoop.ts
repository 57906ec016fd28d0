import type { Command, Statement } from './parse.ts';

type Node = Statement['command'];

/**
 * Whether the condition of a `while` fails as soon as its input has come to an end, which is the only end that a loop has
 * whose commands change nothing: its last command is a `read` of that input, alone, or one of several joined by `&&`.
 * `source` is the whole command.
 */
export function endsWithInput(clause: readonly Statement[], source: string): boolean {
  const last = clause.at(-1)?.command;
  if (!last) return false;
  if (last.type !== 'AndOr') return readsOn(last);
  if (last.operators.every((operator) => operator === '&&')) return last.commands.some(readsOn);
  const [read, test, ...more] = last.commands;
  return read !== undefined && test !== undefined && more.length === 0 && readsOn(read) && isRest(read, test, source);
}

/** `read`, which takes something of the input of the loop each time. */
function readsOn(node: Node): node is Command {
  if (node.type !== 'Command' || node.name?.text !== 'read') return false;
  // What is opened here is read from its beginning each time; a copy goes on.
  const goesOn = node.redirects.every(({ type, operator, descriptor }) => {
    const isError = descriptor?.type === 'FileDescriptor' && descriptor.value === 2;
    return type === 'Redirect' && (operator === '<&' || isError);
  });
  const words = node.args.map(({ text }) => text);
  // Of no characters, or without waiting, it reads nothing and succeeds.
  const takes = words.every((word, index) => {
    const [, glued] = /^-[A-Za-z]*[nNt](.*)$/s.exec(word) ?? [];
    return glued === undefined || /^[1-9]\d{0,8}$/.test(glued === '' ? (words[index + 1] ?? '') : glued);
  });
  return goesOn && takes;
}

/** `|| [ -n "$line" ]`: a last line without an end. At the end of the input `read` has emptied the variable. */
function isRest(read: Command, test: Node, source: string): boolean {
  const form =
    /^(?:(?:test -n "\$\{?|\[ -n "\$\{?)([A-Za-z_]\w*)\}?"(?: \])?|\[\[ (?:-n )?"?\$\{?([A-Za-z_]\w*)\}?"? \]\])$/;
  const [, quoted, plain] = form.exec(source.slice(test.pos, test.end)) ?? [];
  const name = quoted ?? plain;
  return name !== undefined && read.args.some(({ text }) => text === name);
}
