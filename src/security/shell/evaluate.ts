import type { Flow } from './analysis.ts';
import { type Argument, type Output, type Span, worstOutput } from './argument.ts';
import { changeOfFolder, endlessCommands, wrappers } from './checks/meaning.ts';
import { arithmetic, assignments, shellState, wordSplitting } from './checks/syntax.ts';
import type { ParsedScript, PipelineNode, Statement, SyntaxNode, Word } from './parse.ts';
import { same, union } from './places.ts';
import { judgeRedirect } from './redirects.ts';
import { type Context, scopeOf, singleBindings } from './scope.ts';
import { judgeSimple } from './simpleCommand.ts';
import { judgeTest } from './testExpression.ts';
import { isSafeName } from './variables.ts';
import { type Binding, expandWord } from './words.ts';

/** Judges a script from where it stands, and everything in it. */
export function evaluateScript(script: ParsedScript, context: Context): Flow {
  return list(script.commands, context);
}

function list(statements: readonly Statement[], context: Context): Flow {
  let places = context.places;
  let flow: Flow = { ok: places, fail: places, output: 'plain' };
  const outputs: Output[] = [];
  for (const statement of statements) {
    flow = evaluateStatement(statement, { ...context, places });
    outputs.push(flow.output);
    places = union(flow.ok, flow.fail);
  }
  return { ...flow, output: worstOutput(outputs) };
}

function evaluateStatement(statement: Statement, context: Context): Flow {
  if (statement.background)
    context.notes.report(shellState, 'A command in the background (&) goes on after it was judged.', spanOf(statement));
  return evaluate(statement.command, context);
}

type Node = Statement['command'] | PipelineNode;

function evaluate(node: Node, context: Context): Flow {
  const { notes, places } = context;
  const stay: Flow = { ok: places, fail: places, output: 'text' };
  switch (node.type) {
    case 'Command':
      return eachChoice(node, context, (chosen) => judgeSimple(node, chosen, evaluateScript));
    case 'AndOr':
      return andOr(node, context);
    case 'Pipeline':
      return pipeline(node, context);
    case 'Subshell':
      return { ...stay, output: list(node.body.commands, inside(context)).output };
    case 'BraceGroup':
      return list(node.body.commands, context);
    case 'Redirected': {
      for (const redirect of node.redirects) eachChoice(redirect, context, (chosen) => redirected(redirect, chosen));
      return evaluate(node.command, context);
    }
    case 'If':
      return branches(node, context);
    case 'For':
      return forLoop(node, context);
    case 'While':
      return whileLoop(node, context);
    case 'Case': {
      const words = [node.word, ...node.items.flatMap(({ pattern }) => pattern)];
      for (const word of words) eachChoice(word, context, (chosen) => compared(word, chosen));
      const flows = node.items.map(({ body }) => list(body.commands, context));
      return join([stay, ...flows], flows);
    }
    case 'TestCommand':
      return eachChoice(node, context, (chosen) => {
        judgeTest(node.expression, chosen, evaluateScript);
        return stay;
      });
    case 'ArithmeticCommand':
    case 'ArithmeticFor':
      notes.report(arithmetic, 'Arithmetic commands evaluate text and set variables.', spanOf(node));
      return stay;
    case 'Function':
    case 'Coproc':
    case 'Select':
      notes.report(shellState, `${names[node.type]} is not judged.`, spanOf(node));
      return stay;
  }
}

const names = { Function: 'A function', Coproc: 'A coprocess', Select: 'A menu' } as const;

/** A context whose changes stay in it: a subshell, a part of a pipeline. */
function inside(context: Context): Context {
  return { ...context, bindings: new Map(context.bindings) };
}

function andOr(node: Extract<Node, { type: 'AndOr' }>, context: Context): Flow {
  const [first, ...rest] = node.commands;
  if (!first) throw new Error('a list without commands');
  let flow = evaluate(first, context);
  const outputs = [flow.output];
  rest.forEach((command, index) => {
    const and = node.operators[index] === '&&';
    const from = and ? flow.ok : flow.fail;
    const next = evaluate(command, { ...context, places: from });
    outputs.push(next.output);
    flow = and
      ? { ok: next.ok, fail: union(flow.fail, next.fail), output: next.output }
      : { ok: union(flow.ok, next.ok), fail: next.fail, output: next.output };
  });
  return { ...flow, output: worstOutput(outputs) };
}

function pipeline(node: Extract<Node, { type: 'Pipeline' }>, context: Context): Flow {
  const { notes, places } = context;
  if (node.prefixes.some(({ type }) => type === 'Time'))
    notes.report(wrappers, 'time runs another command.', spanOf(node));
  const [only, ...others] = node.commands;
  if (only && others.length === 0) {
    const flow = evaluate(only, context);
    const turned = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
    return turned ? { ...flow, ok: flow.fail, fail: flow.ok } : flow;
  }
  const flows = node.commands.map((command) => evaluate(command, inside(context)));
  const merged = node.operators.includes('|&') ? 'text' : undefined;
  return { ok: places, fail: places, output: merged ?? flows.at(-1)?.output ?? 'text' };
}

function branches(node: Extract<Node, { type: 'If' }>, context: Context): Flow {
  const flows: Flow[] = [];
  let places = context.places;
  for (const { clause, then } of [node, ...node.elif]) {
    const asked = list(clause.commands, { ...context, places });
    flows.push(list(then.commands, { ...context, places: asked.ok }));
    places = asked.fail;
  }
  const otherwise: Flow = node.else
    ? list(node.else.commands, { ...context, places })
    : { ok: places, fail: places, output: 'plain' };
  return join([...flows, otherwise], [...flows, otherwise]);
}

function join(flows: readonly Flow[], printing: readonly Flow[]): Flow {
  return {
    ok: union(...flows.map(({ ok }) => ok)),
    fail: union(...flows.map(({ fail }) => fail)),
    output: worstOutput(printing.map(({ output }) => output)),
  };
}

function forLoop(node: Extract<Node, { type: 'For' }>, context: Context): Flow {
  const { notes } = context;
  const name = node.name.value;
  if (!isSafeName(name))
    notes.report(assignments, `The variable ${name} can change how programs work.`, spanOf(node.name));
  if (!node.wordlist) notes.report(wordSplitting, 'A loop without a list goes over unknown words.', spanOf(node));
  const values: Binding[] = (node.wordlist ?? []).flatMap((word) => {
    const all: Binding[] = [];
    eachChoice(word, context, (chosen) => {
      all.push(...expandWord(word, scopeOf(chosen, evaluateScript)).map(bindingOf));
      return undefined;
    });
    return all;
  });
  return body(node.body.commands, context, new Map(context.bindings).set(name, values));
}

function bindingOf({ text, pattern, output, home }: Argument): Binding {
  if (text !== undefined) return { type: 'text', value: text };
  if (pattern !== undefined) return { type: 'matched', pattern };
  return { type: 'unknown', output: home === undefined ? (output ?? 'text') : 'text' };
}

function whileLoop(node: Extract<Node, { type: 'While' }>, context: Context): Flow {
  const { notes, places } = context;
  const bindings = new Map(context.bindings);
  if (/^\s*(?:true|:|false|\[\s+\d+\s+\])\s*;?\s*$/.test(notes.source.slice(node.clause.pos, node.clause.end)))
    notes.report(endlessCommands, 'This loop has no end.', spanOf(node));
  const asked = list(node.clause.commands, { ...context, bindings });
  if (!same(union(asked.ok, asked.fail), places))
    notes.report(changeOfFolder, 'The folder changes inside a loop.', spanOf(node));
  return body(node.body.commands, context, bindings);
}

/** The body of a loop must leave the shell where it found it, since it may run any number of times. */
function body(statements: readonly Statement[], context: Context, bindings: Context['bindings']): Flow {
  const { notes, places } = context;
  const flow = list(statements, { ...context, bindings });
  const first = statements[0];
  if (first && !same(union(flow.ok, flow.fail), places))
    notes.report(changeOfFolder, 'The folder changes inside a loop.', spanOf(first));
  return { ok: places, fail: places, output: flow.output };
}

/** Judges once for each choice of values that the variables in a node can have. */
function eachChoice<T>(node: SyntaxNode, context: Context, judge: (chosen: Context) => T): T {
  const [first, ...rest] = singleBindings(node, context);
  if (!first) throw new Error('no choice of values');
  const result = judge({ ...context, chosen: first });
  for (const chosen of rest) judge({ ...context, chosen });
  return result;
}

function redirected(redirect: Parameters<typeof judgeRedirect>[0], context: Context): undefined {
  judgeRedirect(redirect, scopeOf(context, evaluateScript), context);
}

/** A word that is only compared: nothing falls apart. */
function compared(word: Word, context: Context): undefined {
  expandWord(word, { ...scopeOf(context, evaluateScript), whole: true });
}

function spanOf({ pos, end }: { readonly pos: number; readonly end: number }): Span {
  return [pos, end];
}
