const vscode = require('vscode');

/** Puts Belay's view in front, and in the sample project its README beside it. */
exports.activate = async function activate() {
  await vscode.commands.executeCommand('workbench.view.extension.belay');
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!process.env.BELAY_TOUR_PROJECT || !folder || vscode.window.tabGroups.all.some((group) => group.tabs.length > 0))
    return;
  const [readme] = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, 'README.md'), null, 1);
  if (readme) await vscode.commands.executeCommand('markdown.showPreview', readme);
};
