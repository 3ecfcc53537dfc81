/** COMMENT and SECURITY LABEL: a lock that stops VACUUM and index builds on the relation itself, a light one for what belongs to it. */

import { listOf, namesOf, nodeOf, type SqlFields } from "../../sql/sql-tree.ts";
import type { RelationKind } from "../schema-model.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

const relations: { readonly [objtype: string]: RelationKind | undefined } = {
  OBJECT_TABLE: "r",
  OBJECT_VIEW: "v",
  OBJECT_MATVIEW: "m",
  OBJECT_SEQUENCE: "S",
  OBJECT_INDEX: "i",
  OBJECT_FOREIGN_TABLE: "f",
};
const parts: ReadonlySet<unknown> = new Set(["OBJECT_TABCONSTRAINT", "OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"]);

/** Reads `CommentStmt`. */
export const readComment: StatementReader = (fields, reading) => {
  if (!onRelation(fields, reading)) reading.on.use("comment", null);
};

/** Reads `SecLabelStmt`. */
export const readSecurityLabel: StatementReader = (fields, reading) => {
  reading.on.use("set-security-label", null);
  onRelation(fields, reading);
};

function onRelation({ objtype, object }: SqlFields, { draft, on }: Reading): boolean {
  const names = namesOf(listOf(nodeOf(object, "List")?.items)) ?? [];
  const presumed = relations[String(objtype)];
  if (presumed !== undefined) on.use("comment-on-relation", draft.relation(draft.resolveParts(names), presumed));
  else if (objtype === "OBJECT_COLUMN" || parts.has(objtype)) {
    const table = draft.relation(draft.resolveParts(names.slice(0, -1)), "r");
    on.use(objtype === "OBJECT_COLUMN" ? "comment-on-relation" : "comment-on-part", table, { part: names.at(-1) ?? null });
  } else return false;
  return true;
}
