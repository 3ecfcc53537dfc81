/** SET SCHEMA of relations; of everything else in `rename-other.ts`. */

import { containerOf } from "../../catalog/object-id.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, textOf } from "../../sql/sql-tree.ts";
import type { QualifiedName } from "../schema-model.ts";
import { setSchemaOtherReaders } from "./rename-other.ts";
import type { StatementReader } from "./statement-reader.ts";

const relationTypes: ReadonlySet<string> = new Set([
  "OBJECT_TABLE",
  "OBJECT_FOREIGN_TABLE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_SEQUENCE",
]);

/** Reads `AlterObjectSchemaStmt`: a table takes its indexes along, and its sequences, which are locked too. */
export const setSchema: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  const type = textOf(fields.objectType) ?? "";
  if (!relationTypes.has(type)) {
    const other = setSchemaOtherReaders[type];
    if (other !== undefined) other(fields, reading);
    else if (type === "OBJECT_STATISTIC_EXT") on.use("rename", null);
    else on.unknown(`what SET SCHEMA of ${type} locks`);
    return;
  }
  const relation = draft.relation(draft.resolve(fieldsOf(fields.relation)), type === "OBJECT_VIEW" ? "v" : "r");
  on.use("rename", relation, relation === null ? { because: "it is not there" } : {});
  if (relation === null) return;
  const schema = quoteIdentifier(textOf(fields.newschema) ?? "");
  const moved = (name: QualifiedName) => `${schema}${name.slice(containerOf(name).length)}`;
  const sequences = draft.sequencesOf(relation.name);
  for (const { name } of sequences) on.lock(name, "ACCESS EXCLUSIVE", `sequence of ${relation.name}`);
  for (const { name, relkind } of [...draft.indexesOf(relation.name), ...sequences, relation])
    draft.rename(name, moved(name), relkind);
};
