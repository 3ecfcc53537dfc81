import { beforeEach, expect, it } from "vitest";
import { showProgress } from "./progress.ts";

let written = "";
let now = 0;
let tick = () => {};
beforeEach(() => {
  written = "";
  now = 0;
});
const start = (isTty: boolean, width = 100) =>
  showProgress({
    write: (text) => {
      written += text;
    },
    isTty,
    width,
    now: () => now,
    every: (_, callback) => {
      tick = callback;
      return () => {
        tick = () => {};
      };
    },
  });
const wait = (milliseconds: number) => {
  now += milliseconds;
  tick();
};

it("says nothing of steps that take less than a second", () => {
  const progress = start(false);
  progress.report({ step: "reading dev", state: "start" });
  wait(900);
  progress.report({ step: "reading dev", state: "done" });
  progress.stop();
  expect(written).toBe("");
});

it("names slow steps once, gives a sign of life every thirty seconds, and says when they end", () => {
  const progress = start(false);
  progress.report({ step: "reading dev", state: "start" });
  for (let i = 0; i < 130; i++) wait(250);
  progress.report({ step: "reading dev", state: "done", detail: "900 objects" });
  expect(written).toBe("reading dev …\nstill reading dev (31 s)\nreading dev: done, 900 objects\n");
});

it("takes the next part of a step for the same step", () => {
  const progress = start(false);
  for (const detail of ["3 migrations", "one.sql", "two.sql"]) {
    progress.report({ step: "rehearse", state: "start", detail });
    wait(1_500);
  }
  progress.report({ step: "rehearse", state: "done" });
  expect(written).toBe("rehearse …\nrehearse: done\n");
});

it("draws one line on a terminal and leaves nothing of it behind", () => {
  const progress = start(true);
  progress.report({ step: "reading dev", state: "start" });
  wait(1_000);
  expect(written).toBe("reading dev (1 s)");
  progress.report({ step: "no TLS", state: "warning" });
  expect(written).toBe("reading dev (1 s)\r\u001b[Kwarning: no TLS\n");
  progress.stop();
  wait(5_000);
  expect(written.endsWith("no TLS\n")).toBe(true);
});

it("draws how far a step is on a terminal, and says it beside the sign of life elsewhere", () => {
  const terminal = start(true);
  terminal.report({ step: "backup", state: "start" });
  terminal.report({ step: "backup", state: "progress", fraction: 0.25, detail: "5.0 MB of about 20 MB, 2.5 MB/s, 6 s left" });
  wait(2_000);
  expect(written).toContain("backup (2 s) [#####...............] 5.0 MB of about 20 MB, 2.5 MB/s, 6 s left");
  terminal.stop();
  written = "";
  const lines = start(false);
  lines.report({ step: "backup", state: "start" });
  wait(2_000);
  lines.report({ step: "backup", state: "progress", detail: "80 MB, 2.5 MB/s" });
  wait(30_000);
  expect(written).toBe("backup …\nstill backup (32 s) 80 MB, 2.5 MB/s\n");
  lines.stop();
});

it("keeps the line within the terminal, as what wraps cannot be cleared again", () => {
  const progress = start(true, 40);
  progress.report({ step: "verify-encryption tokens", state: "start" });
  progress.report({
    step: "verify-encryption tokens",
    state: "progress",
    detail: "10,633 rows, 2,943 rows/s, 4 s left",
    fraction: 0.5,
  });
  wait(1_000);
  expect(written).toMatch(/^verify-encryption tokens .{13}…$/);
  expect([...written].length).toBeLessThan(40);
  progress.stop();
});
