import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TestParts } from '../../src/extension.ts';
import type { EventOf } from '../../src/protocol/events.ts';
import { closeEverything, editorProject, typeInto, until } from '../support/editorProject.ts';

const task = 'Find out why the test fails and fix it';
const proposed = '  const [cheapest] = prices.sort((a, b) => a - b);';

suite('A task with a proposed edit', function () {
  this.timeout(90_000);
  const project = editorProject();
  let parts: TestParts;
  let original: string;

  suiteSetup(async () => {
    const belay = vscode.extensions.getExtension<TestParts>('belay.belay');
    assert.ok(belay);
    cpSync(join(belay.extensionPath, 'media/tour/project'), project.root, { recursive: true });
    parts = await belay.activate();
    original = project.text('src/cart.js');
  });
  setup(() => parts.sessions.startNew());
  teardown(closeEverything);
  suiteTeardown(() => project.dispose());

  /** Runs the tour's task until its edit waits for a decision. */
  async function untilProposed(): Promise<{ callId: string; turn: Promise<void> }> {
    const session = await parts.sessions.ensure();
    const turn = session.prompt(task);
    await until('the edit is asked', () => {
      const [waiting] = parts.approvals.pending();
      if (waiting && !waiting.changes)
        parts.approvals.decide(waiting.request.callId, { decision: 'approved', scope: 'once' });
      return waiting?.changes !== undefined;
    });
    return { callId: parts.approvals.pending()[0]?.request.callId ?? '', turn };
  }

  /** The diff is open, and holds all of what is proposed, not only what the model had written when it opened. */
  async function untilShown(callId: string): Promise<void> {
    await until('the diff is open', () => proposalTabs().length === 1);
    const change = parts.proposals.get(callId)?.files[0]?.change;
    const document = await vscode.workspace.openTextDocument(rightSide());
    await until(
      'the diff is whole',
      () => change !== undefined && 'after' in change && document.getText() === change.after,
    );
  }

  async function finish(turn: Promise<void>): Promise<void> {
    const answering = parts.approvals.onDidAsk(({ request }) => {
      setTimeout(() => parts.approvals.decide(request.callId, { decision: 'approved', scope: 'once' }));
    });
    await turn;
    answering.dispose();
  }

  function last<T extends 'answered' | 'result' | 'ended' | 'undone' | 'applied'>(type: T): EventOf<T> | undefined {
    const found = parts.sessions.current?.events.findLast((event) => event.type === type);
    return found as EventOf<T> | undefined;
  }

  const proposalTabs = (): vscode.Tab[] =>
    vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter((tab) => tab.input instanceof vscode.TabInputTextDiff && tab.input.modified.scheme === 'belay-proposal');

  const rightSide = (): vscode.Uri => {
    const input = proposalTabs()[0]?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff, 'no diff of a proposal is open');
    return input.modified;
  };

  test('opens as a diff without taking the focus; approved, applied, undone', async () => {
    const readme = await vscode.workspace.openTextDocument(project.uri('README.md'));
    await vscode.window.showTextDocument(readme);
    const { callId, turn } = await untilProposed();
    await untilShown(callId);
    assert.equal(project.text('src/cart.js'), original, 'nothing is applied before the approval');

    const document = await vscode.workspace.openTextDocument(rightSide());
    assert.ok(document.getText().includes(proposed));
    assert.equal(document.languageId, 'javascript');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      100,
    );
    assert.deepEqual(
      lenses.filter((lens) => lens.command?.command.startsWith('belay.')).map((lens) => lens.command?.title),
      [
        '$(check)\u00A0Approve edit',
        '$(close)\u00A0Reject edit…',
        '$(check)\u00A0Approve',
        '$(close)\u00A0Reject',
        'Reject with reason…',
      ],
    );

    await vscode.commands.executeCommand('belay.approveProposal', callId);
    await finish(turn);
    assert.ok(project.text('src/cart.js').includes(proposed));
    assert.equal(last('ended')?.reason, 'done');
    await until('the diff is closed', () => proposalTabs().length === 0);

    await vscode.commands.executeCommand('belay.undoLastTurn');
    assert.equal(project.text('src/cart.js'), original);
    assert.deepEqual(last('undone')?.restored, [project.path('src/cart.js')]);
  });

  test('closing the diff decides nothing, and what the person typed in it is what is applied', async () => {
    const { callId, turn } = await untilProposed();
    await untilShown(callId);
    await vscode.window.tabGroups.close(proposalTabs());
    assert.equal(parts.approvals.pending().length, 1, 'closing the tab decided');
    await parts.review.open(callId);
    const document = await vscode.workspace.openTextDocument(rightSide());
    const line = document.getText().split('\n').indexOf(proposed);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(line, 0), '  // The cheapest, not the first in the alphabet.\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(document.isDirty);
    await vscode.commands.executeCommand('belay.approveProposal', callId);
    await finish(turn);
    assert.ok(project.text('src/cart.js').includes(`not the first in the alphabet.\n${proposed}`));
    await until('the diff is closed without a question', () => proposalTabs().length === 0);
    const answered = parts.sessions.current?.events.find(
      (event) => event.type === 'answered' && event.callId === callId,
    );
    assert.equal(answered?.type === 'answered' && answered.edited, true);
    await vscode.commands.executeCommand('belay.undoLastTurn');
    assert.equal(project.text('src/cart.js'), original);
  });

  test('saving the right side is not approving, and the saved text counts', async () => {
    const { callId, turn } = await untilProposed();
    await untilShown(callId);
    const document = await vscode.workspace.openTextDocument(rightSide());
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '// saved\n');
    await vscode.workspace.applyEdit(edit);
    assert.ok(await document.save());
    assert.equal(parts.approvals.pending().length, 1, 'saving decided');
    assert.equal(project.text('src/cart.js'), original);
    parts.approvals.decide(callId, { decision: 'approved', scope: 'once' });
    await finish(turn);
    assert.ok(project.text('src/cart.js').startsWith('// saved\n'));
    await vscode.commands.executeCommand('belay.undoLastTurn');
  });

  test('a stop says no; the proposal stays and can be applied later', async () => {
    const { callId, turn } = await untilProposed();
    await parts.sessions.current?.stop();
    await turn;
    assert.deepEqual([last('answered')?.decision, last('answered')?.by], ['rejected', 'stop']);
    assert.equal(parts.approvals.decide(callId, { decision: 'approved', scope: 'once' }), false);
    assert.equal(project.text('src/cart.js'), original);
    assert.equal(parts.proposals.get(callId)?.state, 'open');
    await vscode.commands.executeCommand('belay.applyProposal', callId);
    assert.ok(project.text('src/cart.js').includes(proposed));
    assert.equal(parts.proposals.get(callId)?.state, 'settled');
    await vscode.commands.executeCommand('belay.undoLastTurn');
    assert.equal(project.text('src/cart.js'), original);
  });

  test('leaving the session says no', async () => {
    const { turn } = await untilProposed();
    const session = parts.sessions.current;
    await parts.sessions.startNew();
    await turn;
    const answered = session?.events.findLast((event) => event.type === 'answered');
    assert.equal(answered?.type === 'answered' && answered.decision, 'rejected');
    assert.equal(parts.approvals.pending().length, 0);
  });

  test('a reason for rejecting reaches the model', async () => {
    const { callId, turn } = await untilProposed();
    parts.approvals.decide(callId, { decision: 'rejected', reason: 'Not in this file.' });
    await finish(turn);
    const result = parts.sessions.current?.events.find((event) => event.type === 'result' && event.callId === callId);
    assert.ok(result?.type === 'result' && result.text.includes('Not in this file.'));
    assert.equal(project.text('src/cart.js'), original);
  });

  test('an edit of a file that the person has typed in since is refused', async () => {
    const { callId, turn } = await untilProposed();
    await untilShown(callId);
    const document = await typeInto(project.uri('src/cart.js'), '// mine\n');
    parts.approvals.decide(callId, { decision: 'approved', scope: 'once' });
    await finish(turn);
    assert.equal(document.getText(), `${original}// mine\n`);
    assert.equal(project.text('src/cart.js'), original);
    const refused = parts.sessions.current?.events.find((event) => event.type === 'result' && event.callId === callId);
    assert.match(refused?.type === 'result' ? refused.text : '', /has changed since this edit[\s\S]*\n\+\/\/ mine\n/);
  });

  test('what the view sends is checked: hostile and late messages change nothing', async () => {
    const { callId, turn } = await untilProposed();
    const hostile: unknown[] = [
      undefined,
      null,
      'approve',
      { type: 'decide', callId, decision: 'approved' },
      { type: 'decide', callId, decision: 'yes', scope: 'once' },
      { type: 'decide', callId: ['x'], decision: 'approved', scope: 'once' },
      { type: 'decide', callId: 'unknown', decision: 'approved', scope: 'once' },
      { type: 'command', command: 'workbench.action.terminal.sendSequence' },
      { type: 'openLink', href: 'command:workbench.action.closeWindow' },
      { type: 'openFile', path: '/etc/passwd' },
      { type: 'openFile', path: '../../../../etc/passwd' },
      { type: 'applyLater', callId: 'unknown' },
      { type: 'prompt', text: 'x', attachments: 'all', images: [] },
    ];
    for (const message of hostile) await parts.chat.receive(message);
    assert.equal(parts.approvals.pending().length, 1);
    assert.equal(
      vscode.workspace.textDocuments.some(({ fileName }) => fileName === '/etc/passwd'),
      false,
    );
    assert.equal(project.text('src/cart.js'), original);
    await parts.chat.receive({ type: 'decide', callId, decision: 'rejected', scope: 'once', reason: 'no' });
    await finish(turn);
    assert.equal(project.text('src/cart.js'), original);
  });

  test('the transcript is a plain document', async () => {
    const { callId, turn } = await untilProposed();
    parts.approvals.decide(callId, { decision: 'rejected' });
    await finish(turn);
    await vscode.commands.executeCommand('belay.openTranscript');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /## You\n\nFind out why the test fails/);
    assert.match(text, /\*\*Rejected\*\* \(person\)/);
    await vscode.commands.executeCommand('belay.showEditStatistics');
    const statistics = vscode.window.activeTextEditor?.document;
    assert.equal(statistics?.languageId, 'markdown');
    assert.match(statistics.getText(), /\n## `tour`\n\n\| Tool [\s\S]*\n\| `edit_file` \|(?: +\d+ \|){7} +\d+ % \|\n/);
  });
});
