import { expect, test } from "vitest";
import { applyMarkdown, applyText } from "./apply-text.ts";
import { colourPalette } from "./palette.ts";
import { rollbackText } from "./rollback-text.ts";
import { plainStyle } from "./text-style.ts";
import { verifyText } from "./verify-text.ts";

const esc = String.fromCharCode(27);
const hostile = `20260101_${esc}[2J.sql`;

const report = {
  environment: "production",
  isDryRun: true,
  applied: [{ file: hostile, seq: null, durationMs: null }],
  left: [hostile],
  planHash: "sha256:abc",
  acknowledgements: [{ flag: "--ack drop:table:public.old", file: "a.sql", why: "drops a table and its rows" }],
  prediction: null,
  evidence: null,
  checklist: null,
  findings: [],
};

test("colours are ours, and nothing that a name holds reaches the terminal", () => {
  const coloured = { ...plainStyle, palette: colourPalette };
  const texts = [
    applyText(report, coloured),
    applyText({ ...report, applied: [{ file: hostile, seq: 4, durationMs: 3 }] }, coloured),
    rollbackText(
      { ...report, undone: [{ file: hostile, textFrom: "folder", seq: 4 }], inOneTransaction: true, acknowledgements: [] },
      coloured,
    ),
    verifyText(
      { environment: "dev", holds: true, basis: "replay", recorded: null, why: null, report: null, findings: [] },
      coloured,
    ),
  ];
  for (const text of texts) {
    expect(text).not.toContain(`${esc}[2J`);
    expect(text).not.toContain("\\u001b[1m");
    expect(text).toContain(`${esc}[`);
  }
});

test("a dry run says what has to be said", () => {
  const text = applyText(report, plainStyle);
  expect(text).toContain("production: 1 migration would be applied, nothing was done.");
  expect(text).toContain("a.sql drops a table and its rows: --ack drop:table:public.old");
  expect(text).toContain("plan: sha256:abc");
  expect(applyMarkdown(report)).toContain("--ack drop:table:public.old");
});
