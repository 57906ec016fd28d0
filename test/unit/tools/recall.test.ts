import { describe, expect, it } from 'vitest';
import type { ForgottenPart } from '../../../src/agent/compaction/forgotten.ts';
import { recall } from '../../../src/tools/plan/recall.ts';
import { projectWithTools } from '../../support/toolContext.ts';

const part = (id: string, text: string, more: Partial<ForgottenPart> = {}): ForgottenPart => ({
  id,
  time: 0,
  kind: 'result',
  title: `Read ${id}`,
  text,
  ...more,
});

async function ask(parts: readonly ForgottenPart[], input: object) {
  const { context } = projectWithTools();
  if (recall.kind === 'edit') throw new Error('recall only reads');
  return await recall.run(recall.input.parse(input), { ...context, forgotten: () => parts });
}

describe('recall', () => {
  it('finds the pieces that hold all the words, newest first, each with its id', async () => {
    const parts = [part('a', 'the Port is 8080'), part('b', 'no match'), part('c', 'another port: 9090, not 8080')];
    const { text } = await ask(parts, { query: 'port 8080' });
    expect(text.indexOf('id c]')).toBeLessThan(text.indexOf('id a]'));
    expect(text).not.toContain('no match');
    expect(text).toBe((await ask(parts, { query: ' PORT  8080 ' })).text);
  });

  it('shows the place that the words mean, not the first of a common one', async () => {
    const text = `${'this is it '.repeat(200)}the port is 4711 ${'this is it '.repeat(200)}`;
    for (const query of ['port is', 'is port', '4711 is']) {
      expect((await ask([part('a', text)], { query })).text).toContain('the port is 4711');
    }
  });

  it('reads a piece whole, a page at a time, and nothing of it is lost', async () => {
    const whole = Array.from({ length: 5000 }, (_, index) => `line ${index}`).join('\n');
    let read = '';
    for (let offset = 0; offset < whole.length; ) {
      const { text } = await ask([part('a', whole)], { id: 'a', offset });
      const body = text.slice(text.indexOf('\n') + 1).replace(/\n\[… characters \d+ to \d+ follow[^\n]*$/, '');
      expect(text.length).toBeLessThan(12_500);
      read += body;
      offset += body.length;
    }
    expect(read).toBe(whole);
  });

  it('shows at most twelve, short, and says how many more there are', async () => {
    const parts = Array.from({ length: 40 }, (_, index) =>
      part(`p${index}`, `${'x'.repeat(5000)} needle ${index} ${'y'.repeat(5000)}`),
    );
    const { text } = await ask(parts, { query: 'needle' });
    expect(text).toContain('28 older ones');
    expect(text).toContain('needle 39');
    expect(text.length).toBeLessThan(8000);
  });

  it('what came from elsewhere stays untrusted', async () => {
    const parts = [part('a', 'word', { untrusted: 'web page https://example.org' }), part('b', 'word')];
    expect((await ask(parts, { query: 'word' })).untrusted).toBe('web page https://example.org');
    expect((await ask(parts, { id: 'b' })).untrusted).toBeUndefined();
  });

  it('says what to do where there is nothing', async () => {
    await expect(ask([], { query: 'x' })).rejects.toThrow('left out yet');
    await expect(ask([part('a', 'x')], {})).rejects.toThrow('Give the words');
    await expect(ask([part('a', 'x')], { id: 'zz' })).rejects.toThrow('no such piece');
    await expect(ask([part('a', 'x')], { id: 'a', offset: 9 })).rejects.toThrow('behind its end');
    expect((await ask([part('a', 'x')], { query: 'nothing' })).text).toContain('Try fewer words');
  });
});
