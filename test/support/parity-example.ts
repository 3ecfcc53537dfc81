/** An audit with one of everything, for tests of what reports show of it. */

import type { ObjectId } from "../../src/core/catalog/object-id.ts";
import type { ObjectKind } from "../../src/core/catalog/object-kind.ts";
import type { ParityChange, ParityReport, ParitySide } from "../../src/core/parity/parity-report.ts";

/** A change from its id; risk low and unexplained unless said otherwise. */
export function exampleChange(
  change: ParityChange["change"],
  id: string,
  parent: string | null,
  rest: Partial<ParityChange> = {},
): ParityChange {
  const kind = id.slice(0, id.indexOf(":")) as ObjectKind; // tests write valid ids
  return {
    change,
    kind,
    id: id as ObjectId, // likewise
    parent: parent as ObjectId | null, // likewise
    facts: [],
    cause: "unexplained",
    risk: "low",
    why: "a new object, nothing uses it yet",
    ...rest,
  };
}

/** Sides of the example. */
const exampleSides: { readonly source: ParitySide; readonly target: ParitySide } = {
  source: {
    name: "dev",
    database: "portal_dev",
    server: "PostgreSQL 17.10",
    fingerprint: "v1:pg17:aa",
    connection: "TLS 1.3, certificate verified",
  },
  target: { name: "production", database: "portal", server: "PostgreSQL 16.4", fingerprint: "v1:pg16:bb", connection: "no TLS" },
};

const body = (lines: readonly string[]) => `\n${lines.join("\n")}\n`;

const changes: readonly ParityChange[] = [
  exampleChange("add", "role:app_reader", null, { risk: "medium", why: "changes what a role may do" }),
  exampleChange("add", "table:public.invoices", "schema:public", {
    why: "a new table",
    cause: "pending",
    migration: "20251017103000_invoices.sql",
  }),
  ...["id", "total", "due"].map((name) => exampleChange("add", `column:public.invoices.${name}`, "table:public.invoices")),
  exampleChange("add", "constraint:public.invoices.invoices_pkey", "table:public.invoices", { detail: "primary key (id)" }),
  exampleChange("add", "index:public.invoices_due_idx", "table:public.invoices", { detail: "(due)" }),
  exampleChange("remove", "table:public.legacy_sessions", "schema:public", { risk: "high", why: "drops a table and its rows" }),
  exampleChange("remove", "column:public.legacy_sessions.id", "table:public.legacy_sessions", {
    risk: "high",
    why: "drops a column and its values",
  }),
  exampleChange("alter", "column:public.users.email", "table:public.users", {
    facts: [
      { fact: "type", source: "text", target: "varchar(20)" },
      { fact: "notNull", source: true, target: false },
    ],
    risk: "medium",
    why: "a type change may rewrite the table and its indexes",
  }),
  exampleChange("add", "column:public.users.nickname", "table:public.users", {
    detail: "text",
    why: "a nullable column, instant under a short lock",
  }),
  exampleChange("add", "index:public.users_email_idx", "table:public.users", {
    detail: "unique (email)",
    why: "an index, built concurrently",
  }),
  exampleChange("add", "comment:column:public.users.id", "column:public.users.id", { detail: "'who'", why: "a comment" }),
  exampleChange("alter", "enum:public.status", "schema:public", {
    facts: [{ fact: "labels", source: ["open", "paid", "void"], target: ["open", "paid"] }],
    why: "a new enum value, added in place",
  }),
  exampleChange("alter", "function:app.total(integer,integer)", "schema:app", {
    facts: [
      {
        fact: "body",
        source: body(["begin", "  return a + b;", "  -- ever so plain", "end"]),
        target: body(["begin", "  perform 1;", "  return a - b;", "end"]),
      },
    ],
    risk: "medium",
    why: "callers get the new behaviour at once",
    cause: "hot-fix",
  }),
];

/** Drift of every sort, with checks, a rename guess and things that were not seen. */
export const exampleReport: ParityReport = {
  ...exampleSides,
  inSync: false,
  changes,
  renameCandidates: [
    { from: "column:public.users.mail" as ObjectId, to: "column:public.users.email" as ObjectId, confidence: "certain" }, // valid ids
  ],
  parity: [
    { check: "server-version", status: "differs", detail: "dev 17.10, production 16.4" },
    { check: "extensions", status: "ok", detail: "both have plpgsql 1.0" },
    { check: "settings", status: "warning", detail: "work_mem is 4MB on dev and 64MB on production" },
    { check: "sequences", status: "ok", detail: "no sequence is behind its column" },
  ],
  summary: { add: 9, remove: 2, alter: 3, rename: 0, ignored: 4, byKind: { column: 6, table: 2 } },
  notCompared: [
    { what: "subscription", why: "pg_subscription can be read by superusers only", forWantOfRights: true },
    { what: "function (3)", why: "one of the sources cannot express this kind" },
  ],
};

/** Nothing differs and everything was seen. */
export const inSyncReport: ParityReport = {
  ...exampleReport,
  inSync: true,
  changes: [],
  renameCandidates: [],
  parity: [{ check: "extensions", status: "ok", detail: "both have plpgsql 1.0" }],
  summary: { add: 0, remove: 0, alter: 0, rename: 0, ignored: 0, byKind: {} },
  notCompared: [],
};
