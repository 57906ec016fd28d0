import type { ToView } from '../../../src/protocol/webview.ts';
import { Conversation, host } from './conversation.ts';
import { load } from './worked.ts';

const instructions =
  'instructions:\n- Use tabs.\n+ Use two spaces.\n+ Run `npm run check` before you say that you are done.';

/** The prompt cache missed for three reasons, and plan mode is on. */
function planned(): Conversation {
  const talk = new Conversation();
  talk.add({ type: 'session', version: 1, sessionId: 's1', root: '/home/ada/calc' });
  talk.add({ type: 'setting', title: 'Plan the move to decimals', mode: 'default', plan: true });
  talk.user('How would you move the prices to decimals?');
  talk.say({ type: 'text', text: 'First I look at who uses `sum`.' });
  const lost = { type: 'cacheBreak' as const, turn: talk.turn };
  talk.add({ ...lost, vector: 'expiry', changed: '12 min of pause, kept for 5 min', tokens: 45_210, dollars: 0.108 });
  talk.add({ ...lost, vector: 'instructions', changed: instructions, tokens: 38_000, dollars: null });
  talk.add({ ...lost, vector: 'provider', changed: '', tokens: 5120, dollars: 0.012 });
  talk.say({ type: 'text', text: '1. Parse prices as strings.\n2. Add with `Decimal`.\n3. Run the tests of `cart`.' });
  return talk.end();
}

export const cacheScenes: Readonly<Record<string, () => readonly ToView[]>> = {
  plan: () => [load(planned()), { type: 'state', state: { ...host, plan: true } }],
  planBare: () => [
    load(planned()),
    {
      type: 'state',
      state: {
        ...host,
        plan: true,
        mode: 'allowEdits',
        sandbox: { available: false, reason: 'bubblewrap is not installed.' },
      },
    },
  ],
};
