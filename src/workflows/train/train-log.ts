/** Runs the steps of a train one after the other, times them, and knows which is the last that is wanted. */

import { AppError } from "../../core/app-error.ts";
import { messageOf } from "../../core/message-of.ts";
import { type StepOutcome, type TrainStep, trainSteps } from "../../core/release/train-steps.ts";
import type { WorkflowContext } from "../workflow-context.ts";

/** What a step has to say. */
export interface StepReport {
  readonly state: StepOutcome["state"];
  readonly detail: string;
}

/** The steps so far. */
export class TrainLog {
  readonly #steps: StepOutcome[] = [];
  readonly #environment: string;
  readonly #until: TrainStep | null;
  readonly #context: WorkflowContext;

  constructor(environment: string, until: TrainStep | null, context: WorkflowContext) {
    this.#environment = environment;
    this.#until = until;
    this.#context = context;
  }

  get steps(): readonly StepOutcome[] {
    return [...this.#steps];
  }

  /** Runs a step. @throws what the step throws, and then the step has failed; INTERRUPTED before it when somebody has stopped the train */
  async step<T>(step: TrainStep, work: () => Promise<T>, tell: (value: T) => StepReport): Promise<T> {
    const { progress, signal } = this.#context;
    if (signal?.aborted === true)
      throw new AppError({
        code: "INTERRUPTED",
        message: `The train was stopped before its step ${step}; what came before it is done.`,
        hint: `Go on with: lockstep sync ${this.#environment}`,
      });
    progress({ step, state: "start" });
    const start = performance.now();
    const note = (report: StepReport) => {
      this.#steps.push({ step, ...report, ms: Math.round(performance.now() - start) });
      progress({ step, state: report.state === "failed" ? "warning" : "done", detail: report.detail });
    };
    try {
      const value = await work();
      note(tell(value));
      return value;
    } catch (error) {
      note({ state: "failed", detail: messageOf(error) });
      throw error;
    }
  }

  /** Notes a step that has nothing to do. */
  skip(step: TrainStep, detail: string): void {
    this.#steps.push({ step, state: "skipped", detail, ms: 0 });
    this.#context.progress({ step, state: "done", detail });
  }

  /** Whether the train was asked to stop after this step. */
  endsAfter(step: TrainStep): boolean {
    return this.#until !== null && trainSteps.indexOf(this.#until) <= trainSteps.indexOf(step);
  }
}
