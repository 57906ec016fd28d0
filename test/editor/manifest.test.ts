import assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('Belay in VS Code', () => {
  test('every command of the manifest is there once Belay is activated', async () => {
    const belay = vscode.extensions.getExtension('belay.belay');
    assert.ok(belay, 'the extension belay.belay is not installed');
    await belay.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const declared: { command: string }[] = belay.packageJSON.contributes.commands;
    assert.ok(declared.length > 0);
    assert.deepEqual(
      declared.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
