import { deferring } from './deferral.ts';
import type { EditTools, Model, ToolSchema } from './ports.ts';
import type { Tool } from './tool.ts';
import type { SessionDeps } from './turn.ts';

interface Offering {
  readonly deps: Pick<SessionDeps, 'tools' | 'editTools' | 'toolSearch'>;
  model(): Pick<Model, 'info'>;
}

/**
 * The tools that a model may be told of: edit tools only in the form that suits it, unless the person chose otherwise. A
 * call of another tool of the session still works, so that conversations go on when the model is switched.
 */
export function offeredTools({ deps, model }: Offering): readonly Tool[] {
  const chosen = deps.editTools?.() ?? 'auto';
  const form: EditTools = chosen === 'auto' ? model().info.editTools : chosen;
  return deps.tools.filter((tool) => tool.kind !== 'edit' || !tool.form || form === 'both' || tool.form === form);
}

/** The same as a request has them: those of the core first, the others marked as deferred where they are to wait. */
export function offeredSchemas(offering: Offering): readonly ToolSchema[] {
  return deferring(offeredTools(offering), offering.deps.toolSearch?.() ?? 'auto');
}
