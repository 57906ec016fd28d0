import { discount, subtotal, total } from './cart.js';
import { formatMoney } from './money.js';

const width = 28;

/** The receipt of a cart as lines of text. */
export function receipt(lines) {
  const off = discount(lines);
  return [
    ...lines.map(({ name, price, quantity }) => row(quantity > 1 ? `${quantity} x ${name}` : name, price * quantity)),
    ...(off > 0 ? [row('Subtotal', subtotal(lines)), row('Cheapest one free', -off)] : []),
    row('Total', total(lines)),
  ].join('\n');
}

function row(label, cents) {
  const amount = formatMoney(cents);
  return label.padEnd(width - amount.length) + amount;
}
