/**
 * Tells the team: one notice, rendered once, sent to every service of the configuration and to the summary page of a GitHub run. Nobody's
 * train stops because a chat is down: what did not arrive is data, for the caller to show.
 */

import type { Finding } from "../core/finding.ts";
import { messageOf } from "../core/message-of.ts";
import type { Notice } from "../core/release/notice.ts";
import { type NoticeDelivery, type NoticeRecord, type NoticeSubject, summaryService } from "../core/release/notice-record.ts";
import { type NoticeForm, noticeForm } from "../core/report/notice-form.ts";
import { noticeMarkdown } from "../core/report/notice-markdown.ts";
import { createRedactors } from "../core/report/redact.ts";
import type { PostPatience } from "../network/post-with-retries.ts";
import { saveEvidence } from "../project/evidence.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { appendStepSummary } from "../project/step-summary.ts";
import { readyServices } from "./notify-services.ts";
import type { Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Time, chance and what the notice is about. */
export interface NotifyOptions {
  readonly clock: () => Date;
  /** Default: the notice is about no window and no file. */
  readonly subject?: NoticeSubject | undefined;
  /** Who sends it, for the evidence. */
  readonly by?: string | null | undefined;
  /** From 0 to 1; default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** How long a service is waited for, in all. Default 30 s. */
  readonly deadlineMs?: number | undefined;
  /** How long one attempt may take. Default 10 s. */
  readonly attemptMs?: number | undefined;
  /** Before the second attempt; doubled for each further one. Default 500 ms. */
  readonly pauseMs?: number | undefined;
}

/**
 * Sends, and keeps evidence of the kind `notice` where a service was there to be told. One delivery per service, in the configuration's
 * order, the summary page last; none where nothing is configured. Throws nothing.
 */
export async function notify(
  notice: Notice,
  project: Project,
  context: WorkflowContext,
  options: NotifyOptions,
): Promise<readonly NoticeDelivery[]> {
  const { clock, random = Math.random, deadlineMs = 30_000, attemptMs = 10_000, pauseMs = 500 } = options;
  const patience: PostPatience = { clock, random, deadlineMs, attemptMs, pauseMs, signal: context.signal };
  const learnt: string[] = [];
  const services = await readyServices(project, (secret) => {
    learnt.push(secret);
    context.learn(secret);
  });
  // after every secret has been learnt: the notice may quote one
  const form = noticeForm(notice, context.redact ?? createRedactors(learnt).text);
  const at = clock().toISOString();
  const sent = await Promise.all(
    services.map(async ({ name, send }): Promise<NoticeDelivery> => {
      const outcome = await send(form, at, patience);
      return { service: name, ok: outcome.ok, at: clock().toISOString(), why: outcome.ok ? null : outcome.why };
    }),
  );
  const deliveries = [...sent, ...(await onSummaryPage(form, context, clock))];
  for (const { service, why } of deliveries)
    if (why !== null) context.progress({ step: "telling the team", state: "warning", detail: `${service}: ${why}` });
  if (sent.length > 0) await keep(form, deliveries, project, context, options);
  return deliveries;
}

async function onSummaryPage(form: NoticeForm, { env }: WorkflowContext, clock: () => Date): Promise<readonly NoticeDelivery[]> {
  const path = env.GITHUB_STEP_SUMMARY ?? "";
  if (path === "") return [];
  const why = await appendStepSummary(path, noticeMarkdown(form));
  return [{ service: summaryService, ok: why === null, at: clock().toISOString(), why }];
}

async function keep(
  { kind, environment, title }: NoticeForm,
  deliveries: readonly NoticeDelivery[],
  { config }: Project,
  { progress }: WorkflowContext,
  { clock, subject, by = null }: NotifyOptions,
): Promise<void> {
  const { window = null, files = [] } = subject ?? {};
  const data: NoticeRecord = { kind, title, window, files, deliveries };
  const folder = migrationsPath(config);
  await saveEvidence(folder, { kind: "notice", at: clock().toISOString(), environment, by, data }).catch((error: unknown) => {
    const why = messageOf(error);
    progress({ step: "telling the team", state: "warning", detail: `no evidence of it was kept: ${why}` });
  });
}

/** What did not arrive, as findings for a report. */
export function deliveryFindings(deliveries: readonly NoticeDelivery[]): readonly Finding[] {
  return deliveries.flatMap(({ service, why }) =>
    why === null
      ? []
      : [{ rule: "notice-not-delivered", level: "medium", message: `The team was not told through ${service}: ${why}.` }],
  );
}
