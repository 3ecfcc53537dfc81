/** The announcement of a window of high risk, in words for people who do not run migrations: when, for how long, and why. */

import type { BatchFile } from "./checklist.ts";
import type { Notice } from "./notice.ts";
import type { TrainWindow } from "./train-windows.ts";
import { windowSentence } from "./window-words.ts";

/** What is announced. */
export interface Announcement {
  readonly environment: string;
  readonly window: TrainWindow;
  /** The batch, in running order. */
  readonly files: readonly Pick<BatchFile, "file" | "checksum" | "risk">[];
  readonly reason: string;
  /** Who announces it. */
  readonly by: string;
}

/** The message; times are on the clocks of `zone` (an IANA name). */
export function announcementNotice({ environment, window, files, reason, by }: Announcement, zone: string): Notice {
  const risky = files.filter(({ risk }) => risk === "high");
  return {
    kind: "announcement",
    environment,
    level: "warning",
    title: `Maintenance on ${environment}: ${windowSentence(window, zone)}`,
    lines: [
      reason,
      `Migrations of high risk run on ${environment} in this window; what writes to it may wait or fail meanwhile.`,
    ],
    facts: [
      { label: "window", value: `${window.opens} to ${window.closes}` },
      { label: "migrations", value: files.map(({ file }) => file).join(", ") },
      ...(risky.length === 0 ? [] : [{ label: "of high risk", value: risky.map(({ file }) => file).join(", ") }]),
      { label: "announced by", value: by },
    ],
    actions: [{ label: "what is proven so far", text: `lockstep checklist show ${environment}` }],
  };
}
