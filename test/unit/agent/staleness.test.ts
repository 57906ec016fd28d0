import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSeenTexts } from '../../../src/platform/seenTexts.ts';
import { editFile } from '../../../src/tools/files/editFile.ts';
import { readFile } from '../../../src/tools/files/readFile.ts';
import { fakeModel, fakeSession, say, use } from '../../support/fakeSession.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { projectWithTools } from '../../support/toolContext.ts';

const read = use({ name: 'read_file', input: { path: 'a.txt' } });
const edit = use({ name: 'edit_file', input: { path: 'a.txt', oldText: 'two', newText: '2' } });

test('an edit of what has changed since is refused with what changed, after a reload too', async () => {
  const { at, context } = projectWithTools({ 'a.txt': 'one\ntwo\n' });
  const { files, root, resolve, display } = context;
  const seenTexts = createSeenTexts(join(temporaryFolder(), 'seen'), { debug() {} });
  const ports = { tools: [readFile, editFile], files, root, resolve, display, seenTexts };
  const first = await fakeSession({ ...ports, model: fakeModel([read, say('read')]) });
  await first.session.prompt('read');
  writeFileSync(at('a.txt'), 'one\nTWO\n');

  const lookAgain = 'Read it again with read_file, then repeat the edit on what it holds now.';
  const resumed = { resumed: first.session.events };
  const again = await fakeSession({ ...ports, model: fakeModel([edit, say('sorry')]) }, resumed);
  await again.session.prompt('edit');
  expect(again.of('result').at(-1)?.text).toBe(
    `a.txt has changed since you read it. What changed (- as it was, + as it is now):\n@@ -1,2 +1,2 @@\n one\n-two\n+TWO\n${lookAgain}`,
  );

  const { seenTexts: _, ...without } = ports;
  const lost = await fakeSession({ ...without, model: fakeModel([edit, say('sorry')]) }, resumed);
  await lost.session.prompt('edit');
  expect(lost.of('result').at(-1)?.text).toBe(`a.txt has changed since you read it. ${lookAgain}`);

  const model = fakeModel([read, edit, say('sorry')]);
  const session = await fakeSession({
    ...ports,
    model: {
      ...model,
      async *stream(request, signal) {
        if (model.requests.length === 1) writeFileSync(at('a.txt'), 'one\ntwo\nthree\n');
        yield* model.stream(request, signal);
      },
    },
  });
  await session.session.prompt('edit');
  expect(session.of('result').at(-1)?.text).toMatch(
    /^a\.txt has changed since you read it\. What changed .*\n@@ -1,2 \+1,3 @@\n one\n-TWO\n\+two\n\+three\nRead it again/,
  );
  expect(session.lines.join('\n')).not.toContain('"text":"one\\nTWO\\n"');
});
