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
      {hasFolder ? null : <p className="callout">{t('welcome.noFolder')}</p>}
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

/** A carabiner with a rope through it. */
function Carabiner(): ReactNode {
  return (
    <svg className="carabiner" viewBox="0 0 48 48" width="44" height="44" fill="none" aria-hidden="true">
      <path
        d="M4 40c9 3 12-7 20-7s11 9 20 5"
        stroke="currentColor"
        strokeWidth="2.5"
        strokeLinecap="round"
        opacity=".55"
      />
      <path
        d="M30.5 15.5V13a8 8 0 0 0-16 0v16a8 8 0 0 0 16 0v-4"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="round"
        transform="rotate(14 24 21)"
      />
      <path
        d="M31 15.5l-2.5 9.5"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        transform="rotate(8 30 20)"
      />
    </svg>
  );
}
