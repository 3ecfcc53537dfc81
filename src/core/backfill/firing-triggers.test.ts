import { describe, expect, it } from "vitest";
import { AppError } from "../app-error.ts";
import { decideTriggers, type FiringTrigger, type FoundTriggers, type TriggerChoices } from "./firing-triggers.ts";

const touch: FiringTrigger = {
  name: "touch",
  relation: "app.users",
  function: "app.touch()",
  timing: "before",
  level: "row",
  columns: [],
  when: null,
  enabled: "origin",
};
const audit: FiringTrigger = {
  ...touch,
  name: "audit",
  function: "app.audit()",
  timing: "after",
  columns: ["email"],
  when: "(old.email IS DISTINCT FROM new.email)",
};
const found: FoundTriggers = {
  relation: "app.users",
  triggers: [audit, touch],
  foreignKeys: [],
  lateKeys: [],
  maySkip: true,
  role: "app",
};
const decide = (choices: TriggerChoices, more: Partial<FoundTriggers> = {}) =>
  decideTriggers({ ...found, ...more }, choices, "db/jobs/emails.ts");
const refusal = (choices: TriggerChoices, more: Partial<FoundTriggers> = {}): AppError => {
  try {
    decide(choices, more);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("it was decided");
};

describe("decideTriggers", () => {
  it("has nothing to decide where nothing fires", () => {
    expect(decide({ gone: "skip" }, { triggers: [] })).toEqual({ setting: null, kept: [], skipped: [] });
    const woken = { ...touch, enabled: "replica" as const };
    expect(decide({}, { triggers: [woken] })).toEqual({ setting: null, kept: [], skipped: [] });
  });

  it("keeps the triggers of changes in steps and of encryption without asking, and skips them for nobody", () => {
    const own = { ...touch, name: "zz_lockstep_a_update", function: "app.lockstep_a()" };
    const fence = { ...touch, name: "zz_lockstep_fence_token", function: "lockstep.fence_0123456789abcdef()" };
    const triggers = [own, { ...own, function: 'app."lockstep_A b"()' }, fence];
    expect(decide({}, { triggers })).toEqual({ setting: null, kept: triggers, skipped: [] });
    expect(refusal({ zz_lockstep_a_update: "skip" }, { triggers: [own] })).toMatchObject({
      code: "JOB_REFUSED",
      message: expect.stringContaining("zz_lockstep_a_update cannot be skipped: it is Lockstep's own"),
    });
    // skipping another one would take ours along
    expect(refusal({ touch: "skip" }, { triggers: [touch, own] }).hint).toContain("enable always trigger zz_lockstep_a_update");
    // a name proves nothing
    expect(refusal({}, { triggers: [{ ...own, function: "app.touch()" }] }).code).toBe("TRIGGER_UNDECIDED");
  });

  it("lists all that fire, and what to write, while one is not decided", () => {
    const { code, message, hint } = refusal({ touch: "skip" });
    expect(code).toBe("TRIGGER_UNDECIDED");
    expect(message).toBe(
      "db/jobs/emails.ts: updating app.users fires 2 triggers, and not all are decided: " +
        "audit (after each row of email when (old.email IS DISTINCT FROM new.email): app.audit()): not decided; " +
        "touch (before each row: app.touch()): skip.",
    );
    expect(hint).toContain('triggers: { audit: "keep" }');
    const twice = refusal({}, { triggers: [touch, { ...touch, relation: "app.users_old" }] });
    expect(twice.hint).toContain('{ "app.users.touch": "keep", "app.users_old.touch": "keep" }');
  });

  it("keeps all, or skips all by session_replication_role", () => {
    expect(decide({ touch: "keep", audit: "keep" })).toEqual({ setting: null, kept: [audit, touch], skipped: [] });
    expect(decide({ "app.users.touch": "skip", audit: "skip" })).toEqual({
      setting: "replica",
      kept: [],
      skipped: [audit, touch],
    });
  });

  it("keeps what is enabled always while it skips the rest, and refuses to skip it", () => {
    const always = { ...audit, enabled: "always" as const };
    const triggers = [always, touch];
    expect(decide({ touch: "skip", audit: "keep" }, { triggers })).toEqual({
      setting: "replica",
      kept: [always],
      skipped: [touch],
    });
    expect(refusal({ touch: "skip", audit: "skip" }, { triggers })).toMatchObject({
      code: "JOB_REFUSED",
      message: "db/jobs/emails.ts: audit cannot be skipped: ENABLE ALWAYS fires it in any case.",
    });
  });

  it("refuses to keep one and skip another, with the way out", () => {
    const { code, message, hint } = refusal({ touch: "skip", audit: "keep" });
    expect(code).toBe("JOB_REFUSED");
    expect(message).toContain("touch cannot be skipped while audit is kept");
    expect(hint).toContain("alter table app.users enable always trigger audit");
  });

  it("asks about triggers that only skipping would wake", () => {
    const woken = { ...audit, name: "mirror", enabled: "replica" as const };
    const triggers = [touch, woken];
    expect(decide({ touch: "keep" }, { triggers })).toEqual({ setting: null, kept: [touch], skipped: [] });
    expect(refusal({ touch: "skip" }, { triggers })).toMatchObject({ code: "TRIGGER_UNDECIDED" });
    expect(refusal({ touch: "skip", mirror: "skip" }, { triggers }).message).toContain(
      "skipping the others is what makes it fire",
    );
    expect(decide({ touch: "skip", mirror: "keep" }, { triggers })).toEqual({
      setting: "replica",
      kept: [woken],
      skipped: [touch],
    });
  });

  it("refuses to skip where checks would be left out with it, and where the role may not", () => {
    const all: TriggerChoices = { touch: "skip", audit: "skip" };
    expect(refusal(all, { foreignKeys: ["app.users.users_org_fkey"], lateKeys: ["app.users.users_rank_key"] }).message).toContain(
      "would leave out what checks app.users.users_org_fkey, app.users.users_rank_key too",
    );
    expect(refusal(all, { maySkip: false })).toMatchObject({
      code: "JOB_REFUSED",
      message: "db/jobs/emails.ts: audit and touch cannot be skipped: app may not set session_replication_role.",
    });
    expect(decide({ touch: "keep", audit: "keep" }, { foreignKeys: ["x"], maySkip: false }).setting).toBeNull();
  });
});
