const english = {
  'app.conversation': 'Conversation',
  'app.jumpToLatest': 'Jump to latest',
  'app.loading': 'Loading the conversation',
  'app.untitled': 'New session',
  'header.new': 'New session',
  'header.history': 'Session history',
  'header.title': 'Session',

  'welcome.name': 'Belay',
  'welcome.sentence': 'Give it a task. It does the work in this project while you hold the rope.',
  'welcome.points': 'You see each step, approve what is risky, and can take back any edit.',
  'welcome.suggestions': 'Try',
  'welcome.suggestion1': 'Explain how this project is built and where to start reading',
  'welcome.suggestion2': 'Find out why a test fails, and fix it',
  'welcome.suggestion3': 'Review my uncommitted changes',
  'welcome.needsKey': 'The chosen model needs an API key. It is kept in your editor’s secret storage.',
  'welcome.setKey': 'Set API Key',
  'welcome.chooseModel': 'Choose another model',
  'welcome.noFolder': 'Open a folder first: Belay works inside a project.',
  'welcome.openFolder': 'Open Folder',

  'trust.text': 'Restricted Mode: Belay can read and answer here, but it runs no commands and changes no files.',
  'trust.manage': 'Manage Trust',

  'composer.name': 'Message Belay',
  'composer.placeholder': 'Describe a task, @ to mention a file',
  'composer.placeholderBusy': 'Add to the running task',
  'composer.placeholderNoFolder': 'Open a folder to begin',
  'composer.send': 'Send',
  'composer.stop': 'Stop',
  'composer.attach': 'Attach image',
  'composer.mention': 'Mention a file',
  'composer.remove': 'Remove {name}',
  'composer.image': 'image {number}',
  'composer.files': 'Files',
  'composer.noFiles': 'No file matches',
  'composer.imageType': '{name} was not added: only PNG, JPEG, GIF and WebP images can be sent.',
  'composer.imageSize': '{name} was not added: images may be up to 5 MB. Make it smaller and try again.',
  'composer.imageCount': 'Only 10 images fit in one message; the others were not added.',
  'composer.imageUnreadable': '{name} could not be read. Save it to a file and try again.',

  'queue.label': 'Queued messages',
  'queue.hint': 'Queued: joins at the next step',
  'queue.takeBack': 'Take back: {text}',

  'status.model': 'Model: {model}. Choose model',
  'status.noModel': 'Choose model',
  'status.mode': 'Permission mode: {mode}. Choose mode',
  'status.window': ' / {window}',
  'status.contextTitle': '{used} of {window} tokens in context ({percent} %)',
  'status.cost': '{cost}',
  'status.costTitle': 'Cost of this session: {cost}',
  'status.costUnknown': 'cost unknown',
  'status.costUnknownTitle': 'The price of this model is not known',
  'mode.default': 'Default',
  'mode.allowEdits': 'Allow Edits',
  'mode.auto': 'Auto',
  'mode.bypass': 'Bypass',
  'mode.yolo': 'YOLO',

  'user.label': 'You said',
  'user.steering': 'Added while working',
  'user.openFile': 'Open {path}',
  'user.image': 'Attached image {number}',
  'user.lines': 'lines {first}–{last}',
  'user.line': 'line {first}',
  'text.partial': 'Cut off here',
  'thinking.now': 'Thinking…',
  'thinking.done': 'Thought',
  'thinking.doneFor': 'Thought for {duration}',
  'code.copy': 'Copy',
  'code.copied': 'Copied',
  'code.insert': 'Insert at cursor',
  'code.label': 'Code',
  'code.labelLanguage': '{language} code',
  'code.table': 'Table',
  'code.checkbox': 'Done',
  'link.image': 'Image: {alt}',
  'link.imageNoAlt': 'Image',
  'link.title': '{host}: {href}',

  'call.writing': 'Preparing {tool}…',
  'call.waiting': 'Waiting',
  'call.waitingPerson': 'Waiting for you',
  'call.running': 'Running',
  'call.done': 'Done',
  'call.failed': 'Failed',
  'call.denied': 'Not allowed',
  'call.rejected': 'Rejected',
  'call.stopped': 'Stopped',
  'call.interrupted': 'Interrupted',
  'call.undone': 'Undone',
  'call.exit': 'Exit {code}',
  'call.killed': 'Ended by a signal',
  'call.input': 'Input',
  'call.output': 'Output',
  'call.liveOutput': 'Output so far',
  'call.noOutput': 'No output',
  'call.more': '{count} more characters. “Belay: Open Transcript” shows everything.',
  'call.spill': 'Open the whole output',
  'call.risk': '{risk} risk: {reason}',
  'call.openDiff': 'Open diff',
  'call.applyLater': 'Apply',
  'call.undecided': 'This edit was never decided on. You can still apply it.',
  'call.image': 'Image {number} of the result',
  'call.youSaid': 'You said: {reason}',
  'call.approvedOnce': 'Approved by you.',
  'call.approvedSession': 'Approved by you for this session.',
  'call.edited': 'You changed the proposal before approving it.',
  'call.rejectedNobody': 'Nobody was there to decide, so it was not done.',
  'call.rejectedError': 'The question could not be put to you, so it was not done.',
  'call.unsaved': '{path} has unsaved work of yours and was left unsaved. Commands still see the old file.',
  'call.save': 'Save',
  'call.saveNamed': 'Save {path}',
  'call.answer': 'You answered: {answer}',

  'approval.name': 'Approval: {title}',
  'approval.of': '{number} of {count}',
  'approval.approve': 'Approve',
  'approval.reject': 'Reject',
  'approval.say': 'Say why…',
  'approval.session': 'Approve for this session',
  'approval.sessionHint': 'For this session covers exactly this text, nothing similar.',
  'approval.reasonLabel': 'Tell Belay why (optional)',
  'approval.reasonHint': 'Enter rejects and sends this',
  'approval.what': 'What will happen',
  'approval.command': 'Command',
  'approval.touches': 'Touches',
  'approval.undo': 'Undo',
  'approval.risk.HIGH': 'High risk',
  'approval.risk.MEDIUM': 'Medium risk',
  'approval.risk.LOW': 'Low risk',
  'approval.hidden': 'Contains hidden or unusual characters, shown as marks below. Read it with care.',
  'approval.keys': 'F6 moves between this and your message',
  'edit.question': 'Apply this edit?',
  'edit.questionMany': 'Apply this edit of {count} files?',
  'edit.diffOf': 'Changes to {path}',
  'edit.created': 'New file',
  'edit.deleted': 'Deleted',
  'edit.moved': 'Moved to {to}',
  'edit.counts': '{added} lines added, {removed} removed',
  'edit.added': 'added: ',
  'edit.removed': 'removed: ',
  'question.name': 'Question: {question}',
  'question.answer': 'Answer',
  'question.other': 'Your answer',
  'question.otherOptional': 'Something else',

  'todos.label': 'Task list',
  'todos.progress': '{done} of {total}',
  'todos.pending': 'open',
  'todos.active': 'in progress',
  'todos.done': 'done',
  'ended.setKey': 'Set API Key',
  'ended.chooseModel': 'Choose Model',
  'ended.retry': 'Try Again',
  'ended.continue': 'Continue',
  'ended.showLog': 'Show Log',
  'ended.undo': 'Undo',
  'ended.undoNamed': 'Undo the edits of this turn',
  'ended.changed.one': '{count} file changed',
  'ended.changed.other': '{count} files changed',
  'ended.interrupted': 'This turn was interrupted.',
  'undone.restored.one': 'Undone: {count} file is as before.',
  'undone.restored.other': 'Undone: {count} files are as before.',
  'undone.none': 'Nothing was undone.',
  'undone.kept': '{path} was left alone: {reason}',
  'working.thinking': 'Working',
  'working.asking': 'Waiting for you',

  'history.title': 'Sessions',
  'history.search': 'Search sessions',
  'history.close': 'Back to the conversation',
  'history.none': 'No sessions yet. What you ask Belay is kept here.',
  'history.noMatch': 'No session contains “{query}”.',
  'history.open': 'Open session {title}',
  'history.current': 'Current',
  'history.delete': 'Delete session {title}',
  'history.turns.one': '{count} turn',
  'history.turns.other': '{count} turns',

  'announce.approval': 'Approval needed: {title}. {reason}',
  'announce.approvalAway': 'Approval needed: {title}. Press F6 to go there.',
  'announce.question': 'Belay asks: {question}',
  'announce.call': '{title}: {state}',
  'announce.code': 'Code block.',
  'announce.sent': 'Sent.',
} as const;

export type StringKey = keyof typeof english;
export type StringTable = Partial<Record<StringKey, string>>;
export type PluralKey = { [K in StringKey]: K extends `${infer Base}.other` ? Base : never }[StringKey];

let table: StringTable = english;
let plural = new Intl.PluralRules('en');

/** Puts a translated table in place; what it lacks stays English. Call before the first drawing. */
export function setStrings(translated: StringTable, locale: string): void {
  table = { ...english, ...translated };
  plural = new Intl.PluralRules(locale);
}

/** The visible text for a key, `{name}` replaced by the argument of that name. */
export function t(key: StringKey, args: Readonly<Record<string, string | number>> = {}): string {
  const text = table[key] ?? english[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in args ? String(args[name]) : whole));
}

/** The form of a text that fits a count, which is also its `{count}`. */
export function tCount(key: PluralKey, count: number): string {
  const one = plural.select(count) === 'one';
  return t(`${key}.${one ? 'one' : 'other'}` as StringKey, { count });
}

/** True where a string from outside is the name of a text. */
export function isStringKey(key: string): key is StringKey {
  return key in english;
}
