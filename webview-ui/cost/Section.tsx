import { type ReactNode, useId } from 'react';
import { t } from '../strings.ts';

export interface Table {
  readonly head: readonly string[];
  /** Columns after the first that hold words, not figures. */
  readonly words?: readonly number[];
  readonly rows: readonly { readonly id: string; readonly cells: readonly string[] }[];
}

interface Props {
  readonly title: string;
  /** What the figures are, in a sentence. */
  readonly note?: string;
  readonly table: Table;
  readonly open?: boolean;
  readonly children?: ReactNode;
}

/** A plot with its heading, and the same figures as a table that can be opened. */
export function Section({ title, note, table, open = false, children }: Props): ReactNode {
  const id = useId();
  const { head, words = [], rows } = table;
  const kind = (column: number) => (words.includes(column) ? { className: 'words' } : {});
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {note ? <p className="quiet">{note}</p> : null}
      {children}
      <details open={open}>
        <summary>{t('cost.table', { title })}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
        <section className="tablePlace" aria-label={t('cost.table', { title })} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {head.map((text, column) => (
                  <th scope="col" key={text} {...kind(column)}>
                    {text}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  {row.cells.map((text, column) =>
                    column === 0 ? (
                      <th scope="row" key={head[column]}>
                        {text}
                      </th>
                    ) : (
                      <td key={head[column]} {...kind(column)}>
                        {text}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </section>
  );
}
