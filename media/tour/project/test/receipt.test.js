import assert from 'node:assert/strict';
import { test } from 'node:test';
import { line } from '../src/cart.js';
import { receipt } from '../src/receipt.js';

test('prints one row for each line, and the total', () => {
  const text = receipt([line('Bread', 320), line('Milk', 110)]);
  assert.deepEqual(text.split('\n'), [
    'Bread                   3.20',
    'Milk                    1.10',
    'Total                   4.30',
  ]);
});

test('shows the offer when it applies', () => {
  const text = receipt([line('Milk', 110, 3)]);
  assert.deepEqual(text.split('\n'), [
    '3 x Milk                3.30',
    'Subtotal                3.30',
    'Cheapest one free      -1.10',
    'Total                   2.20',
  ]);
});
