/** A relation's new name. Relations are what ALTER … RENAME TO knows IF EXISTS for: under the old name a second run finds nothing. */

import { type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import type { Facts } from "../catalog/schema-object.ts";
import { guardable, type Statement } from "../recipes/statement.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import type { KindDdl, ObjectOf } from "./kind-ddl.ts";

/** The statement; `relation` is what it locks where that is another one than the object itself. */
export function renameRelation<F extends Facts>(
  form: StatementForm,
  noun: KindDdl<F>["noun"],
  object: ObjectOf<F>,
  to: ObjectId,
  relation: ObjectId = object.id,
): Statement {
  return guardable(form, "IF EXISTS", (guard) => `ALTER ${noun(object, guard)} RENAME TO ${ownNameOf(to)}`, { relation });
}
