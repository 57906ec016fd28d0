import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCost, formatDuration, formatMeasure, formatTokens } from '../../../webview-ui/amounts.ts';
import { droppedPaths } from '../../../webview-ui/chat/droppedFiles.ts';
import { carriedData, fileReference, misleads, safeLink } from '../../../webview-ui/chat/links.ts';
import { markdownBlocks } from '../../../webview-ui/chat/markdownBlocks.ts';
import {
  freeWord,
  insertMention,
  mentionAt,
  stillMentioned,
  withoutMention,
  wordOf,
} from '../../../webview-ui/chat/mention.ts';
import { longCost, usedText } from '../../../webview-ui/costText.ts';
import { shownPath } from '../../../webview-ui/shownPath.ts';

describe('Markdown is cut only where a new block must begin', () => {
  const cases: [string, string, number][] = [
    ['paragraphs', 'a\n\nb\n\nc', 3],
    ['a blank line in a fence', '```\na\n\nb\n```\n\nc', 2],
    ['an open fence', 'a\n\n```\nb\n\nc', 2],
    ['a shorter fence inside a longer one', '````\n```\n\na\n````', 1],
    ['a loose list', '1. a\n\n2. b\n\n   more', 1],
    ['text after a list', '- a\n\nb', 2],
    ['an indented continuation', '- a\n\n  b', 1],
    ['reference definitions', '[a][1]\n\nb\n\n[1]: https://example.org', 1],
    ['a number that may become an item', 'a\n\n1', 1],
    ['nothing', '', 0],
  ];
  test.each(cases)('%s', (_, text, count) => expect(markdownBlocks(text)).toHaveLength(count));
  test('and joined it is the text; what is finished does not change while more comes', () => {
    const line = fc.constantFrom('', 'text', '- item', '```', '~~~~', '    code', '| a | b |', '> quote', '1. one');
    fc.assert(
      fc.property(fc.array(line), fc.nat(), (lines, cut) => {
        const text = lines.join('\n');
        const blocks = markdownBlocks(text);
        expect(blocks.join('')).toBe(text);
        const earlier = markdownBlocks(text.slice(0, cut % (text.length + 1)));
        expect(blocks.slice(0, Math.max(0, earlier.length - 1))).toEqual(earlier.slice(0, -1));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('links', () => {
  test.each([
    ['https://example.org/a', 'example.org'],
    ['http://localhost:3000', 'localhost:3000'],
    ['mailto:a@example.org', 'a@example.org'],
    ['https://bаnk.com', 'xn--bnk-6cd.com'],
    ['javascript:alert(1)', undefined],
    ['command:workbench.action.quit', undefined],
    ['file:///etc/passwd', undefined],
    ['vscode://x', undefined],
    ['data:text/html,x', undefined],
    ['src/a.ts', undefined],
    ['', undefined],
  ])('%s', (href, host) => expect(safeLink(href)?.host).toBe(host));
  test.each([
    ['example.org', 'https://evil.test', true],
    ['https://bank.com/login', 'https://bank.com.evil.test/login', true],
    ['www.example.org', 'https://example.org/', false],
    ['the guide', 'https://example.org', false],
    ['a.b c', 'https://example.org', false],
  ])('%s → %s', (words, href, expected) => {
    const link = safeLink(href);
    expect(link && misleads(words, link)).toBe(expected);
  });
  test.each([
    ['https://evil.test/p.png?d=c2VjcmV0IGtleTogQUtJQTEyMzQ1Njc4OTBhYmNkZWY', 43],
    [`https://evil.test/?q=the+whole+conversation+that+we+had+${'word+'.repeat(20)}`, 138],
    [`https://evil.test/${'a1'.repeat(50)}`, 100],
    [`https://${'a1b2c3'.repeat(6)}.evil.test/`, 36],
    [`https://evil.test/#${'%41%42'.repeat(10)}`, 60],
    [`mailto:a@evil.test?body=${'x1'.repeat(30)}`, 60],
    ['https://github.com/o/r/commit/9fceb02d0ae598e95dc970b74767f19372d61af8', 0],
    ['https://hub.docker.com/layers/sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 0],
    ['https://example.org/search?q=vitest+test+each&page=2#results', 0],
    ['https://example.org/a/123e4567-e89b-12d3-a456-426614174000', 0],
    [`https://example.org/2026/11/a-${'very-'.repeat(20)}long-title-of-3-things`, 0],
    ['https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Array/toSorted', 0],
    ['https://stackoverflow.com/questions/12345678/how-do-i-return-the-response-from-an-asynchronous-call', 0],
  ])('%s carries %i characters', (href, count) => {
    const link = safeLink(href);
    expect(link && carriedData(link)).toBe(count);
  });
});

describe('files in code', () => {
  test.each([
    ['src/a.ts', { path: 'src/a.ts' }],
    ['src/a.ts:12', { path: 'src/a.ts', line: 12 }],
    ['a.ts:3:7', { path: 'a.ts', line: 3 }],
    ['C:\\work\\a.ts:4', { path: 'C:\\work\\a.ts', line: 4 }],
    ['app/[id]/page.tsx', { path: 'app/[id]/page.tsx' }],
    ['console.log', undefined],
    ['sum()', undefined],
    ['npm test', undefined],
    ['//evil.test/a.ts', undefined],
    ['a/b', undefined],
  ])('%s', (code, expected) => expect(fileReference(code)).toEqual(expected));
});

describe('mentions', () => {
  test.each([
    ['@', 1, { start: 0, query: '' }],
    ['see @src/a', 10, { start: 4, query: 'src/a' }],
    ['see @src/a b', 12, undefined],
    ['me@example.org', 14, undefined],
    ['(@a', 3, { start: 1, query: 'a' }],
  ])('%s', (text, caret, expected) => expect(mentionAt(text, caret)).toEqual(expected));
  test('a chosen path takes the place of what was typed', () => {
    expect(insertMention('see @sr now', { start: 4, query: 'sr' }, 'src/a.ts')).toEqual({
      text: 'see @src/a.ts now',
      caret: 14,
    });
    const chosen = ['src/a.ts', 'src/b.ts', 'src/a.ts'].map((word) => ({ word, attachment: { path: word } }));
    expect(stillMentioned('see @src/a.ts', chosen)).toEqual([chosen[0]]);
    expect(withoutMention('see @src/a.ts now', 'src/a.ts')).toBe('see now');
  });
  test('a thing is mentioned by its whole word, not by the beginning of another', () => {
    const chosen = ['src/a', 'src/a.ts', 'Git changes'].map((word) => ({ word, attachment: { path: word } }));
    expect(stillMentioned('see @src/a.ts, and (@Git changes)', chosen)).toEqual(chosen.slice(1));
    expect(stillMentioned('see @src/a.', chosen)).toEqual(chosen.slice(0, 1));
    expect(withoutMention('see @src/a.ts and @src/a now', 'src/a')).toBe('see @src/a.ts and now');
    expect(withoutMention('mail me@src/a @src/a', 'src/a')).toBe('mail me@src/a ');
  });
  test('two things of one name stand under two words', () => {
    const of = (path: string) => ({ kind: 'symbol' as const, path, name: 'total', firstLine: 3 });
    const first = { word: wordOf(of('src/a.ts'), 'total'), attachment: of('src/a.ts') };
    expect(first.word).toBe('total');
    expect(freeWord(of('src/a.ts'), 'total', [first])).toBe('total');
    const word = freeWord(of('src/b.ts'), 'total', [first]);
    const second = { word, attachment: of('src/b.ts') };
    expect(stillMentioned(`@total and @${word}`, [first, second])).toEqual([first, second]);
  });
  test('files dragged in', () => {
    expect(droppedPaths('file:///a%20b/c.ts\r\nfile:///c%3A/x.ts\nhttps://example.org')).toEqual([
      '/a b/c.ts',
      'c:/x.ts',
    ]);
    expect(droppedPaths('file:///a/100%.txt\nfile:///a/b.txt')).toEqual(['/a/100%.txt', '/a/b.txt']);
    expect(droppedPaths('vscode-remote://ssh-remote%2Bhost/home/me/a%20b.ts')).toEqual(['/home/me/a b.ts']);
  });
});

test.each([
  ['/w/src/a.ts', '/w', 'src/a.ts'],
  ['/wide/a.ts', '/w', '/wide/a.ts'],
  ['/w/../etc/passwd', '/w', '/w/../etc/passwd'],
  ['/w', '/w', '/w'],
  ['C:\\w\\a.ts', 'C:\\w', 'a.ts'],
  ['/a', undefined, '/a'],
])('the path %s in %s', (path, root, expected) => expect(shownPath(path, root)).toBe(expected));

test.each([
  [formatDuration(40), '0.0 s'],
  [formatDuration(1240), '1.2 s'],
  [formatDuration(9990), '10 s'],
  [formatDuration(59_700), '1 min'],
  [formatDuration(125_000), '2 min 5 s'],
  [formatDuration(3_780_000), '1 h 3 min'],
  [formatTokens(950), '950'],
  [formatTokens(12_345), '12.3k'],
  [formatTokens(99_960), '100k'],
  [formatTokens(200_000), '200k'],
  [formatTokens(999_700), '1M'],
  [formatCost(0), '$0.00'],
  [formatMeasure('minutes', 0.03), '0.03'],
  [formatMeasure('minutes', 60.04), '60'],
  [usedText({ measure: 'cost', used: 0, unpriced: 2 }), 'unknown'],
  [usedText({ measure: 'cost', used: 1.2, unpriced: 2 }), '$1.20+?'],
  [usedText({ measure: 'cost', used: 1.2 }), '$1.20'],
  [longCost({ cost: 0, unpriced: 2 }), 'unknown'],
  [formatCost(0.0004), '< $0.001'],
  [formatCost(0.0042), '$0.004'],
  [formatCost(0.043), '$0.04'],
])('%s', (text, expected) => expect(text).toBe(expected));
