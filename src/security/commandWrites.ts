import type { CommandWrite } from '../agent/gatePorts.ts';
import { type Command, type Redirection, readShape, type Statement, type Word } from './shell/parse.ts';

/**
 * What a command writes into files as far as its text tells for certain: `cat > file` and `tee file` with a here-document,
 * `echo` and `printf` of literal text. It ends at the first command of another kind, which could change the files again.
 * Paths as the command writes them, relative to the workspace.
 */
export function commandWrites(text: string): CommandWrite[] {
  if (text.length > 100_000) return [];
  const { script, errors } = readShape(text);
  if (errors.length > 0) return [];
  const writes: CommandWrite[] = [];
  for (const statement of script.commands) {
    for (const command of inOrder(statement)) {
      if (command === undefined) return writes;
      const found = writeOf(command);
      if (found === undefined && command.name?.value !== 'mkdir') return writes;
      if (found) writes.push(found);
    }
  }
  return writes;
}

/** The simple commands that run one after another; `undefined` for anything else. */
function inOrder({ command, background }: Statement): (Command | undefined)[] {
  if (background) return [undefined];
  if (command.type === 'Command') return [command];
  if (command.type !== 'AndOr' || command.operators.some((operator) => operator !== '&&')) return [undefined];
  return command.commands.map((one) => (one.type === 'Command' ? one : undefined));
}

function writeOf(command: Command): CommandWrite | undefined {
  const { name, prefix, suffix, redirects } = command;
  if (!name || prefix.some(({ type }) => type === 'Assignment')) return undefined;
  const words = suffix.flatMap((item) => (item.type === 'Word' ? [literal(item)] : []));
  if (suffix.some(({ type }) => type === 'Assignment') || words.includes(undefined)) return undefined;
  const args = words.flatMap((word) => (word === undefined ? [] : [word]));
  const outputs = redirects.flatMap((one) => (one.type === 'Redirect' ? [one] : []));
  const documents = redirects.filter((one) => one.type !== 'Redirect');
  if (name.value === 'tee') {
    const append = args[0] === '-a';
    const [path, ...more] = append ? args.slice(1) : args;
    const quiet = outputs.every((one) => one.target?.value === '/dev/null');
    const content = bodyOf(documents);
    if (path === undefined || more.length > 0 || path.startsWith('-') || !quiet || content === undefined)
      return undefined;
    return { path, content, append };
  }
  const [output, ...others] = outputs;
  if (!output?.target || others.length > 0 || output.descriptor || !/^>[>|]?$/.test(output.operator)) return undefined;
  const path = literal(output.target);
  const content = printed(name.value, args, documents);
  if (path === undefined || content === undefined || path.startsWith('/dev/')) return undefined;
  return { path, content, append: output.operator === '>>' };
}

function printed(program: string, args: readonly string[], documents: readonly Redirection[]): string | undefined {
  if (program === 'cat') return args.length === 0 || args.join() === '-' ? bodyOf(documents) : undefined;
  if (documents.length > 0) return undefined;
  if (program === 'echo')
    return args[0]?.startsWith('-') || args.join('').includes('\\') ? undefined : `${args.join(' ')}\n`;
  if (program !== 'printf') return undefined;
  const [format = '', ...values] = args;
  if (format === '%s\\n' && values.length > 0) return values.map((value) => `${value}\n`).join('');
  if (values.length > 0 || format.startsWith('-') || /%|\\(?!n)/.test(format)) return undefined;
  return format.replaceAll('\\n', '\n');
}

/** The text of the one here-document, where nothing in it is evaluated. */
function bodyOf(documents: readonly Redirection[]): string | undefined {
  const [document, ...more] = documents;
  if (document?.type !== 'HereDoc' || more.length > 0 || document.operator !== '<<') return undefined;
  const { delimiter, closing, body } = document;
  if (!delimiter || !closing) return undefined;
  return delimiter.quoted || !/[\\$`]/.test(body.text) ? body.text : undefined;
}

/** The text of a word in which nothing is expanded. */
function literal({ parts, value, text }: Word): string | undefined {
  const plain = (parts ?? []).every(
    (part) =>
      part.type === 'Literal' ||
      part.type === 'SingleQuoted' ||
      (part.type === 'DoubleQuoted' && part.parts.every(({ type }) => type === 'Literal')),
  );
  return plain && !text.startsWith('~') && !(parts === undefined && /[*?[{]/.test(text)) ? value : undefined;
}
