/** DROP of everything that is no relation; with CASCADE, relations that use it are locked and lose their part in it. */

import { qualifiedName } from "../../sql/quote.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../../sql/sql-tree.ts";
import { dropDependents } from "../dependents.ts";
import type { StatementForm } from "../statement-form.ts";
import { typeText } from "../type-text.ts";
import { dropTablePart } from "./policy.ts";
import { dropExtension } from "./publication.ts";
import { resolveRoutines } from "./run-routine.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";
import { dropTrigger } from "./trigger.ts";
import { idOfType, resolveType } from "./type-name.ts";

type DropOne = (object: SqlTree, isCascade: boolean, reading: Reading) => void;

/** Reads every object of `DropStmt`. */
function each(dropOne: DropOne): StatementReader {
  return (fields, reading) => {
    for (const object of listOf(fields.objects)) dropOne(object, fields.behavior === "DROP_CASCADE", reading);
  };
}

const partsOf = (object: SqlTree) => namesOf(listOf(nodeOf(object, "List")?.items)) ?? [];

const dropType: DropOne = (object, isCascade, reading) => {
  const { draft, on } = reading;
  const name = resolveType(namesOf(nodeOf(object, "TypeName")?.names) ?? [], draft);
  // a composite type has a row in pg_class
  on.use("drop-type", null, { part: name });
  if (draft.known(name)?.relkind === "c") on.lock(name, "ACCESS EXCLUSIVE");
  if (isCascade) dropDependents([idOfType(name, draft)], name, on, draft);
  draft.setType(name, null);
  if (draft.known(name)?.relkind === "c") draft.remove(name);
};

const dropRoutine: DropOne = (object, isCascade, reading) => {
  const { draft, on } = reading;
  const { objname, objargs, args_unspecified: isAnySignature } = fieldsOf(nodeOf(object, "ObjectWithArgs") ?? undefined);
  const parts = namesOf(objname) ?? [];
  on.use("drop-routine", null, { part: parts.join(".") });
  const signature = `(${listOf(objargs)
    .map((type) => typeText(fieldsOf(nodeOf(type, "TypeName") ?? undefined), draft) ?? "?")
    .join(",")})`;
  const found = resolveRoutines(parts, draft);
  const meant = isAnySignature === true ? found : found.filter((routine) => routine.signature === signature);
  const ids = meant.flatMap((routine) =>
    ["function:", "procedure:", "aggregate:"].map((word) => `${word}${routine.name}${routine.signature}`),
  );
  if (isCascade) {
    dropNewTriggers(new Set(meant.map(({ name }) => name)), reading);
    dropDependents(ids, `${parts.join(".")}()`, on, draft);
  }
  for (const routine of meant) draft.removeRoutines(routine.name);
};

// the catalog that the dependents come from does not know what the file itself made
function dropNewTriggers(functions: ReadonlySet<string>, { draft, on }: Reading): void {
  for (const table of draft.relationNames()) {
    const triggers = draft.known(table)?.triggers ?? [];
    const kept = triggers.filter((trigger) => trigger.function === null || !functions.has(trigger.function));
    if (kept.length === triggers.length) continue;
    on.lock(table, "ACCESS EXCLUSIVE", "its trigger calls the function");
    draft.change(table, "r", () => ({ triggers: kept }));
  }
}

/** A drop that locks nothing, unless CASCADE takes along what depends on it: then its id is looked for. */
function plain(form: StatementForm, word: string | null): DropOne {
  return (object, isCascade, { draft, on }) => {
    const name = textOf(nodeOf(object, "String")?.sval) ?? partsOf(object).join(".");
    on.use(form, null, { part: name === "" ? null : name });
    if (!isCascade) return;
    if (word === null) on.unknown("what CASCADE drops with it");
    else {
      const parts = partsOf(object);
      const names = parts.length === 1 ? draft.searchPath.map((schema) => qualifiedName(schema, ...parts)) : [name];
      dropDependents(
        names.map((one) => `${word}${one}`),
        name,
        on,
        draft,
      );
    }
  };
}

const extension: DropOne = (object, isCascade, reading) => {
  dropExtension(textOf(nodeOf(object, "String")?.sval) ?? "", isCascade, reading);
};

/** By `removeType` of `DropStmt`. */
export const dropOtherReaders: { readonly [removeType: string]: ((fields: SqlFields, reading: Reading) => void) | undefined } = {
  OBJECT_TYPE: each(dropType),
  OBJECT_DOMAIN: each(dropType),
  OBJECT_FUNCTION: each(dropRoutine),
  OBJECT_PROCEDURE: each(dropRoutine),
  OBJECT_ROUTINE: each(dropRoutine),
  OBJECT_AGGREGATE: each(dropRoutine),
  OBJECT_TRIGGER: each((object, _cascade, reading) => dropTrigger(partsOf(object), reading)),
  OBJECT_POLICY: each((object, _cascade, reading) => dropTablePart("drop-policy", "policy:")(partsOf(object), reading)),
  OBJECT_RULE: each((object, _cascade, reading) => dropTablePart("change-rule", "rule:")(partsOf(object), reading)),
  OBJECT_EXTENSION: each(extension),
  OBJECT_PUBLICATION: each(plain("drop-publication", null)),
  OBJECT_EVENT_TRIGGER: each(plain("change-event-trigger", null)),
  OBJECT_FOREIGN_SERVER: each(plain("drop-object", "server:")),
  OBJECT_FDW: each(plain("drop-object", "foreign-data-wrapper:")),
  OBJECT_LANGUAGE: each(plain("drop-object", "language:")),
  OBJECT_ACCESS_METHOD: each(plain("drop-object", "access-method:")),
  OBJECT_COLLATION: each(plain("drop-object", "collation:")),
  OBJECT_CONVERSION: each(plain("drop-object", null)),
  OBJECT_CAST: each(plain("drop-object", null)),
  OBJECT_TRANSFORM: each(plain("drop-object", null)),
  OBJECT_OPERATOR: each(plain("drop-object", null)),
  OBJECT_OPCLASS: each(plain("drop-object", null)),
  OBJECT_OPFAMILY: each(plain("drop-object", null)),
  OBJECT_TSCONFIGURATION: each(plain("drop-object", null)),
  OBJECT_TSDICTIONARY: each(plain("drop-object", null)),
  OBJECT_TSPARSER: each(plain("drop-object", null)),
  OBJECT_TSTEMPLATE: each(plain("drop-object", null)),
};
