import assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('The prompt in VS Code', () => {
  const shown = async (command: string, scheme: string): Promise<string> => {
    await vscode.commands.executeCommand(command);
    const { activeTextEditor } = vscode.window;
    assert.equal(activeTextEditor?.document.uri.scheme, scheme);
    return activeTextEditor?.document.getText() ?? '';
  };

  test('Show Prompt opens what the next session would be told, counted by the vocabulary beside the bundle', async () => {
    const text = await shown('belay.showPrompt', 'belay-prompt');
    assert.match(text, /\| `identity` +\| Belay +\| +\d{2,} \|/);
    // The scripted model of the tests is no provider that keeps anything.
    assert.match(text, /This provider is sent no cache breakpoints/);
    assert.match(text, /# Before each action/);
    assert.match(text, /- Workspace folder: /);
  });

  test('Show Variants opens what came of the sessions', async () => {
    assert.match(await shown('belay.showVariants', 'belay-variants'), /^# What came of this project’s sessions/);
  });
});
