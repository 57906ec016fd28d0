import { expect, it } from 'vitest';
import { answerText, idIn } from '../../../src/platform/lineId.ts';

// Each line as it is sent, and the id as it stands in the answer.
const cases: readonly (readonly [line: string, id: string])[] = [
  ['{"id":1}', '1'],
  ['{"id":"one"}', '"one"'],
  ['{"id":12345678901234567890}', '12345678901234567890'],
  ['{"a":{"id":5},"id":-9007199254740993,"b":[{"id":6}]}', '-9007199254740993'],
  ['{"id":1,"id":9007199254740993}', '9007199254740993'],
  ['{"id":0.10000000000000000001}', '0.10000000000000000001'],
  ['{"id":1.5e300}', '1.5e300'],
  ['{"id":"\\ud800 and \\udfff"}', '"\\ud800 and \\udfff"'],
  ['{"id":true}', 'true'],
  ['{"id":[1,{"id":2}]}', '[1,{"id":2}]'],
  ['{"id":null}', 'null'],
];

it.each(cases)('gives the id of %s back as it was written', (line, id) => {
  expect(answerText(line, { id: JSON.parse(line).id, text: 'x' })).toBe(`{"id":${id},"text":"x"}`);
});

it.each([
  ['{"id":12345678901234567890,"command":', '12345678901234567890'],
  ['{"id":2e3,"command":', '2000'],
  ['{"id":"\\ud800","command":', '"\\ud800"'],
  ['{"command":', 'null'],
])('finds the id of %s, which is broken behind it', (line, id) => {
  expect(answerText(line, { id: idIn(line) })).toBe(`{"id":${id}}`);
});
