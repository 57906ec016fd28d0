import { parseAddition, parseHunks } from './parseSection.ts';
import { endOfFile, type ParsedPatch, type PatchSection, PatchSyntaxError, type SourceLine } from './patch.ts';

/**
 * Reads a patch in the V4A format (`*** Begin Patch`, then sections `*** Add File:`, `*** Update File:`, `*** Delete
 * File:`, then `*** End Patch`). What stands around the sections (a code fence, a heredoc, prose, a missing envelope) and
 * Windows line ends do no harm; any other departure is an error that names the line.
 */
export function parsePatch(patch: string): ParsedPatch {
  try {
    const raw = split(withoutWrapping(sourceLines(patch)));
    if (raw.length === 0) return { ok: false, message: noSections(patch) };
    return { ok: true, sections: raw.map(parseSection) };
  } catch (error) {
    if (error instanceof PatchSyntaxError) return { ok: false, message: error.message };
    throw error;
  }
}

/** A section of a patch that is still being written. */
export interface GrowingSection {
  /** What it names, as the model wrote it; the second is where the file moves. Each of them is whole. */
  readonly paths: readonly string[];
  /** What the section says so far, `undefined` as long as it changes nothing that could be shown. */
  readonly section: PatchSection | undefined;
}

/**
 * The sections of a patch of which only a beginning is there. A section counts once a whole line follows its header, so
 * that it is known whether the file moves; of a last line without an end only one that begins with `+` does. Nothing
 * where the patch breaks the format.
 */
export function growingSections(patch: string): GrowingSection[] {
  const lines = sourceLines(patch);
  const last = lines.pop();
  const raw = rawSections(lines);
  const complete = raw.filter(
    ({ header, kind }) => kind === 'delete' || lines.some(({ number }) => number > header.number),
  );
  const open = raw.at(-1);
  if (last?.text.startsWith('+') && open && complete.includes(open)) open.body.push(last);
  return complete.map((one) => {
    const section = sectionSoFar(one);
    const moved = one.body.flatMap(({ text }) => moving.exec(text)?.[1] ?? []).map(unquoted);
    return { paths: [one.path, ...moved.filter(Boolean)], section };
  });
}

function rawSections(lines: readonly SourceLine[]): RawSection[] {
  try {
    return split(withoutWrapping(lines));
  } catch (error) {
    if (error instanceof PatchSyntaxError) return [];
    throw error;
  }
}

function sectionSoFar(raw: RawSection): PatchSection | undefined {
  try {
    return parseSection(raw);
  } catch (error) {
    if (error instanceof PatchSyntaxError) return undefined;
    throw error;
  }
}

const sectionHeader = /^\*{3}\s*(Add|Update|Delete)\s+File\s*:\s*(.*?)\s*$/i;
const beginning = /^\s*\*{3}\s*Begin\s+Patch\s*$/i;
const ending = /^\*{3}\s*End\s+Patch\s*$/i;
const moving = /^\*{3}\s*Move\s+to\s*:\s*(.*?)\s*$/i;

interface RawSection {
  readonly header: SourceLine;
  readonly kind: 'add' | 'update' | 'delete';
  readonly path: string;
  readonly body: SourceLine[];
}

function sourceLines(patch: string): SourceLine[] {
  return patch
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((text, index) => ({ number: index + 1, text: text.endsWith('\r') ? text.slice(0, -1) : text }));
}

/** Without the last line of a code fence or heredoc that was opened before the patch and is not part of it. */
function withoutWrapping(lines: readonly SourceLine[]): readonly SourceLine[] {
  const first = lines.findIndex(({ text }) => beginning.test(text) || sectionHeader.test(text));
  const before = lines.slice(0, Math.max(first, 0)).map(({ text }) => text);
  const closings = new Set(before.some((text) => text.trimStart().startsWith('```')) ? ['```'] : []);
  const tag = /<<-?\s*(['"]?)(\w+)\1/.exec(before.join('\n'))?.[2];
  if (tag !== undefined) closings.add(tag);
  let end = lines.length;
  while (end > 0 && (lines[end - 1]?.text.trim() === '' || closings.has(lines[end - 1]?.text.trim() ?? ''))) end--;
  return lines.slice(0, end);
}

function split(lines: readonly SourceLine[]): RawSection[] {
  const sections: RawSection[] = [];
  let open: RawSection | undefined;
  for (const line of lines) {
    const [, kind, path] = sectionHeader.exec(line.text) ?? [];
    if (kind !== undefined && path !== undefined) {
      if (unquoted(path) === '') throw new PatchSyntaxError(line, 'the path is missing after the colon.');
      open = { header: line, kind: kindOf(kind), path: unquoted(path), body: [] };
      sections.push(open);
    } else if (ending.test(line.text) || beginning.test(line.text)) open = undefined;
    else if (/^\*{3}\s+\S/.test(line.text) && !moving.test(line.text) && !endOfFile.test(line.text)) {
      throw new PatchSyntaxError(
        line,
        'this is no line of the format. A section begins with *** Add File: path, *** Update File: path or *** Delete File: path.',
      );
    } else open?.body.push(line);
  }
  return sections;
}

function kindOf(word: string): RawSection['kind'] {
  switch (word.toLowerCase()) {
    case 'add':
      return 'add';
    case 'delete':
      return 'delete';
    default:
      return 'update';
  }
}

function unquoted(path: string): string {
  return /^(["'`])(.*)\1$/.exec(path)?.[2] ?? path;
}

function parseSection({ header, kind, path, body }: RawSection): PatchSection {
  const base = { path, line: header.number };
  if (kind === 'update') {
    const moves = body.filter(({ text }) => moving.test(text));
    if (moves[1]) throw new PatchSyntaxError(moves[1], 'the file is moved twice.');
    const moveTo = moves[0] && unquoted(moving.exec(moves[0].text)?.[1] ?? '');
    if (moves[0] && moveTo === '') throw new PatchSyntaxError(moves[0], 'the new path is missing after the colon.');
    const hunks = parseHunks(body.filter(({ text }) => !moving.test(text)));
    if (hunks.length === 0 && moveTo === undefined) {
      throw new PatchSyntaxError(
        header,
        'nothing changes in this section. Give hunks that begin with @@, their lines beginning with a space, - or +.',
      );
    }
    return { kind, ...base, moveTo, hunks };
  }
  const misplaced = body.find(({ text }) => moving.test(text));
  if (misplaced) throw new PatchSyntaxError(misplaced, 'only a section *** Update File: can move a file.');
  if (kind === 'add') return { kind, ...base, ...parseAddition(body.filter(({ text }) => !endOfFile.test(text))) };
  const stray = body.find(({ text }) => text.trim() !== '' && !text.startsWith('-') && !text.startsWith('@@'));
  if (stray) throw new PatchSyntaxError(stray, 'nothing follows *** Delete File: but the next section.');
  return { kind, ...base };
}

function noSections(patch: string): string {
  const unified = /^(?:diff --git |--- \S|@@ -\d)/m.test(patch);
  const form =
    'Write *** Begin Patch, then a section for each file (*** Update File: path with hunks, *** Add File: path, *** Delete File: path), then *** End Patch.';
  return unified
    ? `This is a unified diff; apply_patch takes another format. ${form}`
    : `The patch names no file. ${form}`;
}
