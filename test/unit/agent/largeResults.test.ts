import { readFileSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSizes } from '../../../src/agent/compaction/sizes.ts';
import { fitResult } from '../../../src/agent/largeResults.ts';
import type { Log, TokenCounter } from '../../../src/agent/ports.ts';
import { defineTool, type Tool } from '../../../src/agent/tool.ts';
import type { Turn } from '../../../src/agent/turn.ts';
import { keepText } from '../../../src/platform/keepText.ts';
import { createTokenCounter } from '../../../src/prompts/tokens/tokenCounter.ts';
import { fakeModel, fakeSession, say, use } from '../../support/fakeSession.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const broken = /\p{Surrogate}/u;
const counter = createTokenCounter();

function turnWith(limit: number, keep: (text: string) => Promise<string>, tokens: TokenCounter = counter) {
  const log: Log = { debug() {}, info() {}, warn() {}, error() {} };
  const info = { id: 'gpt-6-luna', label: '', contextWindow: 1_000_000, images: true, editTools: 'both' };
  return {
    deps: { largeResults: { maxTokens: () => limit, keep }, log },
    sizes: createSizes(tokens),
    model: () => ({ info }),
  } as unknown as Pick<Turn, 'deps' | 'sizes' | 'model'>;
}

const tool = (text: string, untrusted?: string): Tool =>
  defineTool({
    name: 'print',
    description: 'Prints.',
    kind: 'read',
    input: z.object({}),
    title: () => 'Print',
    targets: () => ({}),
    run: async () => ({ text, ...(untrusted === undefined ? {} : { untrusted }) }),
  });

describe('a long result', () => {
  it('never loses anything, is never over the cap, and is the same where it fits', async () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('\n', '\r\n', '👩‍👩‍👧', '漢字', 'x'.repeat(700), ' '.repeat(500), 'word '.repeat(300)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 120 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 500, max: 4000 }),
        async (pieces, times, limit) => {
          const text = pieces.join('').repeat(times);
          const kept: string[] = [];
          const turn = turnWith(limit, async (whole) => `/spill/${kept.push(whole)}.txt`);
          const shown = await fitResult(turn, text);
          expect(await counter.countTokens(shown, 'gpt-6-luna')).toBeLessThanOrEqual(limit);
          expect(kept).toEqual(shown === text ? [] : [text]);
          if (shown === text) return;
          expect(await counter.countTokens(text, 'gpt-6-luna')).toBeGreaterThan(limit);
          expect(!broken.test(shown) || broken.test(text)).toBe(true);
          const place = shown.search(/\n\[… [^\n]* are left out here/);
          expect(text.startsWith(shown.slice(0, place))).toBe(true);
          expect(shown).toContain('/spill/1.txt');
          const tail = shown.slice(shown.indexOf('…]\n', place) + 3);
          expect(text.endsWith(tail)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is whole in a file for its owner only, clean already', async () => {
    const folder = temporaryFolder();
    const text = Array.from({ length: 20_000 }, (_, index) => `line ${index}\u0000`).join('\n');
    const model = fakeModel([use({ name: 'print' }), say('Done.')]);
    const largeResults = { maxTokens: () => 5000, keep: (whole: string) => keepText(folder, whole) };
    const fake = await fakeSession({ model, tools: [tool(text, 'web page')], largeResults });
    await fake.session.prompt('Go.');
    const shown = fake.of('result')[0]?.text ?? '';
    expect(shown.startsWith('<web page>line 0\nline 1\n')).toBe(true);
    expect(shown.endsWith('line 19999</>')).toBe(true);
    const path = /whole is in (\S+):/.exec(shown)?.[1] ?? '';
    expect(readFileSync(path, 'utf8')).toBe(text.replaceAll('\u0000', ''));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(shown).toMatch(/lines \d+ to \d+ of 20000 are left out/);
  });

  it('is cut all the same where it cannot be kept, and says so', async () => {
    const turn = turnWith(600, async () => {
      throw new Error('the disk is full');
    });
    const shown = await fitResult(turn, 'word '.repeat(5000));
    expect(shown).toContain('could not be kept');
    expect(await counter.countTokens(shown, 'gpt-6-luna')).toBeLessThanOrEqual(600);
  });

  it('fits a small window, whatever the setting says', async () => {
    const model = { ...fakeModel([use({ name: 'print' }), say('Done.')]) };
    const info = { ...model.info, contextWindow: 8000 };
    const fake = await fakeSession({
      model: { ...model, info },
      tools: [tool('word '.repeat(50_000))],
      tokens: counter,
    });
    await fake.session.prompt('Go.');
    expect(await counter.countTokens(fake.of('result')[0]?.text ?? '', 'fake')).toBeLessThanOrEqual(2000);
  });
});
