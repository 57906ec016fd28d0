import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import { describe, expect, test } from 'vitest';
import { gfm } from '../../../webview-ui/chat/gfm.ts';
import { nestsTooDeep } from '../../../webview-ui/chat/nesting.ts';

const indented = (depth: number): string =>
  Array.from({ length: depth }, (_, level) => `${'  '.repeat(level)}- item`).join('\n');

describe('Markdown nested very deep', () => {
  test.each([
    ['quotes', `${'> '.repeat(3000)}deep`],
    ['quotes without blanks', `${'>'.repeat(3000)}deep`],
    ['lists', `${'- '.repeat(2000)}deep`],
    ['numbered lists', `${'1. '.repeat(2000)}deep`],
    ['lists in quotes', `${'> - '.repeat(1000)}deep`],
    ['lists line by line', indented(1000)],
    ['emphasis', `${'**_'.repeat(3000)}stars`],
  ])('is shown as it is written: %s', (_, text) => expect(nestsTooDeep(text)).toBe(true));

  test.each([
    ['quotes', `${'> '.repeat(10)}deep`],
    ['lists', indented(20)],
    ['a rule of stars', '* '.repeat(20)],
    ['a table of emphasis', '| **a** '.repeat(40)],
    ['code', `\`\`\`\n${' '.repeat(300)}- x\n${'> '.repeat(300)}\n\`\`\``],
    ['a long word', '_'.repeat(5000)],
  ])('is Markdown where people may have written it: %s', (_, text) => expect(nestsTooDeep(text)).toBe(false));

  test.each([
    ['quotes', `${'> '.repeat(50)}deep`],
    ['lists', `${'- '.repeat(50)}deep`],
    ['lists line by line', indented(100)],
    ['brackets', `${'['.repeat(5000)}x${']'.repeat(5000)}`],
    ['emphasis', '**_'.repeat(250)],
  ])('what is just allowed can be rendered: %s', (_, text) => {
    expect(nestsTooDeep(text)).toBe(false);
    const started = performance.now();
    renderToStaticMarkup(createElement(ReactMarkdown, { remarkPlugins: [gfm], skipHtml: true }, text));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
