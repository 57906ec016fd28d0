import type { Tree, TreeCursor } from 'web-tree-sitter';

/** The two WebAssembly files: the runtime of web-tree-sitter and its bash grammar. */
export interface ParserFiles {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}

/** Reads a command and gives `[start, end)` of each command word, or nothing where it finds a syntax error. */
export type SecondParser = (text: string) => readonly (readonly [number, number])[] | undefined;

/** The runtime is one for the whole process and breaks when two load it at the same time, so each waits for the one before. */
let loading: Promise<unknown> = Promise.resolve();

/** Loads the second opinion. Throws where the files are not what they should be. */
export function createSecondParser(files: ParserFiles): Promise<SecondParser> {
  const made = loading.then(() => load(files));
  loading = made.catch(() => {});
  return made;
}

async function load({ runtime, grammar }: ParserFiles): Promise<SecondParser> {
  const { Language, Parser } = await import('web-tree-sitter');
  await Parser.init({ wasmBinary: runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return (text) => {
    const tree = parser.parse(text);
    if (!tree) throw new Error('tree-sitter gave no tree');
    try {
      return tree.rootNode.hasError ? undefined : commandWords(tree);
    } finally {
      tree.delete();
    }
  };
}

/** Nodes whose first token is the command word itself. */
const wordFirst: ReadonlySet<string> = new Set(['declaration_command', 'unset_command']);

function commandWords(tree: Tree): [number, number][] {
  const words: [number, number][] = [];
  const cursor = tree.walk();
  const visit = (node: TreeCursor): void => {
    const { nodeType } = node;
    if (nodeType === 'command_name') words.push([node.startIndex, node.endIndex]);
    if (!node.gotoFirstChild()) return;
    const first = node.nodeType;
    if (wordFirst.has(nodeType) || (nodeType === 'test_command' && first === '[')) {
      words.push([node.startIndex, node.endIndex]);
    }
    do visit(node);
    while (node.gotoNextSibling());
    node.gotoParent();
  };
  visit(cursor);
  cursor.delete();
  return words.sort(([a], [b]) => a - b);
}
