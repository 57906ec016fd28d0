import type { Usage } from '../../protocol/content.ts';
import type { Amount } from '../../protocol/costReport.ts';
import type { Event, NewEvent } from '../../protocol/events.ts';
import { standing } from '../../protocol/rewind.ts';
import { pendingBudget } from '../../protocol/transcriptBudget.ts';
import { titleIn } from '../cost/costReport.ts';
import { add, nothing, requestOf } from '../cost/requests.ts';
import type { Model } from '../ports.ts';
import { cleanTitle, titleQuestion } from '../title.ts';
import { ToolError } from '../tool.ts';
import type { SessionDeps } from '../turn.ts';
import { lastTurn } from '../turns.ts';
import { type Budget, type BudgetAnswer, createBudget, defaultLimits } from './budget.ts';
import { type BudgetDesk, createBudgetDesk } from './budgetDesk.ts';
import { createSmallWork, type SmallWork } from './smallWork.ts';

/** What a session spends: counted, held by its budget, and put before the person where that is used up. */
export interface Spending {
  /** What all requests so far cost, and those of the last turn. */
  readonly spent: { readonly session: Amount; readonly turn: Amount };
  readonly budget: Budget;
  readonly desk: BudgetDesk;
  /** Cheap work for this session, such as a second opinion; it is refused where no budget is left. */
  readonly smallWork: SmallWork;
  take(event: Event): void;
  /** The person's word on the question that waits; throws `ToolError` where none does. */
  answer(answer: BudgetAnswer): Promise<void>;
  /** Gives the session its title after its first turn, beside whatever the person does next. */
  giveTitle(): void;
  /** Resolves when the title that is being written is there, or came to nothing. */
  titled(): Promise<void>;
  /** Gives up what is still being asked. */
  close(): Promise<void>;
}

interface Parts {
  readonly deps: SessionDeps;
  readonly events: readonly Event[];
  model(): Model;
  busy(): boolean;
  append(event: NewEvent): Promise<unknown>;
  retry(): Promise<void>;
}

export function createSpending({ deps, events, model, busy, append, retry }: Parts): Spending {
  const price = (usage: Usage, by: string): number | undefined => model().cost(usage, by);
  const budget = createBudget(deps.limits ?? (() => defaultLimits), price);
  const desk = createBudgetDesk(deps.approver.absent === true);
  const closing = new AbortController();
  let spent: Spending['spent'] = { session: nothing, turn: nothing };
  let naming: Promise<void> = Promise.resolve();
  const smallWork = createSmallWork({
    budget,
    small() {
      const { id } = model().info;
      return id === 'tour' ? undefined : deps.small?.(id);
    },
    price,
    append,
    turn: () => lastTurn(events),
  });

  /** Without a title, the first line of the first message stands for it. */
  async function title(): Promise<void> {
    const question = deps.titles?.() === true ? titleQuestion(standing(events)) : undefined;
    if (question === undefined || closing.signal.aborted) return;
    try {
      const found = cleanTitle(deps.sanitise(await smallWork('title', question, closing.signal)));
      if (found === undefined || closing.signal.aborted || titleIn(events) !== undefined) return;
      await append({ type: 'setting', title: found });
      deps.onState();
    } catch (error) {
      deps.log.debug(`the session got no title: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  return {
    get spent() {
      return spent;
    },
    budget,
    desk,
    smallWork,
    take(event) {
      budget.take(event);
      if (event.type === 'user' && !event.steering) spent = { ...spent, turn: nothing };
      const request = requestOf(event, price);
      if (request) spent = { session: add(spent.session, request.amount), turn: add(spent.turn, request.amount) };
    },
    async answer(answer) {
      const pending = pendingBudget(standing(events));
      if (!pending) throw new ToolError('No question about the budget waits for an answer.');
      if (desk.answer(answer) || busy()) return;
      await append({ type: 'budgetAnswered', turn: pending.turn, ...answer });
      deps.onState();
      if (answer.decision === 'raised') await retry();
    },
    giveTitle() {
      naming = title();
    },
    titled: () => naming,
    async close() {
      closing.abort();
      await naming;
    },
  };
}
