/** The migration that a person is about to write: header, hints, an open rollback block. */

import type { MigrationText } from "./format-migration.ts";

/** An empty migration of that day (YYYY-MM-DD). Its hints are comments, so that it runs as it is and does nothing. */
export function migrationTemplate(title: string, date: string, kind: MigrationText["kind"]): MigrationText {
  return {
    title,
    date,
    safe: "not judged yet",
    transaction: "one",
    kind,
    notes: [],
    hints: hints[kind].up,
    statements: [],
    rollback: { transaction: "one", notes: [], hints: hints[kind].down, statements: [] },
  };
}

const hints: Readonly<Record<MigrationText["kind"], { readonly up: readonly string[]; readonly down: readonly string[] }>> = {
  schema: {
    up: [
      "Statements go here; IF NOT EXISTS and IF EXISTS let them run twice: CREATE TABLE IF NOT EXISTS feature (id TEXT PRIMARY KEY);",
    ],
    down: ["DROP TABLE IF EXISTS feature;"],
  },
  data: {
    up: [
      "Rows only: changes of the schema go before it in a migration of their own, code that handles both in between.",
      "A part of a change in several files? `phase = backfill of NAME` as a lockstep comment; schema and cleanup are the others.",
      "Write it so that it can run twice: UPDATE users SET email_new = email WHERE email_new IS NULL;",
    ],
    down: ["UPDATE users SET email_new = NULL;"],
  },
};
