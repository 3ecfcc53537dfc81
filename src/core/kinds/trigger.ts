/**
 * Triggers of tables and views, constraint triggers, and the copies that partitions get of their parent's: each copy
 * can be enabled and disabled on its own. Read as structure; only a WHEN condition needs the deparsed definition.
 */

import { parentedId } from "../catalog/object-id.ts";
import { json, type RowOf } from "../catalog/row-shape.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { alter, defineKind, ignored, type ReadContext, replace } from "./define-kind.ts";
import { type EnabledState, enabledState } from "./enabled-state.ts";
import { findOutsideQuotes } from "./find-outside-quotes.ts";
import { routineName } from "./references.sql.ts";
import { canReplace, triggerAlterations, triggerDdl } from "./trigger.ddl.ts";
import { madeByUser } from "./user-objects.sql.ts";

export type TriggerFacts = {
  readonly timing: "before" | "after" | "instead of";
  readonly level: "row" | "statement";
  readonly events: readonly string[];
  /** Columns that UPDATE OF names. */
  readonly columns: readonly string[];
  readonly when: string | null;
  readonly function: string;
  readonly arguments: readonly string[];
  readonly enabled: EnabledState;
  readonly oldTable: string | null;
  readonly newTable: string | null;
  readonly isConstraint: boolean;
  /** The table that FROM names, for a constraint trigger. */
  readonly referencedTable: string | null;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  /** The parent table's trigger that this one is a partition's copy of. */
  readonly inheritedFrom: string | null;
};

// tgtype bits (src/include/catalog/pg_trigger.h)
const rowBit = 1;
const beforeBit = 2;
const insteadBit = 64;
const eventBits = { insert: 4, delete: 8, update: 16, truncate: 32 } as const;

// Arguments are one bytea, each ended by a zero byte, in the database's encoding.
const argumentList = `(
             select pg_catalog.json_agg(pg_catalog.convert_from(pg_catalog.decode(a.part[1], 'hex'), pg_catalog.getdatabaseencoding()) order by a.position)
             from pg_catalog.regexp_matches(pg_catalog.encode(t.tgargs, 'hex'), '((?:(?!00)..)*)00', 'g') with ordinality as a (part, position)
           )`;

// Before 15 the copies on partitions are marked as internal; so are, everywhere, the triggers behind foreign keys.
const isDeclared = (version: ServerVersion) =>
  atLeast(version, 15) ? "not t.tgisinternal" : "(not t.tgisinternal or t.tgparentid <> 0)";

const row = {
  oid: "int",
  table_oid: "int",
  name: "text",
  type: "int",
  columns: json<readonly number[]>(),
  definition: "text?",
  function: "text?",
  arguments: json<readonly string[] | null>(),
  enabled: "text",
  old_table: "text?",
  new_table: "text?",
  constraint_oid: "int",
  referenced_table: "int",
  deferrable: "bool",
  initially_deferred: "bool",
  parent_table: "int?",
  parent_name: "text?",
} as const;

/** A trigger. */
export const triggerKind = defineKind<TriggerFacts>()({
  kind: "trigger",
  classId: "pg_trigger",
  query: (version) => `
    select t.oid, t.tgrelid as table_oid, t.tgname as name, t.tgtype as type, pg_catalog.to_json(t.tgattr::pg_catalog.int2[]) as columns,
           case when t.tgqual is not null then pg_catalog.pg_get_triggerdef(t.oid) end as definition,
           ${routineName("t.tgfoid")} as function, case when t.tgnargs > 0 then ${argumentList} end as arguments,
           t.tgenabled as enabled, t.tgoldtable as old_table, t.tgnewtable as new_table,
           t.tgconstraint as constraint_oid, t.tgconstrrelid as referenced_table,
           t.tgdeferrable as deferrable, t.tginitdeferred as initially_deferred,
           pt.tgrelid as parent_table, pt.tgname as parent_name
    from pg_catalog.pg_trigger t
    left join pg_catalog.pg_trigger pt on pt.oid = t.tgparentid
    where ${madeByUser("t.oid")} and ${isDeclared(version)}
    order by t.tgrelid, t.tgname`,
  row,
  read: (trigger, context) => {
    const parent = context.resolve("pg_class", trigger.table_oid, 0);
    if (parent === null) return null;
    const { constraint_oid: oid, name } = trigger;
    return {
      id: parentedId("trigger", parent, name),
      oid: trigger.oid,
      parent,
      aliases: oid === 0 ? [] : [{ classId: "pg_constraint", oid, subId: 0, id: parentedId("constraint", parent, name) }],
      facts: triggerFacts(trigger, context),
    };
  },
  changes: {
    timing: { ...alter("replace-trigger", triggerAlterations.alterAll), canAlter: canReplace },
    level: { ...alter("replace-trigger", triggerAlterations.alterAll), canAlter: canReplace },
    events: { ...alter("replace-trigger", triggerAlterations.alterAll), canAlter: canReplace },
    columns: { ...alter("replace-trigger", triggerAlterations.alterAll), canAlter: canReplace },
    when: { ...alter("replace-trigger", triggerAlterations.alterAll, "expression"), canAlter: canReplace },
    function: { ...alter("replace-trigger", triggerAlterations.alterAll), canAlter: canReplace },
    arguments: { ...alter("replace-trigger", triggerAlterations.alterAll), canAlter: canReplace },
    enabled: alter("replace-trigger", triggerAlterations.alterAll),
    oldTable: { ...alter("replace-trigger", triggerAlterations.alterAll), canAlter: canReplace },
    newTable: { ...alter("replace-trigger", triggerAlterations.alterAll), canAlter: canReplace },
    // CREATE OR REPLACE knows no constraint triggers
    isConstraint: replace("replace-trigger"),
    referencedTable: replace("replace-trigger"),
    deferrable: replace("replace-trigger"),
    initiallyDeferred: replace("replace-trigger"),
    inheritedFrom: replace("replace-trigger"),
  },
  ddl: triggerDdl,
  add: () => "create-trigger",
  remove: () => "drop-trigger",
  renameBy: ["timing", "level", "events", "columns", "when", "function", "arguments", "isConstraint"],
  catalog: {
    "pg_trigger.oid": "identity",
    "pg_trigger.tgrelid": "parent",
    "pg_trigger.tgparentid": ["inheritedFrom"],
    "pg_trigger.tgname": "identity",
    "pg_trigger.tgfoid": ["function"],
    "pg_trigger.tgtype": ["timing", "level", "events"],
    "pg_trigger.tgenabled": ["enabled"],
    "pg_trigger.tgisinternal": "derived",
    "pg_trigger.tgconstrrelid": ["referencedTable"],
    "pg_trigger.tgconstrindid": ignored("set only for the internal triggers of foreign keys and deferrable unique constraints"),
    "pg_trigger.tgconstraint": ["isConstraint"],
    "pg_trigger.tgdeferrable": ["deferrable"],
    "pg_trigger.tginitdeferred": ["initiallyDeferred"],
    "pg_trigger.tgnargs": "derived",
    "pg_trigger.tgattr": ["columns"],
    "pg_trigger.tgargs": ["arguments"],
    "pg_trigger.tgqual": ["when"],
    "pg_trigger.tgoldtable": ["oldTable"],
    "pg_trigger.tgnewtable": ["newTable"],
  },
});

function triggerFacts(trigger: RowOf<typeof row>, context: ReadContext): TriggerFacts {
  const has = (bit: number) => (trigger.type & bit) !== 0;
  const copyOf = trigger.parent_table === null ? null : context.resolve("pg_class", trigger.parent_table, 0);
  return {
    timing: has(insteadBit) ? "instead of" : has(beforeBit) ? "before" : "after",
    level: has(rowBit) ? "row" : "statement",
    events: Object.entries(eventBits).flatMap(([event, bit]) => (has(bit) ? [event] : [])),
    columns: trigger.columns.map((attribute) => context.columnName(trigger.table_oid, attribute)).sort(),
    when: trigger.definition === null ? null : whenCondition(trigger.definition),
    function: trigger.function ?? "?",
    arguments: trigger.arguments ?? [],
    enabled: enabledState(trigger.enabled),
    oldTable: trigger.old_table,
    newTable: trigger.new_table,
    isConstraint: trigger.constraint_oid !== 0,
    referencedTable: trigger.referenced_table === 0 ? null : context.resolve("pg_class", trigger.referenced_table, 0),
    deferrable: trigger.deferrable,
    initiallyDeferred: trigger.initially_deferred,
    inheritedFrom: copyOf === null ? null : parentedId("trigger", copyOf, trigger.parent_name ?? "?"),
  };
}

// `… FOR EACH ROW WHEN (condition) EXECUTE FUNCTION f()`
function whenCondition(definition: string): string {
  const opening = " WHEN (";
  const start = findOutsideQuotes(definition, opening) + opening.length;
  return definition.slice(start, findOutsideQuotes(definition, ") EXECUTE FUNCTION ", start));
}
