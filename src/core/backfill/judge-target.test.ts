import { describe, expect, it } from "vitest";
import { type ColumnFacts, judgeTarget, refuseTarget, type TargetFacts } from "./judge-target.ts";

const email: ColumnFacts = {
  name: "email",
  exists: true,
  isGenerated: false,
  isIdentityAlways: false,
  isPartitionKey: false,
  mayUpdate: true,
};
const able: TargetFacts = {
  relation: "app.users",
  kind: "r",
  persistence: "p",
  role: "app",
  isStandby: false,
  key: ["id"],
  columns: [email],
  unreadable: [],
  rowSecurity: null,
  ledger: { hasSchema: true, hasTables: true, mayUse: true },
  database: "shop",
  path: "direct",
  isDistributed: false,
  foreignPartitions: [],
  publications: [],
  replicaIdentity: "key",
  logicalSlots: [],
  subscriptions: [],
  rules: [],
};
const codes = (facts: Partial<TargetFacts>) => judgeTarget({ ...able, ...facts }).map(({ code, level }) => `${level} ${code}`);

describe("judgeTarget", () => {
  it("says nothing where all is well", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ replicaIdentity: "none" })).toEqual([]);
  });

  it.each<readonly [Partial<TargetFacts>, readonly string[]]>([
    [{ isStandby: true }, ["refuse standby"]],
    [{ kind: "v", key: null }, ["refuse not-a-table"]],
    [{ kind: "f" }, ["refuse not-a-table"]],
    [{ key: null }, ["refuse no-key"]],
    [{ persistence: "t" }, ["refuse temporary"]],
    [{ isDistributed: true }, ["refuse distributed"]],
    [{ foreignPartitions: ["app.users_old"] }, ["refuse foreign-partition"]],
    [{ rules: [{ name: "log", isInstead: false }] }, ["warn rule"]],
    [{ rules: [{ name: "away", isInstead: true }] }, ["refuse rule"]],
    [{ columns: [{ ...email, exists: false, mayUpdate: false }] }, ["refuse no-column"]],
    [{ columns: [{ ...email, isGenerated: true }] }, ["refuse generated"]],
    [{ columns: [{ ...email, isIdentityAlways: true }] }, ["refuse identity"]],
    [{ columns: [{ ...email, isPartitionKey: true }] }, ["refuse partition-key"]],
    [{ key: ["email"] }, ["refuse writes-key"]],
    [{ columns: [{ ...email, mayUpdate: false }], unreadable: ["id"] }, ["refuse right-update", "refuse right-select"]],
    [{ ledger: { hasSchema: false, hasTables: false, mayUse: false } }, ["refuse right-ledger"]],
    [{ rowSecurity: { policies: ["own"], isOwner: false } }, ["refuse row-security"]],
    [{ publications: ["feed"] }, ["warn publication"]],
    [{ publications: ["feed"], replicaIdentity: "none" }, ["refuse replica-identity"]],
    [{ logicalSlots: ["cdc"] }, ["warn logical-slot"]],
    [{ subscriptions: ["up"] }, ["warn subscription"]],
    [{ path: "transaction-pooler" }, ["warn pooler"]],
    [{ path: "proxy" }, []],
    [{ path: "transaction-pooler", key: null }, ["refuse no-key", "warn pooler"]],
  ])("judges %j as %j", (facts, expected) => {
    expect(codes(facts)).toEqual(expected);
  });

  it("names the policies that hide rows, and what lifts them", () => {
    const [finding] = judgeTarget({ ...able, rowSecurity: { policies: ["own", "staff"], isOwner: false } });
    expect(finding?.message).toBe(
      "Row-level security of app.users counts for app (by own, staff): rows that it hides would be missed, and no count would tell.",
    );
    expect(finding?.hint).toContain("alter role app bypassrls");
  });
});

describe("refuseTarget", () => {
  it("names everything that stands in the way at once, and lets warnings pass", () => {
    refuseTarget(judgeTarget({ ...able, logicalSlots: ["cdc"] }), "db/jobs/emails.ts");
    const findings = judgeTarget({ ...able, key: null, columns: [{ ...email, mayUpdate: false }] });
    expect(() => refuseTarget(findings, "db/jobs/emails.ts")).toThrow(
      "db/jobs/emails.ts: app.users has no key to walk along. app may not update email of app.users. Nothing was done.",
    );
  });
});
