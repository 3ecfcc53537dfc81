/** Publications, subscriptions and extensions. */

import { fieldsOf, listOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../../sql/sql-tree.ts";
import { dropDependents } from "../dependents.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

/** Reads `CreatePublicationStmt`. */
export const createPublication: StatementReader = (fields, reading) => {
  publishTables(fields, reading);
};

/** Reads `AlterPublicationStmt`. SET TABLE touches the tables that leave, too. */
export const alterPublication: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  publishTables(fields, reading);
  if (fields.action !== "AP_SetObjects") return;
  const name = textOf(fields.pubname) ?? "";
  const prefix = `publication-table:${name}:`;
  for (const member of draft.model.dependents.get(`publication:${name}`) ?? [])
    if (member.startsWith(prefix)) on.lock(member.slice(prefix.length), "SHARE UPDATE EXCLUSIVE", `in publication ${name}`);
  if (!draft.isComplete) on.unknown(`which tables leave publication ${name}`);
};

function publishTables(fields: SqlFields, { draft, on }: Reading): void {
  const part = textOf(fields.pubname);
  let isAbout = false;
  for (const object of listOf(fields.pubobjects)) {
    const rangeVar = fieldsOf(fieldsOf(fieldsOf(nodeOf(object, "PublicationObjSpec") ?? undefined).pubtable).relation);
    if (rangeVar.relname === undefined) continue;
    isAbout = true;
    const table = draft.relation(draft.resolve(rangeVar), "r");
    on.use("change-publication", table, { part });
    // partitions follow their parent, inheriting tables are members of their own
    const below = table === null || table.partitionKey !== null || rangeVar.inh !== true ? [] : draft.descendantsOf(table.name);
    for (const child of below) on.use("change-publication", child, { part, via: `inherits from ${table?.name}` });
  }
  if (!isAbout) on.use("change-publication", null, { part });
}

/** Reads statements about subscriptions. */
export const changeSubscription: StatementReader = (fields, { on }) => {
  on.use("change-subscription", null, { part: textOf(fields.subname) });
};

/** Reads `CreateSubscriptionStmt`: unless told otherwise it makes a slot on the publisher, which cannot be taken back. */
export const createSubscription: StatementReader = (fields, reading) => {
  changeSubscription(fields, reading);
  const isOff = (option: SqlTree) => {
    const { defname, arg } = fieldsOf(nodeOf(option, "DefElem") ?? undefined);
    return (defname === "create_slot" || defname === "connect") && /false|off|0/.test(JSON.stringify(arg ?? null));
  };
  if (!listOf(fields.options).some(isOff)) reading.on.transaction("outside");
};

/**
 * Extensions of PostgreSQL itself (contrib, 14 to 18): their scripts make types, functions, operators and views, and touch nothing that was
 * there before. Others may do anything.
 */
const makesOwnObjects: ReadonlySet<string> = new Set(
  (
    "amcheck autoinc bloom btree_gin btree_gist citext cube dblink dict_int dict_xsyn earthdistance file_fdw fuzzystrmatch hstore insert_username intagg " +
    "intarray isn lo ltree moddatetime pageinspect pg_buffercache pg_freespacemap pg_prewarm pg_stat_statements pg_surgery pg_trgm pg_visibility pg_walinspect pgcrypto " +
    "pgrowlocks pgstattuple plpgsql postgres_fdw refint seg sslinfo tablefunc tcn tsm_system_rows tsm_system_time unaccent uuid-ossp xml2"
  ).split(" "),
);

/** Reads `CreateExtensionStmt`. What its script does is in a file of the server. */
export const createExtension: StatementReader = (fields, { draft, on }) => {
  const name = textOf(fields.extname) ?? "";
  const isThere = fields.if_not_exists === true && draft.model.dependents.has(`extension:${name}`);
  on.use("create-extension", null, { part: name, because: isThere ? "the extension is there already" : null });
  if (!isThere && !makesOwnObjects.has(name)) on.unknown(`what the script of extension ${name} does`);
};

/** Reads `AlterExtensionStmt`: UPDATE. */
export const updateExtension: StatementReader = (fields, { on }) => {
  const name = textOf(fields.extname) ?? "";
  on.use("update-extension", null, { part: name });
  on.unknown(`what the upgrade script of extension ${name} does`);
};

/** Reads `AlterExtensionContentsStmt`: ADD and DROP of a member. */
export const changeExtension: StatementReader = (fields, { draft, on }) => {
  on.use("alter-object", null, { part: textOf(fields.extname) });
  if (!/TABLE|VIEW|SEQUENCE/.test(String(fields.objtype))) return;
  const names = listOf(nodeOf(fields.object, "List")?.items).map((one) => textOf(nodeOf(one, "String")?.sval) ?? "");
  on.lock(draft.resolveParts(names), "SHARE UPDATE EXCLUSIVE");
};

/** DROP EXTENSION by name. */
export function dropExtension(name: string, isCascade: boolean, { draft, on }: Reading): void {
  on.use("drop-extension", null, { part: name });
  if (isCascade) dropDependents([`extension:${name}`], `extension ${name}`, on, draft);
}

/** Reads `ImportForeignSchemaStmt`: which tables it makes, only the other server knows. */
export const importForeignSchema: StatementReader = (fields, { on }) => {
  on.use("create-object", null);
  on.unknown(`which foreign tables it makes from ${textOf(fields.remote_schema) ?? "the other schema"}`);
};
