/** How a step of a change is told. */

import { describe, expect, it } from "vitest";
import { changeStepText } from "./expand-text.ts";
import { plainStyle } from "./text-style.ts";

const report = {
  step: "expand",
  environment: "production",
  isProtected: true,
  name: "users_email_type",
  asked: "change-type users.email citext",
  kind: "change-type",
  files: [{ path: "db/migrations/20261123170000_users_email_type_expand.sql", safe: "WITH CARE (changes what a write does)" }],
  others: ["db/changes/users_email_type.json", "db/jobs/users_email_type.ts"],
  jobs: ["users_email_type"],
  notes: [],
} as const;

describe("a step of a change", () => {
  it("ends with the commands that come next, numbered, and fits 60 columns where words allow", () => {
    const text = changeStepText(report, { ...plainStyle, width: 60 });
    expect(text).toContain("  2. lockstep backfill run users_email_type --env production\n       --confirm production\n");
    expect(text).toContain("  4. lockstep switch users_email_type\n");
    const long = text.split("\n").filter((line) => line.length > 60);
    expect(long.every((line) => line.trim().split(" ").length === 1 || line.includes("backfill"))).toBe(true);
  });

  it("is the paths and nothing else when quiet, for scripts", () => {
    expect(changeStepText(report, { ...plainStyle, isQuiet: true })).toBe(
      `${[report.files[0].path, ...report.others].join("\n")}\n`,
    );
  });

  it("asks for the new code before the switch where applications see the new name", () => {
    expect(changeStepText({ ...report, kind: "rename" }, plainStyle)).toContain("deploy the code that says the new name");
    expect(changeStepText(report, plainStyle)).not.toContain("deploy");
  });

  it("skips the switch for a table's name", () => {
    const text = changeStepText({ ...report, kind: "rename-table", jobs: [] }, plainStyle);
    expect(text).not.toContain("lockstep switch");
    expect(text).toContain("lockstep contract users_email_type");
  });
});
