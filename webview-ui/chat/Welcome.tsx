import type { ReactNode } from 'react';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, Icon } from '../ui.tsx';

interface Props {
  readonly needsKey: boolean;
  readonly hasFolder: boolean;
  readonly suggestions: readonly string[];
  readonly onSuggestion: (text: string) => void;
}

/** What an empty conversation shows: what Belay is, what is missing, or what one could ask. */
export function Welcome({ needsKey, hasFolder, suggestions, onSuggestion }: Props): ReactNode {
  return (
    <div className="welcome">
      <Carabiner />
      <h2>{t('welcome.name')}</h2>
      <p>{t('welcome.sentence')}</p>
      <p className="quiet">{t('welcome.points')}</p>
      {hasFolder ? null : (
        <div className="callout">
          <p>{t('welcome.noFolder')}</p>
          <div className="actions">
            <Button kind="primary" onPress={() => post({ type: 'command', command: 'openFolder' })}>
              {t('welcome.openFolder')}
            </Button>
          </div>
        </div>
      )}
      {needsKey ? (
        <div className="callout">
          <p>{t('welcome.needsKey')}</p>
          <div className="actions">
            <Button kind="primary" onPress={() => post({ type: 'command', command: 'setApiKey' })}>
              {t('welcome.setKey')}
            </Button>
            <Button onPress={() => post({ type: 'command', command: 'chooseModel' })}>
              {t('welcome.chooseModel')}
            </Button>
          </div>
        </div>
      ) : null}
      {hasFolder && !needsKey ? (
        <ul className="suggestions" aria-label={t('welcome.suggestions')}>
          {suggestions.map((text) => (
            <li key={text}>
              <button type="button" onClick={() => onSuggestion(text)}>
                <Icon name="arrow-small-right" />
                <span>{text}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** A carabiner with a rope through it, as in the activity bar. */
function Carabiner(): ReactNode {
  return (
    <svg
      className="carabiner"
      viewBox="0 0 24 24"
      width="40"
      height="40"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M17.2 8V6.9a5 5 0 0 0-5-5h-.6a5 5 0 0 0-5 5v7.4a5 5 0 0 0 5 5h.6a5 5 0 0 0 5-5" />
      <path d="M17.2 14.3 14.8 8" />
      <path d="M11.6 6.2v12.2c0 2.4 1.4 3.8 3.7 3.8 2 0 3.2-1 3.4-2.6" />
    </svg>
  );
}
