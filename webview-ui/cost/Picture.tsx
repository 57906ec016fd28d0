import { type ReactNode, useEffect, useRef, useState } from 'react';

interface Props {
  /** Draws at a width in pixels. */
  readonly draw: (width: number) => SVGElement;
}

/** Narrower than this nothing is drawn; the table beneath says the same. */
const narrowest = 120;

/** A drawing that follows the width of its place. */
export function Picture({ draw }: Props): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    place.current?.replaceChildren(...(width < narrowest ? [] : [draw(width)]));
  }, [draw, width]);

  return <div className="picture" ref={place} />;
}
