import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { RuleProposal } from '../../src/protocol/events.ts';
import { t } from '../strings.ts';
import { Button } from '../ui.tsx';
import { VisibleText } from './VisibleText.tsx';
import { visibleText } from './visibleText.ts';

interface Props {
  readonly rules: readonly RuleProposal[];
  readonly inert: boolean;
  readonly unread: boolean;
  readonly onChoose: (rule: string) => void;
  readonly onBack: () => void;
}

/** The second level of "Always allow": each rule in words, with what else it would let through, before it is saved. */
export function AlwaysAllow({ rules, inert, unread, onChoose, onBack }: Props): ReactNode {
  const [chosen, setChosen] = useState(rules[0]?.id ?? '');
  const group = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    group.current?.querySelector('input')?.focus();
    group.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <fieldset
      className="always"
      ref={group}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onBack();
      }}
    >
      <legend>{t('always.head')}</legend>
      {rules.map(({ id, text, alsoCovers }) => (
        <div className="rule" key={id}>
          <label className="ruleChoice">
            <input type="radio" name="rule" value={id} checked={chosen === id} onChange={() => setChosen(id)} />
            <code>
              <VisibleText pieces={visibleText(text)} />
            </code>
          </label>
          {alsoCovers.length === 0 ? (
            <p className="quiet">{t('always.nothingElse')}</p>
          ) : (
            <>
              <p className="quiet">{t('always.also')}</p>
              <ul>
                {alsoCovers.map((command) => (
                  <li key={command}>
                    <code>
                      <VisibleText pieces={visibleText(command)} />
                    </code>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      ))}
      <p className="quiet">{t('always.hint')}</p>
      <div className="actions">
        <Button
          kind="primary"
          inert={inert}
          onPress={() => onChoose(chosen)}
          {...(unread ? { description: t('approval.readOn'), className: 'unread' } : {})}
        >
          {t('always.save')}
        </Button>
        <Button onPress={onBack}>{t('always.back')}</Button>
      </div>
    </fieldset>
  );
}
