/** How many articles it takes for the cheapest one to be free. */
const offerFrom = 3;

/** A line of a cart: a name, the price of one piece in cents, and how many. */
export function line(name, price, quantity = 1) {
  return { name, price, quantity };
}

/** What all lines cost together, before discounts, in cents. */
export function subtotal(lines) {
  return lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
}

/** The discount in cents: from three articles on, the cheapest one is free. */
export function discount(lines) {
  const prices = lines.flatMap(({ price, quantity }) => Array(quantity).fill(price));
  if (prices.length < offerFrom) return 0;
  const [cheapest] = prices.sort();
  return cheapest;
}

/** What the customer pays, in cents. */
export function total(lines) {
  return subtotal(lines) - discount(lines);
}
