import { memo, type ReactNode } from 'react';
import type { Todo } from '../../src/protocol/events.ts';
import { useExpanded } from '../expansion.ts';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';

const icons = { pending: 'circle-large-outline', active: 'circle-filled', done: 'pass-filled' } as const;

/** The agent's task list, one line above the composer that opens; gone when there is none or all is done and over. */
export const Todos = memo(function Todos({
  todos,
  running,
}: {
  readonly todos: readonly Todo[];
  readonly running: boolean;
}): ReactNode {
  const [open, toggle] = useExpanded('todos', false);
  const done = todos.filter((todo) => todo.status === 'done').length;
  if (todos.length === 0 || (done === todos.length && !running)) return null;
  const active = todos.find((todo) => todo.status === 'active');
  return (
    <section className="todos" aria-label={t('todos.label')}>
      <button type="button" className="line" aria-expanded={open} onClick={toggle}>
        <Icon name="checklist" />
        <span className="lineTitle">{!open && active ? active.text : t('todos.label')}</span>
        <span className="lineState">{t('todos.progress', { done, total: todos.length })}</span>
        <Icon name={open ? 'chevron-down' : 'chevron-right'} />
      </button>
      {open ? (
        <ul>
          {keyed(todos).map(({ key, todo }) => (
            <li key={key} className={`todo-${todo.status}`}>
              <Icon name={icons[todo.status]} />
              <span className="hidden">{t(`todos.${todo.status}`)}: </span>
              <span>{todo.text}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
});

function keyed(todos: readonly Todo[]): { readonly key: string; readonly todo: Todo }[] {
  return todos.map((todo, index) => ({ key: String(index), todo }));
}
