import { sharedMessages } from '../../agent/requestRecords.ts';
import { CacheVector } from '../../protocol/cacheEvents.ts';
import { longer, toolChange, whatChanged } from './differences.ts';
import { type Sent, sectionTexts } from './record.ts';

/** One way in which a prompt cache breaks. */
export interface Vector {
  readonly id: CacheVector;
  /** For the person: what happened. */
  readonly words: string;
  /** What Belay does so that it does not happen, or costs the least. */
  readonly mitigation: string;
  /** What was different in short, '' where there is nothing to show; `undefined` where it did not happen. */
  find(before: Sent, now: Sent): string | undefined;
}

/** How many blocks before a breakpoint Anthropic looks for an entry, the breakpoint itself included. */
const lookback = 20;

/** Changes of the mode are looked for together with what they changed, before that by itself. */
const prefix = (): readonly Vector[] => [...toolVectors, ...systemVectors];

const toolVectors: readonly Vector[] = [
  {
    id: 'mcpServer',
    words: 'An MCP server came or went.',
    mitigation:
      'Tools that join or leave in mid-session do not touch the list that is sent until the cache is lost anyway.',
    find: (before, now) => toolChange(before, now, 'server'),
  },
  {
    id: 'toolSet',
    words: 'Tools were added or removed.',
    mitigation: 'The list of tools is latched: it changes when the cache is lost anyway (another model, a long pause).',
    find: (before, now) => toolChange(before, now, 'set'),
  },
  {
    id: 'toolSchema',
    words: 'A tool is described otherwise.',
    mitigation: 'A tool is described once in a run, from its own file; nothing of the project or the day is in it.',
    find: (before, now) => toolChange(before, now, 'schema'),
  },
  {
    id: 'toolOrder',
    words: 'The tools stand in another order.',
    mitigation: 'Tools keep the order in which they were sent first.',
    find: (before, now) => toolChange(before, now, 'order'),
  },
];

const systemVectors: readonly Vector[] = [
  {
    id: 'systemStatic',
    words: 'Belay’s own instructions changed.',
    mitigation: 'The prompt is kept in the transcript and sent to the letter, by a newer version too.',
    find: (before, now) => section(before, now, (id) => id === 'static'),
  },
  {
    id: 'environment',
    words: 'The date or the environment changed.',
    mitigation: 'The prompt is kept as it was; what is otherwise by now is told in a message at the end.',
    find: (before, now) => section(before, now, (id) => id === 'environment'),
  },
  {
    id: 'openEditors',
    words: 'Other files are open.',
    mitigation: 'Told in a message at the end, at most once a turn.',
    find: (before, now) => section(before, now, (id) => id === 'openEditors'),
  },
  {
    id: 'memoryIndex',
    words: 'The index of memories changed.',
    mitigation: 'The lines that changed are told in a message at the end.',
    find: (before, now) => section(before, now, (id) => id === 'memoryIndex'),
  },
  {
    id: 'instructions',
    words: 'The project’s instructions changed.',
    mitigation: 'The lines that changed are told in a message at the end.',
    find: (before, now) => section(before, now, (id) => id === 'instructions' || id === 'projectSections'),
  },
  {
    id: 'otherSections',
    words: 'Another part of the prompt changed.',
    mitigation: 'Sections of the person and of the project are kept as they were, and told as the others are.',
    find: (before, now) => section(before, now, () => true),
  },
];

/** Every vector, in the order in which they are asked: the first that happened is what broke the cache. */
export const vectors: readonly Vector[] = [
  {
    id: 'expiry',
    words: 'The pause was longer than the provider keeps it.',
    mitigation: 'Entries of an hour where the rhythm of the session pays for them (belay.cacheLifetime).',
    find(before, now) {
      const pause = now.time - before.time;
      const kept = before.facts.lifetimeMs;
      return kept !== undefined && pause > kept
        ? `${inMinutes(pause)} of pause, kept for ${inMinutes(kept)}`
        : undefined;
    },
  },
  {
    id: 'model',
    words: 'Another model answers.',
    mitigation: 'What it costs is said before the model is changed; a fallback stays for the whole turn.',
    find: (before, now) => whatChanged(before.facts.model, now.facts.model),
  },
  {
    id: 'modeOrPlan',
    words: 'The mode was changed, and with it what the model is told first.',
    mitigation: 'Permission mode and plan mode stand in no prompt and change no tool; they are told in a message.',
    find(before, now) {
      const modes = whatChanged(modeText(before), modeText(now));
      if (modes === undefined) return undefined;
      const found = prefix().flatMap(({ find }) => find(before, now) ?? []);
      return found.length > 0 ? longer([modes, ...found]) : undefined;
    },
  },
  ...toolVectors,
  ...systemVectors,
  {
    id: 'thinking',
    words: 'The effort of thinking changed.',
    mitigation: 'The effort is taken when a model is chosen and stays for the session.',
    find: (before, now) => whatChanged(before.facts.thinking, now.facts.thinking),
  },
  {
    id: 'images',
    words: 'Images came into the conversation, or left it.',
    mitigation: 'Images stay where they are once they are in; only the first one of a conversation costs.',
    find(before, now) {
      const [had, has] = [imagesOf(before), imagesOf(now)];
      return had > 0 === has > 0 ? undefined : `${had} images before, ${has} now`;
    },
  },
  {
    id: 'history',
    words: 'Earlier messages changed.',
    mitigation:
      'A conversation only grows at its end; what must be rewritten is rewritten when the cache is lost anyway.',
    find(before, now) {
      const shared = sharedMessages(before, now);
      const count = before.messages.length;
      return shared < count ? `The first ${shared} of ${count} messages are as they were.` : undefined;
    },
  },
  {
    id: 'breakpoints',
    words: 'The marks for the cache were moved too far.',
    mitigation: 'One breakpoint lies exactly where the request before had its last, whatever a step brings.',
    find(before, now) {
      const end = before.facts.breakpoints.at(-1);
      if (end === undefined) return undefined;
      const found = now.facts.breakpoints.some((at) => at >= end && at - end < lookback);
      return found ? undefined : `after block ${end} before; after ${now.facts.breakpoints.join(', ') || 'none'} now`;
    },
  },
  {
    id: 'parameters',
    words: 'Other parameters of the request changed.',
    mitigation: 'Parameters and headers are the same for all requests of a session to one model.',
    find: (before, now) => whatChanged(before.facts.parameters, now.facts.parameters),
  },
  {
    id: 'provider',
    words: 'Nothing changed here: the provider dropped it.',
    mitigation:
      'None: a provider may drop what it keeps at any time. OpenAI gets a key that keeps a conversation together.',
    find: () => '',
  },
];

/** What a vector is called, for tables and the command line. */
export function vectorWords(id: CacheVector): string {
  return vectors.find((vector) => vector.id === id)?.words ?? CacheVector.parse(id);
}

function section(before: Sent, now: Sent, wanted: (id: string) => boolean): string | undefined {
  const marks = ({ sections }: Sent): string =>
    sections.flatMap(([id, mark]) => (wanted(id) ? [`${id} ${mark}`] : [])).join('\n');
  if (marks(before) === marks(now)) return undefined;
  const ids = [...before.sections, ...now.sections].flatMap(([id]) => (wanted(id) ? [id] : []));
  return longer([...new Set(ids)].flatMap((id) => sectionChange(before, now, id) ?? []));
}

function sectionChange(before: Sent, now: Sent, id: string): string | undefined {
  const mark = ({ sections }: Sent): string | undefined => sections.find(([name]) => name === id)?.[1];
  if (mark(before) === mark(now)) return undefined;
  const text = ({ request }: Sent): string | undefined =>
    request && sectionTexts(request.system).find(([name]) => name === id)?.[1];
  return whatChanged(text(before) ?? '', text(now) ?? '', id) ?? id;
}

function modeText({ mode, plan }: Sent): string {
  return plan ? `${mode}, plan mode` : mode;
}

function imagesOf({ messages }: Sent): number {
  return messages.reduce((sum, [, , images]) => sum + images, 0);
}

function inMinutes(ms: number): string {
  return `${Math.round(ms / 60_000)} min`;
}
