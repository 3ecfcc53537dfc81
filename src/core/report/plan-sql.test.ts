import { describe, expect, it } from "vitest";
import { objectId } from "../catalog/object-id.ts";
import { groupStatements } from "../plan/group-statements.ts";
import { statement } from "../recipes/statement.ts";
import { planSql } from "./plan-sql.ts";

const change = objectId("table", "public", "t");
const heading = { from: "production", to: "dev", proof: { kind: "proven" }, runAs: "app_owner" } as const;

describe("a plan as SQL", () => {
  it("is nothing where there is nothing to do", () => {
    expect(planSql({ groups: [] }, heading)).toBe("");
  });

  it("has transactions around what can share one, and hazards above what has them", () => {
    const groups = groupStatements(
      [
        statement("add-nullable-column", "ALTER TABLE t ADD COLUMN a int"),
        statement("drop-column", "ALTER TABLE t DROP COLUMN b", {
          hazards: [{ hazard: "deletes-data", detail: "the values of t.b" }],
        }),
        statement("create-index", "CREATE INDEX CONCURRENTLY i ON t (a)", { transaction: "none" }),
        statement("create-index", "CREATE INDEX CONCURRENTLY j ON t (a)", { transaction: "none" }),
        statement("validate-constraint", "ALTER TABLE t VALIDATE CONSTRAINT c", { transaction: "own" }),
        statement("comment", "COMMENT ON TABLE t IS 'x'"),
      ].map((one) => ({ change, statement: one })),
    );
    expect(planSql({ groups }, heading)).toBe(
      `-- Turns production into dev; run on a scratch copy, it led there.
-- Run it as app_owner, the owner of the database.

BEGIN;
SET LOCAL search_path = '';
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
ALTER TABLE t ADD COLUMN a int;
-- deletes-data: the values of t.b
ALTER TABLE t DROP COLUMN b;
COMMIT;

SET lock_timeout = 0;
SET statement_timeout = 0;
CREATE INDEX CONCURRENTLY i ON t (a);

CREATE INDEX CONCURRENTLY j ON t (a);

BEGIN;
SET LOCAL search_path = '';
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = 0;
ALTER TABLE t VALIDATE CONSTRAINT c;
COMMIT;

BEGIN;
SET LOCAL search_path = '';
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
COMMENT ON TABLE t IS 'x';
COMMIT;
`,
    );
  });

  it("says first that it is not proven, and why", () => {
    const groups = groupStatements([{ change, statement: statement("comment", "COMMENT ON TABLE t IS 'x'") }]);
    const text = planSql(
      { groups },
      { ...heading, proof: { kind: "unproven", why: "no scratch server has\npostgis" }, runAs: null },
    );
    expect(text.split("\n")[0]).toBe("-- not proven: no scratch server has postgis");
    expect(text).not.toContain("led there");
  });
});
