import type { Flow } from './analysis.ts';
import type { Span } from './argument.ts';
import { addValues, type Bindings, joinWays, perhaps } from './bindings.ts';
import { changeOfFolder, endlessCommands, wrappers } from './checks/meaning.ts';
import { arithmetic, assignments, shellState, wordSplitting } from './checks/syntax.ts';
import { endsWithInput } from './inputLoop.ts';
import { given, inTurn, type Output, repeated } from './outputs.ts';
import type { ParsedScript, PipelineNode, Statement, SyntaxNode, Word } from './parse.ts';
import { same, union } from './places.ts';
import { judgeKind } from './programs/kinds.ts';
import { judgeRedirect, mayFail } from './redirects.ts';
import { inRounds, judgeRounds, roundsOf } from './rounds.ts';
import { type Context, scopeOf, singleBindings } from './scope.ts';
import { judgeSimple } from './simpleCommand.ts';
import { judgeTest } from './testExpression.ts';
import { makeUse } from './use.ts';
import { isSafeName } from './variables.ts';
import { expandWord, loopBindingOf } from './words.ts';

/** Judges a script from where it stands, and everything in it. */
export function evaluateScript(script: ParsedScript, context: Context): Flow {
  return list(script.commands, context);
}

function list(statements: readonly Statement[], context: Context): Flow {
  let places = context.places;
  let flow: Flow = { ok: places, fail: places, output: 'nothing' };
  const outputs: Output[] = [];
  for (const statement of statements) {
    flow = evaluateStatement(statement, { ...context, places });
    outputs.push(flow.output);
    places = union(flow.ok, flow.fail);
  }
  return { ...flow, output: inTurn(outputs) };
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
      const before = new Map(context.bindings);
      const within = evaluate(node.command, context);
      const fails = mayFail(node.redirects);
      // Where a redirect fails, nothing of it runs.
      if (fails) perhaps(context.bindings, before);
      const flow = fails ? { ...within, fail: union(within.fail, places) } : within;
      // What is said of errors may be among what it prints.
      const merged = node.redirects.some(({ type, operator }) => type === 'Redirect' && operator.includes('&'));
      return merged ? { ...flow, output: 'text' } : { ...flow, output: given(flow.output, undefined) };
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
      const flows = node.items.map(({ body }) => {
        // One may go on into the next.
        const own = inside(context);
        const flow = list(body.commands, own);
        joinWays(context.bindings, [new Map(context.bindings), own.bindings]);
        return flow;
      });
      return join([stay, ...flows], flows);
    }
    case 'TestCommand':
      return eachChoice(node, context, (chosen) => {
        judgeTest(node.expression, chosen, evaluateScript);
        return { ...stay, output: 'nothing' };
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

/** A context whose changes stay in it: a subshell, a part of a pipeline, one of several ways. */
function inside(context: Context): Context {
  return { ...context, bindings: new Map(context.bindings) };
}

function andOr(node: Extract<Node, { type: 'AndOr' }>, context: Context): Flow {
  const [first, ...rest] = node.commands;
  if (!first) throw new Error('a list without commands');
  let flow = evaluate(first, context);
  const outputs = [flow.output];
  let [ok, fail]: Bindings[] = [new Map(context.bindings), new Map(context.bindings)];
  rest.forEach((command, index) => {
    const and = node.operators[index] === '&&';
    const from = and ? flow.ok : flow.fail;
    const bindings: Bindings = new Map(and ? ok : fail);
    const next = evaluate(command, { ...context, bindings, places: from });
    outputs.push(next.output);
    const other: Bindings = new Map();
    joinWays(other, [(and ? fail : ok) ?? bindings, bindings]);
    [ok, fail] = and ? [bindings, other] : [other, bindings];
    flow = and
      ? { ok: next.ok, fail: union(flow.fail, next.fail), output: next.output }
      : { ok: union(flow.ok, next.ok), fail: next.fail, output: next.output };
  });
  joinWays(
    context.bindings,
    [ok, fail].filter((way) => way !== undefined),
  );
  return { ...flow, output: inTurn(outputs) };
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
  let last = context;
  const flows = node.commands.map((command) => {
    last = inside(context);
    return evaluate(command, last);
  });
  // In zsh the last one runs in the shell itself.
  joinWays(context.bindings, [new Map(context.bindings), last.bindings]);
  const merged = node.operators.includes('|&');
  const output = flows.reduce<Output>((input, flow) => given(flow.output, input), 'input');
  return { ok: places, fail: places, output: merged ? 'text' : output };
}

function branches(node: Extract<Node, { type: 'If' }>, context: Context): Flow {
  const flows: Flow[] = [];
  const conditions: Flow[] = [];
  const ways: Bindings[] = [];
  let places = context.places;
  for (const { clause, then } of [node, ...node.elif]) {
    const asked = list(clause.commands, { ...context, places });
    conditions.push(asked);
    const way = inside(context);
    flows.push(list(then.commands, { ...way, places: asked.ok }));
    ways.push(way.bindings);
    places = asked.fail;
  }
  const otherwise: Flow = node.else
    ? list(node.else.commands, { ...context, places })
    : { ok: places, fail: places, output: 'nothing' };
  joinWays(context.bindings, [...ways, new Map(context.bindings)]);
  return join([...flows, otherwise], [...conditions, ...flows, otherwise]);
}

function join(flows: readonly Flow[], printing: readonly Flow[]): Flow {
  return {
    ok: union(...flows.map(({ ok }) => ok)),
    fail: union(...flows.map(({ fail }) => fail)),
    output: inTurn(printing.map(({ output }) => output)),
  };
}

function forLoop(node: Extract<Node, { type: 'For' }>, context: Context): Flow {
  const { notes } = context;
  const name = node.name.value;
  if (!isSafeName(name))
    notes.report(assignments, `The variable ${name} can change how programs work.`, spanOf(node.name));
  if (!node.wordlist) notes.report(wordSplitting, 'A loop without a list goes over unknown words.', spanOf(node));
  let rounds = 0;
  const values = (node.wordlist ?? []).flatMap((word) => {
    const all: ReturnType<typeof loopBindingOf>[] = [];
    eachChoice(word, context, (chosen) => {
      const values = expandWord(word, scopeOf(chosen, evaluateScript));
      for (const value of values) if (value.anywhere || value.home) judgeKind('text', value, makeUse(context));
      all.push(...values.map(loopBindingOf));
      for (const value of values) rounds += roundsOf(value, word.text);
      return undefined;
    });
    return all;
  });
  const within = inRounds(context, rounds, spanOf(node));
  return judgeRounds(spanOf(node), context, () => {
    const before = context.bindings.get(name);
    context.bindings.set(name, values);
    const flow = body(node.body.commands, within);
    // It keeps its last value, or has none where there is nothing to go over.
    if (before) addValues(context.bindings, name, before);
    else context.bindings.delete(name);
    return flow;
  });
}

function whileLoop(node: Extract<Node, { type: 'While' }>, context: Context): Flow {
  const { notes, places } = context;
  // Commands that only look change nothing that a condition could see: only input comes to an end.
  if (node.kind !== 'while' || !endsWithInput(node.clause.commands, notes.source))
    notes.report(endlessCommands, 'This loop reads no input, so that it may have no end.', spanOf(node));
  const within = inRounds(context, 100, spanOf(node));
  return judgeRounds(spanOf(node), context, () => {
    const asked = list(node.clause.commands, context);
    if (!same(union(asked.ok, asked.fail), places))
      notes.report(changeOfFolder, 'The folder changes inside a loop.', spanOf(node));
    const flow = body(node.body.commands, within);
    return { ...flow, output: repeated(inTurn([asked.output, flow.output])) };
  });
}

/** The body of a loop must leave the shell where it found it, since it may run any number of times. */
function body(statements: readonly Statement[], context: Context): Flow {
  const { notes, places } = context;
  const flow = list(statements, context);
  const first = statements[0];
  if (first && !same(union(flow.ok, flow.fail), places))
    notes.report(changeOfFolder, 'The folder changes inside a loop.', spanOf(first));
  return { ok: places, fail: places, output: repeated(flow.output) };
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
