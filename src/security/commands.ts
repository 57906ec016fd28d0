/**
 * Commands that only look, to the letter. A short list on purpose: a command is read-only when it is understood, and
 * anything with an option, a path or a pipe that is not written here asks. `git` is missing because a repository's own
 * configuration can make it run programs.
 */
const readOnlyCommands: ReadonlySet<string> = new Set([
  'pwd',
  'ls',
  'ls -a',
  'ls -l',
  'ls -la',
  'ls -al',
  'date',
  'uname',
  'uname -a',
  'whoami',
  'id',
  'true',
]);

export function isReadOnlyCommand(command: string): boolean {
  return readOnlyCommands.has(command);
}

/** Longest command that is looked at. Longer ones are refused, since nobody reads them before approving. */
const maxLength = 10_000;

/**
 * A reason to refuse a command unseen: what the person would read in the approval is not what the shell would run.
 * Control characters, a carriage return, hidden or reordering Unicode, or more than `maxLength` characters.
 */
export function disguise(command: string): string | undefined {
  if (command.trim() === '') return 'The command is empty.';
  if (command.length > maxLength)
    return `The command is longer than ${maxLength} characters; put it into a script file instead.`;
  const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/.exec(command);
  if (control) return `The command holds the control character ${codePoint(control[0])}, which can hide what it does.`;
  const hidden = invisible.exec(command);
  if (hidden) return `The command holds the invisible character ${codePoint(hidden[0])}, which can hide what it does.`;
  return undefined;
}

/** Soft hyphen, joiners and fillers, direction marks, separators, variation selectors, tag characters. */
const invisible = /\p{Default_Ignorable_Code_Point}|[\u2028\u2029\u202A-\u202E\u2066-\u2069\uFFF9-\uFFFB]/u;

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
