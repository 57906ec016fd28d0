import type { ToolContext, ToolOutput } from '../../agent/tool.ts';

/**
 * Marks what comes from outside the workspace, also by way of a link, as material that nobody here wrote. `path` is
 * absolute; `what` begins the words for the origin.
 */
export async function originOf(
  context: ToolContext,
  path: string,
  what: string,
): Promise<Pick<ToolOutput, 'untrusted'>> {
  const [root, real] = await Promise.all([context.files.realPath(context.root), context.files.realPath(path)]);
  const inside = real.startsWith(root) && (/[\\/]$/.test(root) || /^(?:$|[\\/])/.test(real.slice(root.length)));
  return inside ? {} : { untrusted: `${what} ${real}` };
}
