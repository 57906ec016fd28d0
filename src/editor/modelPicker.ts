import { commands, l10n } from 'vscode';
import type { ModelEntry, ModelGroup, Models } from '../agent/modelPorts.ts';
import { ToolError } from '../agent/tool.ts';
import type { Event } from '../protocol/events.ts';
import type { ModelChoice, ModelChoices } from '../protocol/modelList.ts';
import { standing } from '../protocol/rewind.ts';
import { changeModel, groupTitle, hintOf } from './commands/chooseModel.ts';
import type { Keys } from './keys.ts';
import type { Sessions } from './sessions.ts';

/** The models for the picker in the chat. */
export interface ModelPicker {
  /** Tells of the models group by group, each time with all that are known; `done` with the last. */
  list(tell: (current: string, groups: ModelChoices[], done: boolean) => void): Promise<void>;
  use(id: string): Promise<void>;
  /** Does what the hint of a group says. */
  hint(title: string): Promise<void>;
}

export function createModelPicker(models: Models, sessions: Sessions, keys: Keys): ModelPicker {
  let listing = new AbortController();
  const hints = new Map<string, readonly [string, ...unknown[]]>();

  return {
    async list(tell) {
      listing.abort();
      listing = new AbortController();
      const { signal } = listing;
      await sessions.restored();
      const session = sessions.current;
      const current = session?.model.info.id ?? (await models.preferred()).id;
      const read = session?.contextTokens ?? 0;
      const events = standing(session?.events ?? []);
      const toChoice = (entry: ModelEntry): ModelChoice => choiceOf(entry, current, read, events, models);
      const known: (ModelChoices | undefined)[] = [];
      const told = (done: boolean): void => {
        if (!signal.aborted)
          tell(
            current,
            known.filter((group) => group !== undefined),
            done,
          );
      };
      const groups = models.list(signal);
      await Promise.all(
        groups.map(async (group, index) => {
          known[index] = groupOf(await group, toChoice, hints);
          told(false);
        }),
      );
      told(true);
    },
    async use(id) {
      if (!/^[\w.:/@+-]{2,200}$/.test(id)) throw new ToolError(l10n.t('"{0}" is no id of a model.', id.slice(0, 60)));
      await changeModel(id, models, sessions, keys);
    },
    async hint(title) {
      const command = hints.get(title);
      if (command) await commands.executeCommand(...command);
    },
  };
}

function groupOf(
  group: ModelGroup,
  toChoice: (entry: ModelEntry) => ModelChoice,
  hints: Map<string, readonly [string, ...unknown[]]>,
): ModelChoices | undefined {
  if (group.provider === 'vscode' && group.availability === 'none') return undefined;
  const title = groupTitle(group);
  const hint = hintOf(group);
  if (hint?.command) hints.set(title, hint.command);
  return {
    title,
    models: group.availability === 'notSetUp' ? [] : group.models.map(toChoice),
    ...(hint ? { hint: { text: plain(hint.label), detail: hint.detail ?? '' } } : {}),
  };
}

/** Without the icons that a label of the editor's own lists may hold. */
function plain(label: string): string {
  return label.replace(/\$\([^)]*\)\s*/g, '');
}

function choiceOf(
  entry: ModelEntry,
  current: string,
  tokens: number,
  events: readonly Event[],
  models: Models,
): ModelChoice {
  const { id, label, detail, contextWindow, price, tools } = entry;
  const changes = id !== current && tokens > 0;
  return {
    id,
    label,
    detail,
    contextWindow,
    ...(price ? { price } : {}),
    ...(tools === undefined ? {} : { tools }),
    ...(changes
      ? {
          change: {
            tokens,
            dollars: models.rereadCost(id, tokens) ?? null,
            losses: lossesOf(entry, current, tokens, events),
          },
        }
      : {}),
  };
}

/** What another model will not be able to see or do of this conversation. */
function lossesOf(entry: ModelEntry, current: string, tokens: number, events: readonly Event[]): string[] {
  const losses: string[] = [];
  const answers = events.flatMap((event) => (event.type === 'assistant' ? event.content : []));
  const thought = answers.some(({ type }) => type === 'thinking' || type === 'redactedThinking');
  if (thought && !(isClaude(entry.id) && isClaude(current))) {
    losses.push(l10n.t('It does not see what the other model thought.'));
  }
  const pictures = events.some(
    (event) => (event.type === 'user' || event.type === 'result') && event.images.length > 0,
  );
  if (pictures && entry.images === false) losses.push(l10n.t('It cannot see the pictures of this conversation.'));
  if (tokens > entry.contextWindow) losses.push(l10n.t('The conversation does not fit into its window.'));
  return losses;
}

function isClaude(id: string): boolean {
  return /(?:^|[/.])claude-/.test(id);
}
