import type { EditTools } from './ports.ts';
import type { Tool } from './tool.ts';
import type { Turn } from './turn.ts';

/**
 * The tools that a request tells the model of: edit tools only in the form that suits it, unless the person chose
 * otherwise. A call of another tool of the session still works, so that conversations go on when the model is switched.
 */
export function offeredTools({ deps, model }: Pick<Turn, 'deps' | 'model'>): readonly Tool[] {
  const chosen = deps.editTools?.() ?? 'auto';
  const form: EditTools = chosen === 'auto' ? model().info.editTools : chosen;
  return deps.tools.filter((tool) => tool.kind !== 'edit' || !tool.form || form === 'both' || tool.form === form);
}
