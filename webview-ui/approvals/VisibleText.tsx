import { Fragment, type ReactNode } from 'react';
import type { Piece } from './visibleText.ts';

/** Draws pieces of a text; marks stand out, and a screen reader hears their names. */
export function VisibleText({ pieces }: { readonly pieces: readonly Piece[] }): ReactNode {
  return pieces.map((piece, index) => {
    const key = `${index}`;
    if ('text' in piece) return <Fragment key={key}>{piece.text}</Fragment>;
    if (piece.mark === '↵') {
      return <span key={key} className="lineBreak" aria-hidden="true" />;
    }
    return (
      <span key={key} className="mark" title={piece.name}>
        <span aria-hidden="true">{piece.mark}</span>
        <span className="hidden"> [{piece.name}] </span>
      </span>
    );
  });
}
