import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMoney } from '../src/money.js';

test('prints whole cents with two digits', () => {
  assert.equal(formatMoney(1250), '12.50');
  assert.equal(formatMoney(5), '0.05');
});

test('prints what is given back with a minus', () => {
  assert.equal(formatMoney(-80), '-0.80');
});
