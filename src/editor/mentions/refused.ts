import { ToolError } from '../../agent/tool.ts';
import type { MentionPorts } from './mentions.ts';

/** Those of the paths that may not go to the model. Any other error is thrown: what is not judged is not shown. */
export async function refusedOf(paths: readonly string[], { refuse }: Pick<MentionPorts, 'refuse'>): Promise<string[]> {
  const judged = await Promise.all(
    paths.map(async (path) => {
      try {
        await refuse(path);
        return [];
      } catch (error) {
        if (error instanceof ToolError) return [path];
        throw error;
      }
    }),
  );
  return judged.flat();
}
