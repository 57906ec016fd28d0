import { isNumbers } from './outputs.ts';
import type { ArithmeticExpression } from './parse.ts';
import { numberVariables } from './variables.ts';
import type { WordScope } from './words.ts';

const operators = new Set('+ - * / % ** << >> < > <= >= == != & ^ | && || ! ~'.split(' '));

/** True where an arithmetic expression holds numbers and operators only: names and subscripts are evaluated as code. */
export function isNumeric(expression: ArithmeticExpression | undefined, scope: WordScope): boolean {
  if (!expression) return false;
  switch (expression.type) {
    case 'ArithmeticWord':
      return isNumber(expression.value) || isBoundToNumber(expression.value, scope);
    case 'ArithmeticCommandExpansion':
      // Between other brackets it runs in the shell itself.
      return isNumbers(scope.nested(expression.script)) && /^(?:\$\(|`)/.test(expression.text);
    case 'ArithmeticGroup':
      return isNumeric(expression.expression, scope);
    case 'ArithmeticUnary':
      return operators.has(expression.operator) && isNumeric(expression.operand, scope);
    case 'ArithmeticBinary':
      return (
        operators.has(expression.operator) && isNumeric(expression.left, scope) && isNumeric(expression.right, scope)
      );
    default:
      return false;
  }
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^(?:0|[1-9]\d{0,8})$/.test(text);
}

/** A variable, written `i` or `$i`, that holds a number. */
function isBoundToNumber(name: string, { bindings }: WordScope): boolean {
  const plain = name.replace(/^\$\{?|\}$/g, '');
  const bound = bindings.get(plain);
  if (!bound && numberVariables.has(plain)) return true;
  return bound?.type === 'text' ? isNumber(bound.value) : bound?.type === 'unknown' && isNumbers(bound.output);
}
