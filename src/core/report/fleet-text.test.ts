import { expect, it } from "vitest";
import { type FleetReport, fleetMarkdown, fleetText } from "./fleet-text.ts";
import { plainStyle } from "./text-style.ts";

const one = (name: string, state: FleetReport["databases"][number]["state"]): FleetReport["databases"][number] => ({
  name,
  database: `postgres://u:***@h:5432/${name}`,
  state,
  files: [],
  acknowledgements: [],
  error: state === "failed" ? { code: "MIGRATION_FAILED", message: 'relation "more" already exists', hint: "Correct it" } : null,
});
const report: FleetReport = {
  environment: "customers",
  isDryRun: false,
  databases: [one("a", "up-to-date"), one("b", "applied"), one("c", "failed"), one("d", "not-begun")],
  maxFailures: 1,
};

it("counts the databases that are well, names each that failed, and says how to go on", () => {
  expect(fleetText(report, plainStyle)).toBe(
    [
      "customers: 2 of 4 databases done.",
      "  1 migrated",
      "  1 had nothing pending",
      "  1 failed",
      "  1 not begun, as no more than 1 failure may be (--max-failures)",
      "  ✗ c  postgres://u:***@h:5432/c",
      '    MIGRATION_FAILED: relation "more" already exists',
      "    → Correct it",
      "Go on with what is left: lockstep apply customers",
      "",
    ].join("\n"),
  );
});

it("lists all of them in a dry run, and what a real one needs", () => {
  const dry = {
    ...report,
    isDryRun: true,
    databases: [{ ...one("a", "applied"), files: ["1.sql"], acknowledgements: ["--ack x"] }],
  };
  expect(fleetText(dry, plainStyle)).toBe(
    "customers: 1 database, nothing was done.\n  1 would be migrated\n  a  postgres://u:***@h:5432/a  would be migrated 1.sql\nA real run needs: --ack x\n",
  );
});

it("is only the verdict when quiet, and a table of failures in Markdown", () => {
  const well = { ...report, databases: [one("a", "applied")] };
  expect(fleetText(well, { ...plainStyle, isQuiet: true })).toBe("customers: 1 of 1 database done.\n");
  expect(fleetMarkdown(report)).toContain('| c | postgres://u:***@h:5432/c | relation "more" already exists |');
});
