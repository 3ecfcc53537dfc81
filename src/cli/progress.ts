/**
 * What is going on, on stderr. Steps under a second say nothing; a terminal shows the running steps in one line that
 * disappears, everything else gets one line per slow step and a sign of life every thirty seconds.
 */

import { displayWidth, graphemes } from "../core/report/display-width.ts";
import type { ProgressEvent } from "../workflows/workflow-context.ts";

/** Where progress goes and how time passes. */
export interface ProgressSink {
  readonly write: (text: string) => void;
  readonly isTty: boolean;
  /** Cells of a terminal's line. */
  readonly width: number;
  readonly now: () => number;
  /** Calls back until the returned function is called; must not keep the process alive. */
  readonly every: (milliseconds: number, tick: () => void) => () => void;
}

/** Progress of one run. */
export interface Progress {
  readonly report: (event: ProgressEvent) => void;
  /** Clears the line and says nothing of running steps while `work` uses the terminal. */
  readonly hold: <T>(work: () => Promise<T>) => Promise<T>;
  /** Clears the line; must be called before anything else is written. */
  readonly stop: () => void;
}

const slowMs = 1_000;
const heartbeatMs = 30_000;

/** Shows events until stopped. Warnings are always shown, each on a line of its own. */
export function showProgress(sink: ProgressSink): Progress {
  const running = new Map<string, { readonly since: number; shownAt: number | null; far: string }>();
  let isLineDrawn = false;
  let isHeld = false;
  const clear = () => {
    if (isLineDrawn) sink.write("\r\u001b[K");
    isLineDrawn = false;
  };
  const tick = () => {
    if (isHeld) return;
    const now = sink.now();
    const slow = [...running].filter(([, step]) => now - step.since >= slowMs);
    if (slow.length === 0) return;
    const words = ([name, step]: (typeof slow)[number]) => `${name} (${Math.floor((now - step.since) / 1000)} s)${step.far}`;
    if (sink.isTty) {
      clear();
      sink.write(fitted(slow.map(words).join(", "), sink.width));
      isLineDrawn = true;
      return;
    }
    for (const [name, step] of slow) {
      if (step.shownAt !== null && now - step.shownAt < heartbeatMs) continue;
      sink.write(step.shownAt === null ? `${name} …\n` : `still ${words([name, step])}\n`);
      step.shownAt = now;
    }
  };
  const stopTicking = sink.every(250, tick);
  return {
    report: ({ step, state, detail, fraction }) => {
      // what begins with its next part goes on
      if (state === "start" && !running.has(step)) running.set(step, { since: sink.now(), shownAt: null, far: "" });
      const told = running.get(step);
      if (state === "progress" && told !== undefined) told.far = `${barOf(fraction)} ${detail ?? ""}`.trimEnd();
      if (state === "done") {
        const wasShown = (running.get(step)?.shownAt ?? null) !== null;
        running.delete(step);
        if (wasShown) sink.write(`${step}: done${detail === undefined ? "" : `, ${detail}`}\n`);
      }
      if (state === "warning") {
        clear();
        sink.write(`warning: ${step}${detail === undefined ? "" : `: ${detail}`}\n`);
      }
    },
    hold: async (work) => {
      clear();
      isHeld = true;
      try {
        return await work();
      } finally {
        isHeld = false;
      }
    },
    stop: () => {
      stopTicking();
      clear();
    },
  };
}

/** A line that wraps is not cleared by going back to its beginning; a terminal may wrap what fills the last cell too. */
function fitted(line: string, width: number): string {
  if (displayWidth(line) < width) return line;
  let [kept, cells] = ["", 0];
  for (const grapheme of graphemes(line)) {
    cells += displayWidth(grapheme);
    if (cells > width - 2) break;
    kept += grapheme;
  }
  return `${kept}…`;
}

const barCells = 20;

/** ` [########............]`; nothing where nobody knows how much there is. */
function barOf(fraction: number | undefined): string {
  if (fraction === undefined) return "";
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * barCells);
  return ` [${"#".repeat(full)}${".".repeat(barCells - full)}]`;
}
