import type { ArithmeticExpression } from './parse.ts';

const operators = new Set('+ - * / % ** << >> < > <= >= == != & ^ | && || ! ~'.split(' '));

/** True where an arithmetic expression holds numbers and operators only: names and subscripts are evaluated as code. */
export function isNumeric(
  expression: ArithmeticExpression | undefined,
  bindings: ReadonlyMap<string, { readonly type: string; readonly value?: string }>,
): boolean {
  if (!expression) return false;
  switch (expression.type) {
    case 'ArithmeticWord':
      return isNumber(expression.value) || isNumber(boundValue(expression.value, bindings));
    case 'ArithmeticGroup':
      return isNumeric(expression.expression, bindings);
    case 'ArithmeticUnary':
      return operators.has(expression.operator) && isNumeric(expression.operand, bindings);
    case 'ArithmeticBinary':
      return (
        operators.has(expression.operator) &&
        isNumeric(expression.left, bindings) &&
        isNumeric(expression.right, bindings)
      );
    default:
      return false;
  }
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^(?:0|[1-9]\d{0,8})$/.test(text);
}

/** The value of a loop's variable, written `i` or `$i`. */
function boundValue(name: string, bindings: Parameters<typeof isNumeric>[1]): string | undefined {
  const bound = bindings.get(name.replace(/^\$\{?|\}$/g, ''));
  return bound?.type === 'text' ? bound.value : undefined;
}
