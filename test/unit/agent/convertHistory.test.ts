import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convertHistory, type HistoryRules } from '../../../src/agent/convertHistory.ts';
import type { Message, ToolResultBlock } from '../../../src/agent/ports.ts';
import { anyHistory, image, result, text, use, user } from './anyHistory.ts';

const rules: HistoryRules = {
  callId: /^[a-zA-Z0-9]{9}$/,
  newCallId: (n) => `c${String(n).padStart(8, '0')}`,
  thinking: ({ model }) => model === 'mine',
  image: (mediaType) => mediaType === 'image/png',
  nameLength: 10,
};

const lost = (callId: string): ToolResultBlock => ({
  type: 'toolResult',
  callId,
  text: 'No result of this call was kept. Whether it took effect is not known.',
  images: [],
  isError: true,
});

describe('a history that another model began', () => {
  const cases: readonly [string, Message[], Message[]][] = [
    ['nothing', [], [user(text('Continue.'))]],
    [
      'ids in another form are replaced on both sides, fitting ones stay',
      [
        user(text('a')),
        { role: 'assistant', content: [use('toolu_01ABC'), use('abcdefghi')] },
        user(result('abcdefghi', '2'), result('toolu_01ABC', '1')),
      ],
      [
        user(text('a')),
        { role: 'assistant', content: [use('c00000001'), use('abcdefghi')] },
        user(result('c00000001', '1'), result('abcdefghi', '2')),
      ],
    ],
    [
      'an id that comes again gets another',
      [
        user(text('a')),
        { role: 'assistant', content: [use('abcdefghi')] },
        user(result('abcdefghi')),
        { role: 'assistant', content: [use('abcdefghi')] },
        user(result('abcdefghi', 'y')),
      ],
      [
        user(text('a')),
        { role: 'assistant', content: [use('abcdefghi')] },
        user(result('abcdefghi')),
        { role: 'assistant', content: [use('c00000002')] },
        user(result('c00000002', 'y')),
      ],
    ],
    [
      'a missing result is stood in for, before what the person says',
      [
        user(text('a')),
        { role: 'assistant', content: [use('aaaaaaaaa'), use('bbbbbbbbb')] },
        user(text('go'), result('bbbbbbbbb')),
      ],
      [
        user(text('a')),
        { role: 'assistant', content: [use('aaaaaaaaa'), use('bbbbbbbbb')] },
        user(lost('aaaaaaaaa'), result('bbbbbbbbb'), text('go')),
      ],
    ],
    [
      'calls without any answer, at the end and before another answer',
      [
        user(text('a')),
        { role: 'assistant', content: [use('aaaaaaaaa')] },
        { role: 'assistant', content: [use('bbbbbbbbb')] },
      ],
      [
        user(text('a')),
        { role: 'assistant', content: [use('aaaaaaaaa')] },
        user(lost('aaaaaaaaa')),
        { role: 'assistant', content: [use('bbbbbbbbb')] },
        user(lost('bbbbbbbbb')),
      ],
    ],
    [
      'a result whose call is gone becomes a text',
      [user(result('zzzzzzzzz', 'what it said')), { role: 'assistant', content: [text('ok')] }],
      [
        user(text('[Result of an earlier call, which is no longer in the conversation]\nwhat it said')),
        { role: 'assistant', content: [text('ok')] },
        user(text('Continue.')),
      ],
    ],
    [
      'thinking of others goes, one’s own stays where it has a signature',
      [
        user(text('a')),
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 't', signature: 's' },
            { type: 'redactedThinking', data: 'd' },
            text('b'),
          ],
          model: 'other',
        },
        user(text('c')),
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 't', signature: 's' },
            { type: 'thinking', thinking: 't', signature: '' },
            text('d'),
          ],
          model: 'mine',
        },
        user(text('e')),
      ],
      [
        user(text('a')),
        { role: 'assistant', content: [text('b')], model: 'other' },
        user(text('c')),
        { role: 'assistant', content: [{ type: 'thinking', thinking: 't', signature: 's' }, text('d')], model: 'mine' },
        user(text('e')),
      ],
    ],
    [
      'an answer of which nothing is left disappears, and what is around it joins',
      [
        user(text('a')),
        { role: 'assistant', content: [{ type: 'thinking', thinking: 't', signature: '' }, text(' ')] },
        user(text('b')),
      ],
      [user(text('a'), text('b'))],
    ],
    [
      'images that cannot be seen are a sentence',
      [
        user(image('image/png'), image('image/tiff')),
        { role: 'assistant', content: [use('aaaaaaaaa')] },
        user(result('aaaaaaaaa', '', [image('image/tiff'), image('image/png')])),
      ],
      [
        user(image('image/png'), text('[An image of type image/tiff, which this model cannot see]')),
        { role: 'assistant', content: [use('aaaaaaaaa')] },
        user(result('aaaaaaaaa', '[An image of type image/tiff, which this model cannot see]', [image('image/png')])),
      ],
    ],
    [
      'input that is no object, and names that nobody takes',
      [
        user(text('a')),
        {
          role: 'assistant',
          content: [use('aaaaaaaaa', [1], 'read a file!'), { ...use('bbbbbbbbb', { a: 1 }, ''), malformed: '{' }],
        },
        user(result('aaaaaaaaa'), result('bbbbbbbbb')),
      ],
      [
        user(text('a')),
        { role: 'assistant', content: [use('aaaaaaaaa', {}, 'read_a_fil'), use('bbbbbbbbb', {}, 'unnamed')] },
        user(result('aaaaaaaaa'), result('bbbbbbbbb')),
      ],
    ],
    [
      'it begins with the person',
      [{ role: 'assistant', content: [text('a')] }, user(text('b'))],
      [user(text('Continue.')), { role: 'assistant', content: [text('a')] }, user(text('b'))],
    ],
  ];
  test.each(cases)('%s', (_, messages, expected) => {
    expect(convertHistory(messages, rules)).toEqual(expected);
  });
});

test('what was converted stays the same when more follows, but for a last message that stood in', () => {
  fc.assert(
    fc.property(anyHistory, anyHistory, (first, more) => {
      const before = convertHistory(first, rules);
      const after = convertHistory([...first, ...more], rules);
      // The last answer and the last message of the person may still grow.
      expect(after.slice(0, Math.max(0, before.length - 2))).toEqual(before.slice(0, -2));
    }),
    { numRuns: 500 },
  );
});
