import { describe, expect, it } from "vitest";
import type { SmokeFaultRecord } from "./smoke-fault.ts";
import { checksDigest, type SmokeRecord } from "./smoke-record.ts";
import { smokeStanding } from "./smoke-standing.ts";

const checks = [
  { name: "orders", checksum: "sha256:a" },
  { name: "health", checksum: "sha256:b" },
];
const head = { seq: 7, hash: "sha256:seven" };
const now = new Date("2026-11-20T17:00:00Z");
const at = "2026-11-20T12:00:00.000Z";

const seen = (...failing: readonly string[]): SmokeFaultRecord => ({
  checks: checks.map((check) => ({
    ...check,
    failedOn: failing.includes(check.name) ? [{ fault: "no-rows" as const, message: "found none" }] : [],
    passedOn: failing.includes(check.name) ? [] : ["no-rows" as const],
    undecidedOn: [],
  })),
});
const ran = (change: Partial<SmokeRecord> = {}): SmokeRecord => ({
  checks: checks.map((check) => ({ ...check, kind: "sql", passed: true, ms: 3, message: null })),
  digest: checksDigest(checks),
  head,
  ...change,
});
const judge = (
  run: unknown,
  faults: unknown,
  options: { readonly at?: string; readonly checks?: typeof checks; readonly hash?: string } = {},
) =>
  smokeStanding([{ at: options.at ?? at, data: run }], [{ at: options.at ?? at, data: faults }], options.checks ?? checks, {
    stage: { environment: "staging", head: { ...head, hash: options.hash ?? head.hash } },
    environment: "production",
    now,
  });

describe("the standing of smoke checks", () => {
  it("is ready once each was seen to fail, and green where all passed at this point of the stage's journal", () => {
    const { ready, green } = judge(ran(), seen("orders", "health"));
    expect(ready).toMatchObject({ state: "proven", fix: null });
    expect(green).toMatchObject({ state: "proven", why: "2 passed on staging at #7" });
  });

  it("is not ready while one of them passes whatever is broken", () => {
    expect(judge(ran(), seen("orders")).ready).toMatchObject({
      state: "open",
      why: expect.stringContaining('"health" passed whatever'),
    });
  });

  it("ends with the wording of a check", () => {
    const edited = [{ name: "orders", checksum: "sha256:edited" }, ...checks.slice(1)];
    const { ready, green } = judge(ran(), seen("orders", "health"), { checks: edited });
    expect(ready).toMatchObject({
      state: "open",
      why: expect.stringContaining("never seen to fail"),
      fix: "lockstep smoke production --prove",
    });
    expect(green).toMatchObject({ state: "open", why: expect.stringContaining("one has changed") });
  });

  it("ends with the next event of the stage's journal", () => {
    expect(judge(ran(), seen("orders", "health"), { hash: "sha256:eight" }).green.state).toBe("open");
    expect(judge(ran({ head: null }), seen("orders", "health")).green.state).toBe("open");
  });

  it("does not take a record's word for its digest, nor a failed check for green", () => {
    const other = ran({ checks: ran().checks.slice(0, 1), digest: checksDigest(checks) });
    expect(judge(other, seen()).green).toMatchObject({ state: "open", why: expect.stringContaining("other checks") });
    const [first, ...rest] = ran().checks;
    const failed = ran({ checks: first === undefined ? [] : [{ ...first, passed: false, message: "found none" }, ...rest] });
    expect(judge(failed, seen()).green).toMatchObject({ state: "open", why: '"orders" failed on staging on 2026-11-20' });
  });

  it("passes over what is dated tomorrow and what is no record", () => {
    const tomorrow = judge(ran(), seen("orders", "health"), { at: "2026-11-21T17:00:00.000Z" });
    expect([tomorrow.ready.state, tomorrow.green.state]).toEqual(["open", "open"]);
    const forged = judge({ checks: "all" }, { checks: [{ name: 1 }] });
    expect([forged.ready.state, forged.green.state]).toEqual(["open", "open"]);
  });

  it("is not set up without checks, and asks for no stage where there is none", () => {
    expect(judge(ran(), seen(), { checks: [] }).ready.state).toBe("not-set-up");
    const first = smokeStanding([], [], checks, { stage: null, environment: "dev", now });
    expect(first.green.state).toBe("not-applicable");
  });
});
