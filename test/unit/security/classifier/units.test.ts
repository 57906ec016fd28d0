import { describe, expect, it } from 'vitest';
import { unknown } from '../../../../src/security/classifier/resolveWord.ts';
import { targetOf } from '../../../../src/security/classifier/targets.ts';
import { unitsOf } from '../../../../src/security/classifier/units.ts';

function taken(command: string): string[] {
  return unitsOf(command).units.map(({ program, words }) =>
    [program, ...words.map(({ text }) => text.replaceAll(unknown, '?'))].join(' '),
  );
}

describe('the parts of a command', () => {
  it.each([
    ['npm test', ['npm test']],
    ['a x && b; (c | d)', ['a x', 'b', 'c', 'd']],
    ['timeout -k 1 5 env A=1 npm test', ['npm test']],
    ["bash -lc 'cd x && npm test'", ['cd x', 'npm test']],
    ['nice -n 5 xargs -0n1 rm -f', ['rm -f ?']],
    ['uv run --frozen pytest -q', ['pytest -q']],
    ['/usr/bin/git push', ['git push']],
    ['./node_modules/.bin/eslint .', ['eslint .']],
    ['echo "$(git push)"', ['echo ?', 'git push']],
    ['for f in a b; do rm $f; done', ['rm a b']],
    ['x=src; rm -r $x/$y', ['rm -r src/?']],
    ['rm {a,b}.ts', ['rm a.ts b.ts']],
  ])('of %s', (command, parts) => {
    expect(taken(command)).toEqual(parts);
  });

  it('holds what find runs, besides find itself', () => {
    expect(taken('find . -name x -exec rm -f {} +')).toContain('rm -f ?');
  });
});

describe('where a word points', () => {
  it.each([
    ['hello', 'none'],
    ['src/app.ts', 'inside'],
    ['dist', 'artifact'],
    ['packages/a/dist/x.js', 'artifact'],
    ['dist/../src', 'inside'],
    ['dist/../../x', 'outside'],
    ['.', 'whole'],
    ['src/*.ts', 'pattern'],
    ['../x', 'outside'],
    ['/tmp/x', 'temporary'],
    ['/tmp/../etc/x', 'system'],
    ['/home/sam/x', 'outside'],
    ['/project/src/app.ts', 'inside'],
    ['/project2/x', 'outside'],
    ['~', 'home'],
    ['~/x', 'home'],
    ['/', 'system'],
    ['/etc/hosts', 'system'],
    ['.env', 'secret'],
    ['~/.ssh/id_rsa', 'secret'],
    ['.git/hooks/x', 'protected'],
    ['http://localhost:3000/x', 'local'],
    ['http://localhost.example.com', 'remote'],
    ['gopher://127.0.0.1/x', 'remote'],
    ['git@github.com:a/b', 'remote'],
    ['web1:/srv', 'remote'],
    ['10.0.0.5', 'remote'],
    ['example.com', 'remote'],
    ['run.sh', 'inside'],
    [`${unknown}x`, 'names'],
    [`/etc/${unknown}`, 'system'],
  ] as const)('%s: %s', (word, expected) => {
    expect(targetOf(word, { root: '/project', left: false })).toBe(expected);
  });
});
