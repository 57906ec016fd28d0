import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discount, line, subtotal, total } from '../src/cart.js';

test('adds up prices and quantities', () => {
  assert.equal(subtotal([line('Bread', 320), line('Milk', 110, 2)]), 540);
});

test('gives no discount for two articles', () => {
  assert.equal(discount([line('Bread', 320), line('Butter', 250)]), 0);
});

test('gives the cheapest of three articles for free', () => {
  assert.equal(discount([line('Bread', 320), line('Butter', 250), line('Milk', 110)]), 110);
});

test('gives the cheapest article for free in a dear cart too', () => {
  const lines = [line('Coffee', 1250), line('Apple', 80), line('Cheese', 900)];
  assert.equal(total(lines), 2150);
});
