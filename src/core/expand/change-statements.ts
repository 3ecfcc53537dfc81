/** The hand-made statements of each step, there and back: those that no difference between two catalogs tells. */

import type { Catalog } from "../catalog/catalog.ts";
import { kindOf, nameOf, type ObjectId, objectId, ownNameOf, parentedId, signatureId } from "../catalog/object-id.ts";
import { guardable, madeOrReplaced, type Statement, statement } from "../recipes/statement.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { isRight } from "./alike.ts";
import { type DualWrite, dualWrite, type OtherTriggers } from "./dual-write.ts";
import { nameParts } from "./find-column.ts";
import { moveWrite } from "./move-write.ts";
import {
  isSwapped,
  type NotNullChange,
  type RecordedChange,
  type RenameTableChange,
  type TablePlace,
  type Twin,
  type TwinChange,
  writtenTables,
} from "./recorded-change.ts";
import { familyOf, isPartitioned } from "./table-family.ts";
import { columnNames, functionName, type Moment, suffixed, tableName, triggerNames } from "./twin-names.ts";

/** Statements of a step and those that undo it, each list in its running order. */
export interface Step {
  readonly up: readonly Statement[];
  readonly down: readonly Statement[];
}

/** Adds the new columns, the function and its triggers: one transaction, so that no writer finds half of it. Moves have steps of their own. */
export function expandStep(recorded: RecordedChange, catalog: Catalog): Step {
  const { change } = recorded;
  if (change.kind === "move") return { up: [], down: [] };
  if (change.kind === "rename-table") return renameTableStep(change, catalog);
  if (change.kind === "not-null") return fillStep(recorded, change);
  const parts = change.twins.map((twin, i) => twinStep(recorded, change, twin, i, catalog));
  const locks = lockTogether(change.twins.map(idOf));
  return {
    up: [...locks, ...parts.flatMap(({ up }) => up)],
    down: [...locks, ...[...parts].reverse().flatMap(({ down }) => down)],
  };
}

function twinStep(recorded: RecordedChange, change: TwinChange, twin: Twin, index: number, catalog: Catalog): Step {
  const table = idOf(twin);
  const name = tableName(twin);
  const { news, olds } = columnNames(change, twin, "before");
  const write = dualWrite(recorded, twin, index, "before", otherTriggers(recorded, twin, catalog));
  const collate = (i: number) => {
    const collation =
      change.kind === "rename" ? catalog.objects.get(parentedId("column", table, olds[i] ?? ""))?.facts.collation : null;
    return typeof collation === "string" ? ` COLLATE ${collation}` : "";
  };
  const add = news.map((column, i) =>
    guardable(
      "add-nullable-column",
      "IF NOT EXISTS",
      (guard) => `ALTER TABLE ${name} ADD COLUMN ${guard}${quoteIdentifier(column)} ${twin.news[i]?.type ?? "text"}${collate(i)}`,
      { relation: table },
    ),
  );
  const drop = news.map((column) =>
    guardable("drop-column", "IF EXISTS", (guard) => `ALTER TABLE ${name} DROP COLUMN ${guard}${quoteIdentifier(column)}`, {
      relation: table,
    }),
  );
  return {
    up: [...add, ...makeWrite(write, table)],
    down: [...dropWrite(write, table), ...drop],
  };
}

/** Another trigger that changes rows before they are stored may write a column that no statement names. */
function otherTriggers(recorded: RecordedChange, place: TablePlace, { objects }: Catalog): OtherTriggers {
  const tables = new Set<ObjectId | null>(familyOf(place, { objects }).map(idOf));
  const others = [...objects.values()].filter(
    ({ kind, parent, facts, id }) =>
      kind === "trigger" && tables.has(parent) && facts.timing === "before" && facts.level === "row" && !isOwn(recorded, id),
  );
  return { changeRows: others.some(({ facts }) => Array.isArray(facts.events) && facts.events.includes("update")) };
}

function makeWrite({ makeFunction, replaceFunction, makeTriggers }: DualWrite, table: ObjectId): readonly Statement[] {
  return [
    madeOrReplaced((verb) => statement("create-routine", verb === "CREATE" ? makeFunction : replaceFunction)),
    // CREATE OR REPLACE TRIGGER came with 14, our oldest; a trigger of another table would be another one
    ...makeTriggers.map((sql) =>
      madeOrReplaced((verb) => statement("create-trigger", sql.replace(/^CREATE/, verb), { relation: table })),
    ),
  ];
}

function dropWrite({ dropTriggers, dropFunction }: DualWrite, table: ObjectId): readonly Statement[] {
  return [
    ...dropTriggers.map((sql) => statement("drop-trigger", sql, { relation: table })),
    statement("drop-routine", dropFunction),
  ];
}

// Fills what old code leaves empty. A CHECK at this point would also refuse unrelated changes of rows that were never filled.
function fillStep({ name }: RecordedChange, change: NotNullChange): Step {
  const column = quoteIdentifier(change.column);
  const table = idOf(change);
  const routine = functionName(name, change, 0);
  const { insert } = triggerNames(name, 0);
  const body = `begin
  new.${column} := (${change.expression});
  return new;
end`;
  const text = (verb: string) => `${verb} FUNCTION ${routine}() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $lockstep$
${body}
$lockstep$`;
  return {
    up: [
      madeOrReplaced((verb) => statement("create-routine", text(verb))),
      madeOrReplaced((verb) =>
        statement(
          "create-trigger",
          `${verb} TRIGGER ${insert} BEFORE INSERT OR UPDATE ON ${tableName(change)} FOR EACH ROW\n  WHEN (new.${column} is null) EXECUTE FUNCTION ${routine}()`,
          { relation: table },
        ),
      ),
    ],
    down: [
      statement("drop-trigger", `DROP TRIGGER IF EXISTS ${insert} ON ${tableName(change)}`, { relation: table }),
      statement("drop-routine", `DROP FUNCTION IF EXISTS ${routine}()`),
    ],
  };
}

// Both in one transaction: whoever waited for the lock finds a relation of the name that it says.
function renameTableStep(change: RenameTableChange, catalog: Catalog): Step {
  const { schema, table, to } = change;
  const [old, now] = [tableName(change), tableName({ schema, table: to })];
  const id = idOf(change);
  const isSecure = (catalog.server?.versionNumber ?? 0) >= 150_000;
  return {
    up: [
      statement("rename", `ALTER TABLE ${old} RENAME TO ${quoteIdentifier(to)}`, { relation: id }),
      statement(
        "create-view",
        `CREATE OR REPLACE VIEW ${old}${isSecure ? " WITH (security_invoker = true)" : ""} AS SELECT * FROM ${now}`,
      ),
      ...viewGrants(change, catalog).map((sql) => statement("grant", sql)),
    ],
    down: [
      statement("drop-view", `DROP VIEW IF EXISTS ${old}`),
      statement("rename", `ALTER TABLE ${now} RENAME TO ${quoteIdentifier(table)}`, {
        relation: objectId("table", schema, to),
      }),
    ],
  };
}

const viewRights = ["SELECT", "INSERT", "UPDATE", "DELETE"];

// Who may do something with the table, or with some of its columns, may do it through the view.
function viewGrants(change: RenameTableChange, { objects }: Catalog): readonly string[] {
  const table = idOf(change);
  return [...objects.values()].flatMap(({ kind, parent, facts, id }) => {
    const target = parent === table ? table : objects.get(parent ?? table)?.parent === table ? parent : null;
    if (kind !== "privilege" || target === null || !["table", "column"].includes(kindOf(target))) return [];
    const role = id.slice(`privilege:${target}:`.length);
    const given = (Array.isArray(facts.privileges) ? facts.privileges : []).map((right) =>
      String(right).replace(/ WITH GRANT OPTION$/, ""),
    );
    const rights = given.includes("ALL") ? viewRights : viewRights.filter((right) => given.includes(right));
    if (role === "$owner" || rights.length === 0) return [];
    const columns = target === table ? "" : ` (${ownNameOf(target)})`;
    return [
      `GRANT ${rights.map((right) => `${right}${columns}`).join(", ")} ON ${tableName(change)} TO ${role === "public" ? "PUBLIC" : role}`,
    ];
  });
}

/** The server's own proof that every row is right, under a lock that lets others write; gone again once it has held. */
export function proofStatements(recorded: RecordedChange): readonly Statement[] {
  const { change, name } = recorded;
  if (!("twins" in change)) return [];
  return change.twins.flatMap((twin, i) => {
    const table = idOf(twin);
    const check = quoteIdentifier(suffixed(`lockstep_${name}`, `_${i + 1}_proof`));
    const head = `ALTER TABLE ${tableName(twin)}`;
    return [
      statement("drop-constraint", `${head} DROP CONSTRAINT IF EXISTS ${check}`, { relation: table }),
      statement("add-check-not-valid", `${head} ADD CONSTRAINT ${check} CHECK (${isRight(change, twin)}) NOT VALID`, {
        relation: table,
      }),
      statement("validate-constraint", `${head} VALIDATE CONSTRAINT ${check}`, { relation: table, transaction: "own" }),
      statement("drop-constraint", `${head} DROP CONSTRAINT ${check}`, { relation: table }),
    ];
  });
}

/** What an interrupted proof may have left: dropped on the way back. */
export function proofLeftovers(recorded: RecordedChange): readonly Statement[] {
  return proofStatements(recorded).filter(({ sql }) => sql.includes("DROP CONSTRAINT IF EXISTS"));
}

/** Raises where the trigger does not run: everything that was proven rests on it. */
export function triggerGuard({ name, change }: RecordedChange): readonly Statement[] {
  return writtenTables(change).map((place, i) => {
    const { insert, update } = triggerNames(name, i);
    const names = (change.kind === "not-null" ? [insert] : [insert, update]).map((one) =>
      quoteLiteral(one.replaceAll('"', "")).trim(),
    );
    const table = tableName(place);
    return statement(
      "run-code-block",
      `DO $lockstep$
begin
  if exists (
      -- a partition's copy fires or not by itself
      select from (select ${quoteLiteral(table).trim()}::pg_catalog.regclass as oid
                   union select p.relid from pg_catalog.pg_partition_tree(${quoteLiteral(table).trim()}) p) m
      where (select pg_catalog.count(*) from pg_catalog.pg_trigger t
             where t.tgrelid = m.oid and t.tgname in (${names.join(", ")}) and t.tgenabled in ('O', 'A')) <> ${names.length}) then
    raise exception 'the triggers that keep both forms of ${table.replaceAll("'", "''")} alike are not there or switched off';
  end if;
end
$lockstep$`,
    );
  });
}

/** Raises where a partition came after the files were planned and lacks an index: the whole's is invalid then, and would lead so. */
export function indexGuard({ twins }: TwinChange, catalog: Catalog): readonly Statement[] {
  const roots = twins.filter((twin) => isPartitioned(catalog.objects.get(idOf(twin))?.facts));
  return roots.map((twin) => {
    const table = tableName(twin);
    return statement(
      "run-code-block",
      `DO $lockstep$
declare
  lacking text;
begin
  select pg_catalog.string_agg(i.indexrelid::pg_catalog.regclass::pg_catalog.text, ', ' order by i.indexrelid) into lacking
  from pg_catalog.pg_index i
  where not i.indisvalid and i.indrelid in (select p.relid from pg_catalog.pg_partition_tree(${quoteLiteral(table).trim()}) p);
  if lacking is not null then
    raise exception 'a partition of ${table.replaceAll("'", "''")} has no index for %: build it there and attach it', lacking;
  end if;
end
$lockstep$`,
    );
  });
}

/** The function as it is once the other side leads, or before, and its trigger where that watches the side that leads. */
export function leadStatements(recorded: RecordedChange, moment: Moment, catalog: Catalog): readonly Statement[] {
  const { change } = recorded;
  if (!("twins" in change)) return [];
  return change.twins.flatMap((twin, i) => {
    const write = dualWrite(recorded, twin, i, moment, otherTriggers(recorded, twin, catalog));
    const own = statement("replace-routine", write.replaceFunction);
    // CREATE OR REPLACE TRIGGER came with 14, our oldest
    const trigger = write.makeUpdateTrigger.replace(/^CREATE/, "CREATE OR REPLACE");
    return isSwapped(change) ? [own, statement("create-trigger", trigger, { relation: idOf(twin) })] : [own];
  });
}

/**
 * Takes the locks of a step at once: between one and the next no application can take the second and ask for the first, which would be a
 * deadlock. Views come before what they read, as queries lock them.
 */
export function lockTogether(relations: readonly ObjectId[]): readonly Statement[] {
  const all = [...new Set(relations)];
  const [first] = all;
  if (first === undefined || all.length === 1) return [];
  return [statement("lock-table", `LOCK TABLE ${all.map(nameOf).join(", ")} IN ACCESS EXCLUSIVE MODE`, { relation: first })];
}

/** The table of a place. */
export function idOf({ schema, table }: TablePlace): ObjectId {
  return objectId("table", schema, table);
}

/** True for the functions and triggers of a change. */
export function isOwn({ name, change }: RecordedChange, id: ObjectId): boolean {
  const places = writtenTables(change);
  if (kindOf(id) === "function") return places.some((place, i) => nameOf(id) === `${functionName(name, place, i)}()`);
  const names = places.flatMap((_, i) => Object.values(triggerNames(name, i)));
  return kindOf(id) === "trigger" && names.includes(ownNameOf(id));
}

/** Takes the triggers and functions away. */
export function triggerDrops(recorded: RecordedChange, catalog: Catalog): readonly Statement[] {
  const { change } = recorded;
  if (!("twins" in change)) return [];
  return change.twins.flatMap((twin, i) =>
    dropWrite(dualWrite(recorded, twin, i, "after", otherTriggers(recorded, twin, catalog)), idOf(twin)),
  );
}

/** Whether the new form leads in this schema: the names are swapped, the trigger has turned, or nulls are refused. */
export function isSwitched({ change, name }: RecordedChange, { objects }: Catalog): boolean {
  if (change.kind === "rename-table") return true;
  if (change.kind === "not-null") return objects.get(parentedId("column", idOf(change), change.column))?.facts.notNull === true;
  const hasBody = (place: TablePlace, i: number, wanted: string) => {
    const body = objects.get(signatureId("function", nameParts(functionName(name, place, i)), ""))?.facts.body;
    return typeof body === "string" && wanted.includes(body.trim());
  };
  if (change.kind === "move")
    return ([0, 1] as const).every((i) =>
      hasBody(i === 0 ? change : change.to, i, moveWrite(name, change, i, "after").replaceFunction),
    );
  if (isSwapped(change))
    return change.twins.every((twin) =>
      columnNames(change, twin, "after").olds.every((old) => objects.has(parentedId("column", idOf(twin), old))),
    );
  return change.twins.every((twin, i) => {
    const others = { changeRows: true };
    return hasBody(twin, i, dualWrite({ schemaVersion: 1, name, asked: "", change }, twin, i, "after", others).replaceFunction);
  });
}

/** Makes the trigger of one of a change's tables, as it is at a moment. */
export function triggerMakes(recorded: RecordedChange, catalog: Catalog, index: number, moment: Moment): readonly Statement[] {
  const { change } = recorded;
  const twin = "twins" in change ? change.twins[index] : undefined;
  if (twin === undefined) return [];
  return makeWrite(dualWrite(recorded, twin, index, moment, otherTriggers(recorded, twin, catalog)), idOf(twin));
}
