import { type Proposal, ToolError } from './tool.ts';

/** What stands in a tool's text for a secret that was masked. */
const label = /\[secret:[a-z0-9-]{1,32}#[0-9a-f]{4}\]/g;

/** Throws where a proposal would write a label for a secret into a file: the secret itself would be lost. */
export function keepMaskedValues(proposal: Proposal): Proposal {
  for (const change of proposal.changes) {
    if (change.kind !== 'edit' && change.kind !== 'create') continue;
    const before = change.kind === 'edit' ? change.before : '';
    const added = change.after.match(label)?.find((one) => !before.includes(one));
    if (added === undefined) continue;
    throw new ToolError(
      `Nothing was changed: the new text holds ${added}, which stands for a secret that was masked before you saw it. Writing it would destroy the secret. Edit only the lines around it, or ask the person to change that line.`,
    );
  }
  return proposal;
}
