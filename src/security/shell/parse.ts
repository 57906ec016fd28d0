import { forEachChild, type ParsedScript, parse, type SyntaxNode } from 'unbash';

export type {
  ArithmeticExpression,
  Assignment,
  Command,
  ParsedScript,
  PipelineNode,
  Redirection,
  Statement,
  SyntaxNode,
  TestExpression,
  Word,
  WordPart,
} from 'unbash';
export { forEachChild };

/** What the parser says of a text as a whole. */
export interface Shape {
  readonly script: ParsedScript;
  /** Complaints of the parser, nested scripts included; empty for a text that bash would read to its end. */
  readonly errors: readonly string[];
  /** Simple commands, nested ones included. */
  readonly commands: number;
  /** How deep compound commands and substitutions lie in each other. */
  readonly depth: number;
  /** `[start, end)` of each command word, in the order of the text. */
  readonly commandWords: readonly (readonly [number, number])[];
}

/** Kinds of nodes that open a level for the person who reads the command. */
const levels: ReadonlySet<SyntaxNode['type']> = new Set([
  'CompoundList',
  'CommandExpansion',
  'ProcessSubstitution',
  'ArithmeticCommandExpansion',
  'ParameterExpansion',
  'ArithmeticGroup',
  'TestGroup',
]);

/** Reads a command as bash would. Never throws for what is merely malformed: that is in `errors`. */
export function readShape(text: string): Shape {
  const script = parse(text);
  const errors: string[] = [];
  const commandWords: [number, number][] = [];
  let commands = 0;
  let deepest = 0;
  const visit = (node: SyntaxNode, depth: number): void => {
    const here = levels.has(node.type) ? depth + 1 : depth;
    deepest = Math.max(deepest, here);
    if (node.type === 'Script') {
      for (const { message } of node.errors ?? []) errors.push(message);
      // Positions below would count in a decoded copy of the text.
      if (node.source !== undefined) errors.push('backslashes inside backquotes');
    }
    if (node.type === 'Command') {
      commands += 1;
      if (node.name) commandWords.push([node.name.pos, node.name.end]);
    }
    forEachChild(node, (child) => visit(child, here));
  };
  visit(script, 0);
  return { script, errors, commands, depth: deepest, commandWords: commandWords.sort(([a], [b]) => a - b) };
}
