import { type ReactNode, useRef, useState } from 'react';
import type { Question } from '../../src/protocol/events.ts';
import type { CallItem } from '../../src/protocol/transcriptItems.ts';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, Icon, TextField } from '../ui.tsx';

interface Props {
  readonly call: CallItem;
  readonly question: Question;
  readonly guarded: boolean;
}

/** A question of the model: options to pick, and always room for an own answer. */
export function QuestionCard({ call, question, guarded }: Props): ReactNode {
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [own, setOwn] = useState('');
  const [sent, setSent] = useState(false);
  const inert = guarded || sent;
  const written = [...picked, own.trim()].filter((text) => text !== '').join('\n');

  const answered = useRef(false);
  const answer = (text: string): void => {
    if (text === '' || inert || answered.current) return;
    answered.current = true;
    setSent(true);
    post({ type: 'answer', callId: call.callId, answer: text.slice(0, 100_000) });
  };
  const press = (label: string): void => {
    if (!question.multiple) answer(label);
    else setPicked(picked.includes(label) ? picked.filter((one) => one !== label) : [...picked, label]);
  };

  return (
    <fieldset className="card question" aria-label={t('question.name', { question: question.question })} tabIndex={-1}>
      <div className="cardHead">
        <Icon name="question" />
        <span className="cardTitle">{question.question}</span>
      </div>
      {question.options.length > 0 ? (
        <div className="options">
          {question.options.map(({ label, description }) => (
            <button
              type="button"
              className="answerOption"
              key={label}
              aria-pressed={question.multiple ? picked.includes(label) : undefined}
              aria-disabled={inert}
              onClick={() => press(label)}
            >
              {question.multiple ? (
                <Icon name={picked.includes(label) ? 'pass-filled' : 'circle-large-outline'} />
              ) : null}
              <span>
                <span className="optionLabel">{label}</span>
                {description ? <span className="quiet optionDescription">{description}</span> : null}
              </span>
            </button>
          ))}
        </div>
      ) : null}
      <div className="ownAnswer">
        <TextField
          label={question.options.length > 0 ? t('question.otherOptional') : t('question.other')}
          value={own}
          onChange={setOwn}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) answer(written);
          }}
        />
        <Button kind="primary" inert={inert} disabled={written === ''} onPress={() => answer(written)}>
          {t('question.answer')}
        </Button>
      </div>
    </fieldset>
  );
}
