/** The steps of a load, ready to be done again and again: sessions open, addresses and secrets known. */

import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import { httpProblem } from "../core/release/http-expectation.ts";
import { type HttpRequest, sendRequest } from "../network/http-check.ts";
import { LoadSessions } from "../postgres/load-sessions.ts";
import type { Environment } from "../project/environments.ts";
import type { ReadyLoad } from "../project/load-steps.ts";
import type { Project } from "./open-project.ts";
import { httpTimeoutMs, resolveRequest } from "./resolve-request.ts";
import { targetOf } from "./smoke-place.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Open; close it in `finally`. */
export interface OpenLoad {
  /** Does one step on one of the sessions; null, or why it failed. @throws AppError INTERRUPTED */
  readonly work: (step: number, session: number) => Promise<string | null>;
  readonly close: () => Promise<void>;
}

/** Opens. @throws AppError SECRET_*, CONNECT_*, IDENTITY_MISMATCH, INTERRUPTED */
export async function openLoad(
  { mix, sessions: count }: ReadyLoad,
  environment: Environment,
  project: Project,
  context: WorkflowContext,
): Promise<OpenLoad> {
  const { signal, timeoutMs } = context;
  const requests: readonly (HttpRequest | null)[] = await Promise.all(
    mix.map((step) => (step.kind === "http" ? resolveRequest(step.request, project) : null)),
  );
  const sessions = mix.some(({ kind }) => kind === "sql")
    ? new LoadSessions(await targetOf(environment, project, context), timeoutMs ?? httpTimeoutMs, signal)
    : null;
  const close = async () => sessions?.close();
  try {
    await sessions?.open(count);
  } catch (error) {
    await close();
    throw error;
  }
  const interrupted = () => new AppError({ code: "INTERRUPTED", message: "The load was stopped; nothing of it was kept." });
  return {
    close,
    work: async (index, session) => {
      if (signal?.aborted === true) throw interrupted();
      const [step, request] = [mix[index], requests[index] ?? null];
      try {
        if (step?.kind === "http" && request !== null) return httpProblem(step.request, await sendRequest(request, signal));
        if (step?.kind === "sql" && sessions !== null) return await sessions.run(session, step);
        return "the step is not known";
      } catch (error) {
        if (context.signal?.aborted === true) throw interrupted();
        // a server that takes no connection any more is what load is there to find
        return messageOf(error);
      }
    },
  };
}
