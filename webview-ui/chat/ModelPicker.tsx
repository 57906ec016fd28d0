import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { ModelChoice, ModelChoices } from '../../src/protocol/modelList.ts';
import { formatCost, formatTokens } from '../amounts.ts';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, Icon, ProgressRing, TextField } from '../ui.tsx';
import type { ViewState } from '../viewState.ts';

interface Props {
  readonly models: ViewState['models'];
  readonly onClose: () => void;
}

type Line =
  | { readonly type: 'model'; readonly model: ModelChoice }
  | { readonly type: 'hint'; readonly title: string; readonly text: string; readonly detail: string };

/** Chooses the model of this session, by the keyboard or the pointer; what a change costs is said before it is made. */
export function ModelPicker({ models, onClose }: Props): ReactNode {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const [asking, setAsking] = useState<ModelChoice>();
  const listId = useId();
  useEffect(() => post({ type: 'listModels' }), []);

  const groups = found(models.groups, query);
  const lines: Line[] = groups.flatMap(linesOf);
  const index = Math.min(active, Math.max(0, lines.length - 1));

  const choose = (line: Line | undefined): void => {
    if (!line) return;
    if (line.type === 'hint') post({ type: 'modelHint', title: line.title });
    else if (line.model.id !== models.current) {
      if (line.model.change) {
        setAsking(line.model);
        return;
      }
      post({ type: 'useModel', id: line.model.id });
    }
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose();
    else if (event.key === 'ArrowDown') setActive((index + 1) % Math.max(1, lines.length));
    else if (event.key === 'ArrowUp') setActive((index + lines.length - 1) % Math.max(1, lines.length));
    else if (event.key === 'Enter') choose(lines[index]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  if (asking) return <Change model={asking} onClose={onClose} onKeep={() => setAsking(undefined)} />;
  let at = -1;
  return (
    <div className="picker" role="dialog" aria-label={t('models.name')}>
      <TextField
        label={t('models.search')}
        icon="search"
        focused
        value={query}
        listId={listId}
        activeId={lines.length > 0 ? `${listId}-${index}` : undefined}
        onChange={(value) => {
          setQuery(value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={onClose}
      />
      <div className="pickerList" role="listbox" id={listId} aria-label={t('models.name')} tabIndex={-1}>
        {groups.map((group) => (
          <fieldset className="pickerGroup" key={group.title} aria-label={group.title}>
            <div className="pickerTitle quiet" aria-hidden="true">
              {group.title}
            </div>
            {linesOf(group).map((line) => {
              at += 1;
              return (
                <Option
                  key={line.type === 'model' ? line.model.id : `hint ${line.title}`}
                  id={`${listId}-${at}`}
                  line={line}
                  current={models.current}
                  selected={at === index}
                  onChoose={() => choose(line)}
                />
              );
            })}
          </fieldset>
        ))}
        {lines.length === 0 && models.done ? <div className="option quiet">{t('models.none')}</div> : null}
      </div>
      {models.done ? null : (
        <p className="quiet restoreWait" role="status">
          <ProgressRing /> {t('models.looking')}
        </p>
      )}
    </div>
  );
}

interface OptionProps {
  readonly id: string;
  readonly line: Line;
  readonly current: string;
  readonly selected: boolean;
  readonly onChoose: () => void;
}

function Option({ id, line, current, selected, onChoose }: OptionProps): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected) element.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const [name, detail, icon] =
    line.type === 'hint'
      ? [line.text, line.detail, 'info']
      : [line.model.label, factsOf(line.model), line.model.id === current ? 'check' : undefined];
  return (
    <div
      id={id}
      ref={element}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      className="option pickerOption"
      onMouseDown={(event) => {
        // Keeps the keyboard in the search field until the choice is made.
        event.preventDefault();
        onChoose();
      }}
    >
      <span className="pickerMark">{icon ? <Icon name={icon} /> : null}</span>
      <span className="pickerText">
        <span>{name}</span>
        {detail === '' ? null : <span className="pickerDetail">{detail}</span>}
      </span>
    </div>
  );
}

/** What is lost with a change in mid-session, before it is made. */
function Change(props: {
  readonly model: ModelChoice;
  readonly onKeep: () => void;
  readonly onClose: () => void;
}): ReactNode {
  const { model, onKeep, onClose } = props;
  const panel = useRef<HTMLFieldSetElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLElement>('vscode-button')?.focus(), []);
  const { tokens = 0, dollars = null, losses = [] } = model.change ?? {};
  const amount = { tokens: formatTokens(tokens), cost: dollars === null ? '' : formatCost(dollars) };
  return (
    <fieldset
      className="picker pickerChange"
      ref={panel}
      aria-label={t('models.change', { model: model.label })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <p>
        <strong>{t('models.change', { model: model.label })}</strong>
      </p>
      <p>{t(dollars === null ? 'models.rereadsUnknown' : 'models.rereads', amount)}</p>
      {losses.map((loss) => (
        <p key={loss}>
          <Icon name="warning" /> {loss}
        </p>
      ))}
      <div className="actions">
        <Button
          kind="primary"
          onPress={() => {
            post({ type: 'useModel', id: model.id });
            onClose();
          }}
        >
          {t('models.do')}
        </Button>
        <Button onPress={onKeep}>{t('models.keep')}</Button>
      </div>
    </fieldset>
  );
}

function found(groups: readonly ModelChoices[], query: string): ModelChoices[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  return groups
    .map((group) => ({
      ...group,
      models: group.models.filter(({ id, label, detail }) => fits(`${group.title} ${id} ${label} ${detail}`)),
    }))
    .filter(({ title, models, hint }) => models.length > 0 || (hint !== undefined && fits(title)));
}

function linesOf({ title, models, hint }: ModelChoices): Line[] {
  return [
    ...models.map((model) => ({ type: 'model' as const, model })),
    ...(hint ? [{ type: 'hint' as const, title, ...hint }] : []),
  ];
}

function factsOf({ detail, contextWindow, price, tools }: ModelChoice): string {
  return [
    detail,
    t('models.window', { tokens: formatTokens(contextWindow) }),
    ...(price && price.input > 0
      ? [
          t('models.price', {
            input: `$${Number(price.input.toFixed(4))}`,
            output: `$${Number(price.output.toFixed(4))}`,
          }),
        ]
      : []),
    ...(tools === false ? [t('models.noTools')] : []),
  ]
    .filter(Boolean)
    .join(' · ');
}
