/** Announces a window in which migrations of high risk run: tells the team, and keeps evidence for the gate. */

import { AppError } from "../core/app-error.ts";
import type { Finding } from "../core/finding.ts";
import { type Announcement, announcementNotice } from "../core/release/announcement.ts";
import type { Notice } from "../core/release/notice.ts";
import { type NoticeDelivery, wasTold } from "../core/release/notice-record.ts";
import { deliveryFindings, type NotifyOptions, notify } from "./notify.ts";
import { openProject, type Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What came of it. */
export interface AnnounceOutcome {
  readonly environment: string;
  readonly window: Announcement["window"];
  readonly notice: Notice;
  readonly deliveries: readonly NoticeDelivery[];
  /** One service at least took it. */
  readonly isAnnounced: boolean;
  readonly findings: readonly Finding[];
}

/** Announces, opening the project by itself. @throws as {@link announce}; CONFIG_INVALID, CONFIG_UNREADABLE */
export async function announceAlone(
  request: Announcement,
  context: WorkflowContext,
  options: NotifyOptions,
): Promise<AnnounceOutcome> {
  return announce(request, await openProject(context), context, options);
}

/** Announces. @throws AppError NOTIFY_NOT_CONFIGURED, USAGE for a window that is over or a reason that says nothing */
export async function announce(
  request: Announcement,
  project: Project,
  context: WorkflowContext,
  options: NotifyOptions,
): Promise<AnnounceOutcome> {
  const { environment, window, files, reason, by } = request;
  if (project.config.notify.length === 0)
    throw new AppError({
      code: "NOTIFY_NOT_CONFIGURED",
      message: "Nobody can be told: the configuration names no service.",
      hint: 'notify: [slack(env("SLACK_WEBHOOK_URL"))] in lockstep.config.ts',
    });
  if (reason.trim() === "")
    throw new AppError({ code: "USAGE", message: "An announcement says why.", hint: '--reason "what happens, and for whom"' });
  if (!(Date.parse(window.closes) > options.clock().getTime()))
    throw new AppError({
      code: "USAGE",
      message: `The window of ${window.opens} is over: what has happened cannot be announced.`,
      hint: "lockstep schedule show",
    });
  const notice = announcementNotice(request, project.config.cadence?.zone ?? "UTC");
  const subject = { window, files: files.map(({ file, checksum }) => ({ file, checksum })) };
  const deliveries = await notify(notice, project, context, { ...options, subject, by });
  const isAnnounced = wasTold(deliveries);
  return { environment, window, notice, deliveries, isAnnounced, findings: deliveryFindings(deliveries) };
}
