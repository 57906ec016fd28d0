import { l10n } from 'vscode';
import type { Files, Git, Search, SessionStore } from '../../agent/ports.ts';
import { type SeenFile, ToolError } from '../../agent/tool.ts';
import type { Attachment, MentionItem, MentionKind, MentionSize } from '../../protocol/mentions.ts';
import { changesText } from './changes.ts';
import { fileText, findFilesAndFolders, folderText } from './files.ts';
import { findProblems, problemsText } from './problems.ts';
import { selectionText } from './selection.ts';
import { findSessions, sessionText } from './sessionsMentioned.ts';
import { findSymbols, symbolText } from './symbols.ts';
import type { TerminalOutput } from './terminal.ts';

/** What mentions are found in and read from. */
export interface MentionPorts {
  readonly root: string;
  readonly files: Files;
  readonly search: Search;
  readonly git: Git;
  readonly store: SessionStore;
  readonly terminal: TerminalOutput;
  resolve(path: string): string;
  /** Path relative to the workspace where it is inside. */
  display(path: string): string;
  /** Throws `ToolError` where a path may not go to the model: outside the workspace, or of a file that holds secrets. */
  refuse(path: string): Promise<void>;
  /** Removes what must not reach the model or the screen. */
  sanitise(text: string): string;
  countTokens(text: string): Promise<number>;
}

/** An attachment with its text as it is now, and the file that the model then knows whole. */
export interface Collected {
  readonly attachment: Attachment;
  readonly seen?: SeenFile;
}

export interface Mentions {
  find(query: string, kind: MentionKind | undefined): Promise<MentionItem[]>;
  measure(attachments: readonly Attachment[]): Promise<MentionSize[]>;
  /** Throws `ToolError` with a sentence where there is nothing to attach, or it may not be. */
  collect(attachment: Attachment): Promise<Collected>;
}

/** What a person can point at in a message with `@`. Everything is read anew when the message is sent. */
export function createMentions(ports: () => Promise<MentionPorts>): Mentions {
  async function collect(attachment: Attachment): Promise<Collected> {
    const from = await ports();
    const found = await read(attachment, from);
    const { text } = found.attachment;
    return text === undefined ? found : { ...found, attachment: { ...found.attachment, text: from.sanitise(text) } };
  }

  async function read(attachment: Attachment, from: MentionPorts): Promise<Collected> {
    const { kind = 'file', path, text } = attachment;
    // A text that was fixed when it was chosen, such as a selection; the rules for its file hold all the same.
    if (text !== undefined && (kind === 'file' || kind === 'selection')) {
      await from.refuse(path);
      return { attachment };
    }
    const withText = (made: string): Collected => ({ attachment: { ...attachment, text: made } });
    switch (kind) {
      case 'file':
        return await fileText(attachment, from);
      case 'folder':
        return withText(await folderText(attachment.path, from));
      case 'symbol':
        return withText(await symbolText(attachment, from));
      case 'selection':
        return { attachment: await selectionText(from) };
      case 'problems':
        return withText(await problemsText(attachment.path, from));
      case 'terminal':
        return withText(await from.terminal.last());
      case 'changes':
        return withText(await changesText(from));
      case 'session':
        return withText(await sessionText(attachment.path, from.store));
    }
  }

  async function sizeOf(attachment: Attachment): Promise<MentionSize> {
    try {
      const { text = '' } = (await collect(attachment)).attachment;
      return { attachment, tokens: await (await ports()).countTokens(text) };
    } catch (error) {
      if (error instanceof ToolError) return { attachment, problem: error.message };
      throw error;
    }
  }

  return {
    async find(query, kind) {
      const from = await ports();
      switch (kind) {
        case undefined:
          return [...kindsFor(query), ...(await findAnything(query, from))];
        case 'file':
        case 'folder':
          return await findFilesAndFolders(query, kind, from);
        case 'symbol':
          return await findSymbols(query, from);
        case 'problems':
          return await findProblems(query, from);
        case 'session':
          return await findSessions(query, from.store);
        default:
          return [itemOf(kind)];
      }
    },
    measure: async (attachments) => await Promise.all(attachments.map(sizeOf)),
    collect,
  };
}

/** Files and folders first, then symbols: those are asked for only once there is something to look for. */
async function findAnything(query: string, from: MentionPorts): Promise<MentionItem[]> {
  const [files, symbols] = await Promise.all([
    findFilesAndFolders(query, undefined, from),
    query.length < 2 ? [] : findSymbols(query, from),
  ]);
  return [...files.slice(0, 14), ...symbols.slice(0, 6)];
}

/** Kinds that are one thing: choosing the kind chooses it. */
function itemOf(kind: 'selection' | 'terminal' | 'changes'): MentionItem {
  const labels = {
    selection: [l10n.t('Selection'), l10n.t('What is selected in the active editor')],
    terminal: [l10n.t('Terminal'), l10n.t('The last command and its output')],
    changes: [l10n.t('Git changes'), l10n.t('What is not committed')],
  } as const;
  const [label, detail] = labels[kind];
  return { attachment: { kind, path: '', name: label }, label, detail };
}

function kindsFor(query: string): MentionItem[] {
  const wanted = query.toLowerCase();
  const single = (['selection', 'changes', 'terminal'] as const).map(itemOf);
  const all: MentionItem = {
    attachment: { kind: 'problems', path: '', name: l10n.t('Problems') },
    label: l10n.t('Problems'),
    detail: l10n.t('All errors and warnings'),
  };
  if (wanted === '') return [];
  return [...single, all].filter(({ label }) => label.toLowerCase().startsWith(wanted));
}
