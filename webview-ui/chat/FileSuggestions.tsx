import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';

interface Props {
  readonly id: string;
  readonly paths: readonly string[];
  readonly active: number;
  readonly onChoose: (path: string) => void;
}

/** The list above the composer while a file is being mentioned; the keys are handled by the composer. */
export function FileSuggestions({ id, paths, active, onChoose }: Props): ReactNode {
  const chosen = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active >= 0) chosen.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div className="suggest" role="listbox" id={id} aria-label={t('composer.files')} tabIndex={-1}>
      {paths.map((path, index) => {
        const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
        return (
          <div
            key={path}
            id={`${id}-${index}`}
            ref={index === active ? chosen : undefined}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className="option"
            onMouseDown={(event) => {
              // Keeps the caret in the composer.
              event.preventDefault();
              onChoose(path);
            }}
          >
            <Icon name="file" />
            <span className="optionName">{path.slice(cut + 1)}</span>
            <span className="optionPath">{cut > 0 ? path.slice(0, cut) : ''}</span>
          </div>
        );
      })}
      {paths.length === 0 ? <div className="option quiet">{t('composer.noFiles')}</div> : null}
    </div>
  );
}
