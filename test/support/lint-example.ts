/** Verdicts of two migrations with one of everything, for tests of what reports show of them. */

import type { Finding } from "../../src/core/finding.ts";
import type { LintedMigration, LintedStatement } from "../../src/core/lint/linted-migration.ts";
import type { LintReport } from "../../src/core/report/lint-report.ts";

const file = "db/migrations/20251009_orders.sql";

/** A statement of low risk that does nothing, with whatever a test cares about. */
export function exampleStatement(rest: Partial<LintedStatement> & Pick<LintedStatement, "sql" | "line">): LintedStatement {
  return {
    column: 1,
    form: null,
    locks: [],
    costs: [],
    newRelations: [],
    transaction: "either",
    risk: "low",
    reasons: [{ axis: "availability", level: "low", why: "a new table" }],
    unknown: [],
    ...rest,
  };
}

/** A migration of low risk without statements, likewise. */
export function exampleMigration(rest: Partial<LintedMigration> & Pick<LintedMigration, "file">): LintedMigration {
  return { risk: "low", reasons: [], statements: [], findings: [], accepted: [], excerpts: [], ...rest };
}

const index = exampleStatement({
  sql: "create index orders_user_id\n    on orders (user_id)\n    where paid;",
  line: 3,
  form: "create-index",
  locks: [
    { relation: "public.orders", mode: "SHARE", because: null },
    { relation: "public.orders_2025", mode: "SHARE", because: "partition of public.orders" },
  ],
  costs: [
    { relation: "public.orders", cost: "index-build" },
    { relation: "public.orders_2025", cost: "index-build" },
  ],
  risk: "medium",
  reasons: [
    { axis: "availability", level: "medium", why: "blocks writes for as long as it is built" },
    {
      axis: "availability",
      level: "medium",
      why: "SHARE on public.orders: writes wait while public.orders has an index built",
    },
  ],
});

const drop = exampleStatement({
  sql: "drop table legacy;",
  line: 9,
  form: "drop-table",
  locks: [
    { relation: "public.legacy", mode: "ACCESS EXCLUSIVE", because: null },
    { relation: "public.users", mode: "ACCESS EXCLUSIVE", because: "foreign key of public.legacy" },
  ],
  risk: "high",
  reasons: [{ axis: "data", level: "high", why: "drops a table and its rows" }],
});

const dynamic = exampleStatement({
  sql: "do $$ begin execute what(); end $$;",
  line: 10,
  risk: "medium",
  reasons: [{ axis: "availability", level: "medium", why: "cannot tell what a dynamic statement does" }],
  unknown: ["what a dynamic statement does"],
});

const build = exampleStatement({
  sql: "create index concurrently notes_at on notes (at);",
  line: 12,
  locks: [{ relation: "public.notes", mode: "SHARE UPDATE EXCLUSIVE", because: null }],
  costs: [{ relation: "public.notes", cost: "index-build" }],
  newRelations: ["public.notes"],
  transaction: "outside",
});

const withoutConcurrently: Finding = {
  rule: "index-without-concurrently",
  level: "medium",
  file,
  line: 4,
  column: 8,
  message: "the index on public.orders is built without CONCURRENTLY: writes wait until it is done",
  why: "A plain CREATE INDEX holds SHARE on the table until the index is built.",
  fix: "CREATE INDEX CONCURRENTLY, in a migration of its own with `-- lockstep: transaction = none`.",
};

const syntaxError: Finding = {
  rule: "syntax-error",
  level: "high",
  file,
  line: 7,
  column: 13,
  message: 'syntax error at or near "from"',
  why: "Postgres cannot parse this statement; the others were judged.",
};

/** Findings in a statement, in a line that does not parse and of the file as a whole; one is accepted. */
export const exampleOrders: LintedMigration = {
  file,
  risk: "high",
  reasons: [
    { axis: "failure", level: "high", why: "holds a statement that Postgres cannot parse" },
    { axis: "data", level: "high", why: "drops a table and its rows" },
    { axis: "availability", level: "medium", why: "blocks writes for as long as it is built" },
  ],
  statements: [index, drop, dynamic, exampleStatement({ sql: "create table notes (at timestamptz);", line: 11 }), build],
  findings: [
    { rule: "rollback-missing", level: "low", file, line: 1, column: 1, message: "nothing says how to undo it" },
    withoutConcurrently,
    syntaxError,
  ],
  accepted: [
    {
      finding: { ...withoutConcurrently, rule: "drop-table", level: "high", line: 9, column: 1, message: "drops public.legacy" },
      reason: "nothing reads it since March",
      by: "drop-table",
    },
  ],
  excerpts: [{ file, line: 7, text: "select from from;" }],
};

/** Nothing to say of it. */
export const exampleNotes: LintedMigration = exampleMigration({
  file: "db/migrations/20251010_notes.sql",
  reasons: [{ axis: "availability", level: "low", why: "a new table" }],
  statements: [exampleStatement({ sql: "create table notes (at timestamptz);", line: 1, form: "create-table" })],
});

/** Both. */
export const exampleLint: LintReport = {
  migrations: [exampleOrders, exampleNotes],
  major: 18,
  source: null,
  remarks: [],
  threshold: "high",
};
