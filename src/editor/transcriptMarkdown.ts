import { summaryText } from '../agent/compaction/opening.ts';
import type { ChangeSummary } from '../protocol/changes.ts';
import type { AssistantBlock } from '../protocol/content.ts';
import type { Event, EventOf } from '../protocol/events.ts';
import { fenced } from './fenced.ts';

/** A conversation as Markdown, in the order in which it happened. Code and output are fenced, whatever is in them. */
export function transcriptMarkdown(events: readonly Event[]): string {
  return `${events
    .map(sectionOf)
    .filter((section) => section !== '')
    .join('\n\n')}\n`;
}

function sectionOf(event: Event): string {
  switch (event.type) {
    case 'session':
      return `# Belay: ${event.root}\n\n${new Date(event.time).toLocaleString()}`;
    case 'user': {
      const files = event.attachments.map(({ path }) => `- ${path}`).join('\n');
      return [`## You${event.steering ? ' (while it worked)' : ''}`, event.text, files].filter(Boolean).join('\n\n');
    }
    case 'assistant': {
      const text = event.content.map(textOf).filter(Boolean).join('\n\n');
      return text && `## Belay (${event.model})\n\n${text}${event.partial ? '\n\n*Cut off here.*' : ''}`;
    }
    case 'call':
      return `### ${event.title}\n\n\`${event.tool}\`\n\n${fenced(JSON.stringify(event.input, undefined, 2), 'json')}`;
    case 'verdict':
      return `Risk ${event.verdict.risk}, ${event.verdict.decision}: ${event.verdict.reason}`;
    case 'proposal':
      return event.summary.map(changeText).join('\n\n');
    case 'answered':
      return `**${event.decision === 'approved' ? 'Approved' : 'Rejected'}** (${event.by})${event.reason ? `: ${event.reason}` : ''}`;
    case 'question':
      return `**Question:** ${event.question.question}`;
    case 'result':
      return `Result (${event.status}, ${event.durationMs} ms):\n\n${fenced(event.text, '')}`;
    case 'chosen': {
      const { flags, variants } = event.choice;
      const chosen = [
        ...Object.keys(flags).filter((name) => flags[name]),
        ...Object.entries(variants).map(([section, variant]) => `${section}: ${variant}`),
      ];
      return chosen.length > 0 ? `Prompt: ${chosen.join(', ')}` : '';
    }
    case 'rated':
      if (event.thumb === 'none') return '**You took your rating of this turn back.**';
      return event.thumb === 'up' ? '**You found this turn good.**' : '**You found this turn bad.**';
    case 'context':
      return event.sections.map(({ told }) => fenced(told, '')).join('\n\n');
    case 'cacheBreak':
      return `*Prompt cache: ${event.tokens} tokens read anew (${event.vector}). ${event.changed}*`;
    case 'prompt':
    case 'tools':
      return '';
    case 'undone':
      return `**Taken back:** ${filesText(event)}`;
    case 'restored':
      return `**Went back to an earlier message:** ${filesText(event)}`;
    case 'redone':
      return `**Brought back:** ${filesText(event)}`;
    case 'reviewed':
      return [
        ...event.undone.map(({ path, diff }) => `Part taken back in ${path}:\n\n${fenced(diff, 'diff')}`),
        ...(event.broughtBack ?? []).map(
          ({ path, diff }) => `Part brought back in ${path}:\n\n${fenced(diff, 'diff')}`,
        ),
      ].join('\n\n');
    case 'notice':
      return `> ${event.text}`;
    case 'compacted': {
      const sizes = `${event.before} to ${event.after} tokens`;
      return `**Conversation compacted** (${sizes})${event.summary ? `\n\n${summaryText(event.summary)}` : ''}`;
    }
    case 'compactionFailed':
      return `> The conversation could not be compacted: ${event.text}`;
    case 'ended':
      return event.text === '' ? '---' : `**${event.text}**\n\n---`;
    case 'asked':
    case 'applying':
    case 'applied':
    case 'setting':
    case 'spent':
      return '';
    case 'budgetAsked':
      return '**The budget is used up.**';
    case 'budgetAnswered':
      return event.decision === 'raised' ? `**Budget raised** (${event.by})` : '';
  }
}

function filesText({ restored, kept }: Pick<EventOf<'undone'>, 'restored' | 'kept'>): string {
  return `${restored.join(', ') || 'no file'}${kept.map(({ path, reason }) => `\n- kept ${path}: ${reason}`).join('')}`;
}

function textOf(block: AssistantBlock): string {
  if (block.type === 'text') return block.text;
  return block.type === 'thinking' ? `*Thinking:*\n\n${fenced(block.thinking, '')}` : '';
}

function changeText({ kind, path, to, added, removed, diff }: ChangeSummary): string {
  const title = `Proposed ${kind}: ${path}${to ? ` to ${to}` : ''} (+${added} −${removed})`;
  return diff === '' ? title : `${title}\n\n${fenced(diff, 'diff')}`;
}
