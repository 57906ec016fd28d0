import type { EventOf } from '../../../src/protocol/events.ts';
import type { Verdict } from '../../../src/protocol/risk.ts';
import type { HostState, ToView } from '../../../src/protocol/webview.ts';
import { type Conversation, host } from './conversation.ts';
import { load, worked } from './worked.ts';

const undo = 'Its changes to project files can be taken back (not to ignored or very large ones); the rest stays done.';
export const noSandbox = 'bubblewrap and socat are not installed. Install: sudo apt-get install bubblewrap socat';

const compound = 'npm test && git add -A && rm -rf dist/old > build/log.txt';
const parts: NonNullable<Verdict['parts']> = [
  { text: 'npm test', decision: 'allow', risk: 'MEDIUM', rule: 'npm test …', checks: [], reason: '' },
  {
    text: 'git add -A',
    decision: 'ask',
    risk: 'HIGH',
    checks: [20],
    reason: 'git add changes the index of the repository.',
  },
  {
    text: 'rm -rf dist/old > build/log.txt',
    decision: 'ask',
    risk: 'HIGH',
    checks: [21, 32],
    reason: 'It deletes files.',
  },
];
const checks: NonNullable<Verdict['checks']> = [
  { number: 20, why: 'git add is not among the subcommands that only look.' },
  { number: 21, why: 'It writes to a file: build/log.txt.' },
  { number: 32, why: 'rm deletes files.' },
  { number: 35, why: 'dist/old leads outside the workspace through a link.' },
];

/** A command that asks, with what its card is to show. */
function asked(
  talk: Conversation,
  command: string,
  request: Partial<EventOf<'asked'>['request']>,
  verdict: Partial<Verdict> = {},
): Conversation {
  const title = `Run ${command.split('\n', 1)[0]?.slice(0, 60)}`;
  talk.say({ type: 'toolUse', id: 'a1', name: 'run_command', input: { command } });
  talk.call('a1', 'run_command', 'execute', title, { command });
  const { reason = 'A command can change or delete anything in this workspace.' } = request;
  talk.verdict('a1', 'ask', reason, 'HIGH', verdict);
  return talk.ask({ callId: 'a1', tool: 'run_command', title, exact: command, reason, undo, ...request });
}

const scene = (talk: Conversation, state: Partial<HostState> = {}): readonly ToView[] => [
  load(talk),
  { type: 'state', state: { ...host, busy: true, ...state } },
];

/** 60 lines, so that its end is out of sight. */
export const longCommand = [
  "cat > notes.md <<'END'",
  ...Array.from({ length: 57 }, (_, index) => `line ${index + 1} of a long text`),
  'END',
  'rm -rf "$HOME/projects"',
].join('\n');

export const rules = [
  { id: 'r1', text: 'npm test', alsoCovers: [] },
  { id: 'r2', text: 'npm test …', alsoCovers: ['npm test -- --watch', 'npm test -- test/sum.test.ts'] },
];

/** Approvals with all that a card can say, and rows with all that a verdict can say. */
export const approvalScenes: Readonly<Record<string, () => readonly ToView[]>> = {
  approvalParts: () =>
    scene(
      asked(
        worked(),
        compound,
        {
          parts,
          checks,
          reason: `${checks.map(({ why }) => why).join(' ')} A command can change or delete anything in this workspace.`,
          sandbox: true,
          touches: ['/home/ada/calc/dist/old → /srv/shared/builds/old', '/home/ada/calc/build/log.txt'],
          writes: [
            {
              kind: 'create',
              path: '/home/ada/calc/build/log.txt',
              added: 2,
              removed: 0,
              diff: '@@ -0,0 +1,2 @@\n+one\n+two',
            },
          ],
          rules,
        },
        { parts, checks, tainted: 'https://example.org/issue/7' },
      ),
      { sandbox: { available: true, reason: '' } },
    ),
  approvalLong: () => scene(asked(worked(), longCommand, { sandbox: true, rules })),
  approvalOutside: () =>
    scene(
      asked(worked(), 'npm install left-pad', {
        outside: true,
        sandbox: false,
        reason: 'In the sandbox it was refused: connecting to registry.npmjs.org.',
        touches: ['registry.npmjs.org'],
        sessionApproval: false,
      }),
    ),
  approvalNoSandbox: () =>
    scene(
      asked(worked(), 'npm run build', {
        sandbox: false,
        unsandboxed: noSandbox,
        reason: 'A command can change or send anything that you can, and this one would not run in the sandbox.',
        rules: rules.slice(1),
      }),
      { sandbox: { available: false, reason: noSandbox } },
    ),
  yolo: () => scene(worked().say({ type: 'text', text: 'Done.' }).end(), { mode: 'yolo', busy: false }),
  verdicts: () => {
    const talk = worked();
    const ran = (
      id: string,
      command: string,
      reason: string,
      verdict: Partial<Verdict>,
      view: Partial<Extract<EventOf<'result'>['view'], { type: 'command' }>> = {},
    ): void => {
      talk.say({ type: 'toolUse', id, name: 'run_command', input: { command } });
      talk.call(id, 'run_command', 'execute', `Run ${command}`, { command });
      talk.verdict(id, 'allow', reason, 'MEDIUM', verdict);
      talk.result(id, 'ok', { view: { type: 'command', exitCode: 0, ...view } });
    };
    ran('v1', 'npm run lint', 'It runs a script of this project.', { classifier: 0.031 }, { sandboxed: true });
    ran('v2', 'npm test', 'A saved rule allows it.', { layer: 'rules', rule: 'npm test …' }, { sandboxed: true });
    ran('v3', 'git status', 'This command only looks, and only inside the workspace.', { readOnly: true });
    ran(
      'v4',
      'npm ci',
      'The mode lets it run.',
      { sandbox: true },
      {
        sandboxed: true,
        refused: ['connecting to registry.npmjs.org', 'writing /home/ada/.npm/_logs/debug.log'],
      },
    );
    ran('v5', compound, 'A saved rule allows it.', {
      parts: parts.map((part) => ({ ...part, decision: 'allow', rule: `${part.text.split(' ', 1)[0]} …` })),
      tainted: 'https://example.org/issue/7',
    });
    talk.say({ type: 'toolUse', id: 'v6', name: 'run_command', input: { command: 'eval "$x"' } });
    talk.call('v6', 'run_command', 'execute', 'Run eval "$x"', { command: 'eval "$x"' });
    talk.verdict('v6', 'deny', 'eval runs what only the shell knows.', 'HIGH', {
      layer: 'command',
      rule: 'disguised',
      checks: [{ number: 24, why: 'eval runs what only the shell knows.' }],
    });
    talk.result('v6', 'Not allowed', { status: 'denied' });
    talk.end();
    return scene(talk, { mode: 'auto', busy: false });
  },
  budget: () => {
    const talk = worked();
    const excess = [
      { measure: 'cost' as const, used: 4.93, next: 0.12, limit: 5 },
      { measure: 'tokens' as const, used: 19_950_000, next: 84_000, limit: 20_000_000 },
    ];
    talk.add({ type: 'budgetAsked', turn: talk.turn, excess });
    return scene(talk, { cost: 4.93, unpriced: 1, turnCost: 1.27 });
  },
};
