import { type HTMLAttributes, type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';

interface Props {
  readonly label: string;
  readonly children: ReactNode;
  readonly className?: string;
  /** For who needs the box itself. */
  readonly element?: RefObject<HTMLDivElement | null>;
}

/**
 * Something that scrolls by itself when it is too large. Only then it is a named stop of the Tab key, because the
 * keyboard must reach what is out of sight, and a stop at each small piece of code would be a burden.
 */
export function ScrollBox({ label, children, className, element: given }: Props): ReactNode {
  const own = useRef<HTMLDivElement>(null);
  const box = given ?? own;
  const [overflows, setOverflows] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void =>
      setOverflows(element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [box]);
  const reachable: HTMLAttributes<HTMLDivElement> = overflows
    ? { tabIndex: 0, role: 'group', 'aria-label': label }
    : {};
  return (
    <div ref={box} className={`scrollBox ${className ?? ''}`} {...reachable}>
      {children}
    </div>
  );
}
