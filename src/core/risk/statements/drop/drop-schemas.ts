/** DROP SCHEMA: with CASCADE everything in it, each relation under a lock of its own, and whatever elsewhere depends on that. */

import { containerOf } from "../../../catalog/object-id.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { dropDependents } from "../../dependents.ts";
import type { DropReader } from "../drop.ts";
import { lockDropped } from "./drop-relations.ts";
import { droppedNames } from "./dropped-names.ts";

/** Reads DROP SCHEMA. */
export const dropSchemas: DropReader = (fields, { draft, on }) => {
  const isCascade = fields.behavior === "DROP_CASCADE";
  for (const parts of droppedNames(fields)) {
    const schema = quoteIdentifier(parts.at(-1) ?? "");
    on.use(isCascade ? "drop-schema" : "drop-empty-schema", null, { part: parts.at(-1) ?? null });
    if (!isCascade) continue;
    const inside = [...draft.relationNames()]
      .filter((name) => containerOf(name) === schema)
      .flatMap((name) => draft.known(name) ?? []);
    for (const relation of inside) {
      on.lock(relation.name, "ACCESS EXCLUSIVE", `in schema ${schema}`);
      lockDropped(relation, on, draft);
    }
    dropDependents([`schema:${schema}`], `schema ${schema}`, on, draft);
    for (const { name } of inside) draft.remove(name);
  }
};
