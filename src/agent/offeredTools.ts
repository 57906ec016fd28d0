import type { EditTools, Model } from './ports.ts';
import type { Tool } from './tool.ts';
import type { SessionDeps } from './turn.ts';

interface Offering {
  readonly deps: Pick<SessionDeps, 'tools' | 'editTools'>;
  model(): Pick<Model, 'info'>;
}

/**
 * The tools that a request tells the model of: edit tools only in the form that suits it, unless the person chose
 * otherwise. A call of another tool of the session still works, so that conversations go on when the model is switched.
 */
export function offeredTools({ deps, model }: Offering): readonly Tool[] {
  const chosen = deps.editTools?.() ?? 'auto';
  const form: EditTools = chosen === 'auto' ? model().info.editTools : chosen;
  return deps.tools.filter((tool) => tool.kind !== 'edit' || !tool.form || form === 'both' || tool.form === form);
}
