import type { EventOf, NewEvent } from '../protocol/events.ts';
import type { Asked } from './askModel.ts';
import { askWithin } from './compaction/askWithin.ts';
import { ruleProblems } from './judging.ts';
import { watchRepetition } from './repetition.ts';
import { runCalls } from './scheduler.ts';
import type { Turn } from './turn.ts';

type Ended = Omit<EventOf<'ended'>, 'id' | 'time' | 'type' | 'turn'>;

/** After this many answers in a row that were empty or could not be read, the turn ends. */
const fruitlessLimit = 3;

/**
 * One turn, from the person's message until the agent stops: ask the model, run its calls, repeat. It only appends: the
 * reader stores each event before the loop goes on; deltas go straight to the screen. Ends with exactly one `ended` event, unless it throws, which is a bug.
 */
export async function* runTurn(turn: Turn): AsyncGenerator<NewEvent, void> {
  const repeated = watchRepetition();
  let fruitless = 0;

  for (let step = 1; step <= turn.deps.maxSteps; step++) {
    for (const event of turn.takeQueue()) {
      repeated(event);
      yield event;
    }

    const before = turn.events.length;
    const answer = yield* askWithin(turn, step);
    // Where the conversation was compacted, what the model does again is no circle.
    for (const event of turn.events.slice(before)) repeated(event);
    if (answer.type === 'ended') return yield end(turn, answer.ended);
    yield answer.event;
    if (answer.lost) yield answer.lost;

    const calls = answer.event.content.filter((block) => block.type === 'toolUse');
    if (calls.length === 0) {
      const said = answer.event.content.some((block) => block.type === 'text' && block.text.trim() !== '');
      if (answer.event.stopReason === 'refusal') return yield end(turn, refused);
      if (answer.event.stopReason === 'maxTokens') return yield end(turn, isCutByBudget(answer) ? cutByBudget : cutOff);
      if (said) {
        if (turn.hasQueue()) continue;
        return yield end(turn, done);
      }
      if (++fruitless >= fruitlessLimit) return yield end(turn, nothingUseful);
      continue;
    }

    let circling: string | undefined;
    let understood = 0;
    yield* await ruleProblems(turn);
    for await (const event of runCalls(turn, calls)) {
      circling = repeated(event) ?? circling;
      if (event.type === 'verdict') understood++;
      yield event;
    }
    if (turn.signal.aborted) return yield end(turn, stopped);
    if (circling !== undefined) return yield end(turn, goingInCircles(circling));
    fruitless = understood > 0 ? 0 : fruitless + 1;
    if (fruitless >= fruitlessLimit) return yield end(turn, nothingUseful);
  }
  yield end(turn, stepLimit(turn.deps.maxSteps));
}

function end(turn: Turn, ended: Ended): NewEvent {
  return { type: 'ended', turn: turn.id, ...ended };
}

const done: Ended = { reason: 'done', text: '', action: 'none' };

const stopped: Ended = { reason: 'stopped', text: 'Stopped.', action: 'continue' };

const refused: Ended = {
  reason: 'refusal',
  text: 'The model declined to answer. Put the task differently, or choose another model.',
  action: 'chooseModel',
};

const cutOff: Ended = {
  reason: 'outputLimit',
  text: 'The answer reached the model’s output limit and was cut. Continue to let it go on.',
  action: 'continue',
};

const cutByBudget: Ended = {
  reason: 'budget',
  text: 'The answer was cut where the budget of this session ends. Raise the budget to let it go on.',
  action: 'continue',
};

/** The limit of the request was reached, and not one of the model's own below it. */
function isCutByBudget({ event, request: { maxOutput } }: Extract<Asked, { type: 'answer' }>): boolean {
  return maxOutput !== undefined && event.usage.output >= maxOutput;
}

const nothingUseful: Ended = {
  reason: 'modelFailed',
  text: `The model gave ${fruitlessLimit} answers in a row that were empty or could not be read, so Belay stopped asking. Try again, or choose another model.`,
  action: 'retry',
};

function goingInCircles(tool: string): Ended {
  return {
    reason: 'loop',
    text: `The agent called ${tool} three times with the same input and the same result, so Belay stopped it. Tell it what to do differently, or continue.`,
    action: 'continue',
  };
}

function stepLimit(steps: number): Ended {
  return {
    reason: 'stepLimit',
    text: `The turn reached its limit of ${steps} steps. Continue to give it as many again, or raise the setting belay.maxSteps.`,
    action: 'continue',
  };
}
