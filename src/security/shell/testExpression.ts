import type { Argument, Span } from './argument.ts';
import { pathOperands } from './checks/meaning.ts';
import { arithmetic } from './checks/syntax.ts';
import { isNumbers } from './outputs.ts';
import type { TestExpression, Word } from './parse.ts';
import { judgeKind } from './programs/kinds.ts';
import { type Context, type Evaluate, scopeOf } from './scope.ts';
import { makeUse } from './use.ts';
import { expandWord } from './words.ts';

/** Operators of `test`, `[` and `[[` by what they look at. Those that evaluate subscripts (-v, -R) are missing. */
export const fileTests: ReadonlySet<string> = new Set(
  '-a -b -c -d -e -f -g -h -k -p -r -s -u -w -x -L -O -G -S -N'.split(' '),
);
export const textTests: ReadonlySet<string> = new Set(['-z', '-n']);
/** Its number is evaluated as arithmetic by zsh. */
export const terminalTest = '-t';
export const textComparisons: ReadonlySet<string> = new Set(['=', '==', '!=', '<', '>', '=~']);
export const fileComparisons: ReadonlySet<string> = new Set(['-nt', '-ot', '-ef']);
export const numberComparisons: ReadonlySet<string> = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge']);

/** A number, or what only ever is one: the text of a comparison is evaluated as code otherwise, a mere name as well. */
export function isPlainNumber({ text, output, pattern }: Argument): boolean {
  return text === undefined ? isNumbers(output) && pattern === undefined : /^-?(?:0|[1-9]\d{0,15})$/.test(text);
}

/** Judges what is inside `[[ … ]]`. */
export function judgeTest(expression: TestExpression, context: Context, evaluate: Evaluate): void {
  const scope = { ...scopeOf(context, evaluate), whole: true };
  const { report } = context.notes;
  const at: Span = [expression.pos, expression.end];
  const words = (word: Word): readonly Argument[] => expandWord(word, scope);
  // Wildcards do not name files between these brackets.
  const path = (word: Word): void => {
    for (const one of words(word)) judgeKind('entry', one, makeUse(context));
  };
  switch (expression.type) {
    case 'TestLogical':
      for (const operand of expression.operands) judgeTest(operand, context, evaluate);
      return;
    case 'TestNot':
      judgeTest(expression.operand, context, evaluate);
      return;
    case 'TestGroup':
      judgeTest(expression.expression, context, evaluate);
      return;
    case 'TestUnary': {
      if (fileTests.has(expression.operator)) {
        path(expression.operand);
        return;
      }
      const operand = words(expression.operand);
      if (expression.operator === terminalTest && operand.every(isPlainNumber)) return;
      if (!textTests.has(expression.operator)) report(arithmetic, `[[ ${expression.operator} ]] evaluates text.`, at);
      return;
    }
    case 'TestBinary': {
      const { left, right, operator } = expression;
      if (fileComparisons.has(operator)) {
        [left, right].forEach(path);
        return;
      }
      const numbers = [...words(left), ...words(right)].every(isPlainNumber);
      if (numberComparisons.has(operator) && !numbers)
        report(arithmetic, `[[ ${operator} ]] evaluates text as arithmetic.`, at);
      else if (!numberComparisons.has(operator) && !textComparisons.has(operator))
        report(pathOperands, `The comparison ${operator} is not known.`, at);
      return;
    }
  }
}
