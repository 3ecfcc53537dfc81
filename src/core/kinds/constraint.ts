/**
 * Primary, unique, foreign key, check and exclusion constraints, of tables and of domains. Read as structure; the index
 * that a constraint owns is part of the constraint, because neither can change without the other.
 */

import { objectId, parentedId } from "../catalog/object-id.ts";
import { json } from "../catalog/row-shape.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { canAttach, canValidate, constraintAlterations, constraintDdl, constraintForms, isForeignKey } from "./constraint.ddl.ts";
import { constraintCatalog } from "./constraint-catalog.ts";
import { type ConstraintTriggers, constraintTriggers, type TriggerStates, triggerStates } from "./constraint-triggers.ts";
import { alter, defineKind, type ReadContext, replace } from "./define-kind.ts";
import {
  type AttributeSettings,
  attributeSettings,
  type IndexKeys,
  type IndexKeysRow,
  indexKeys,
  keyStatistics,
} from "./index-keys.ts";
import { optionsFact } from "./reloptions.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

const types = { p: "primary key", u: "unique", f: "foreign key", c: "check", x: "exclusion" } as const;
const actions: { readonly [code: string]: string } = {
  a: "no action",
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};
const matches: { readonly [code: string]: string } = { f: "full", p: "partial", s: "simple" };

/** Facts of every constraint; those that its type does not have are null. */
export type ConstraintFacts = {
  readonly type: (typeof types)[keyof typeof types];
  /** Constrained columns in order; for a check, those that it mentions. */
  readonly columns: readonly string[];
  readonly check: string | null;
  readonly isValid: boolean;
  /** PostgreSQL 18+; true before. */
  readonly isEnforced: boolean;
  readonly noInherit: boolean;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  readonly isLocal: boolean;
  readonly inheritedFrom: number;
  /** The constraint of the partitioned table that this one belongs to. */
  readonly attachedTo: string | null;
  readonly referencedTable: string | null;
  readonly referencedColumns: readonly string[] | null;
  readonly onUpdate: string | null;
  readonly onDelete: string | null;
  /** Columns that ON DELETE SET NULL or SET DEFAULT names (15+). */
  readonly onDeleteColumns: readonly string[] | null;
  readonly match: string | null;
  /** WITHOUT OVERLAPS or PERIOD (18+). */
  readonly temporal: boolean;
  /** Operators of an exclusion constraint. */
  readonly operators: readonly string[] | null;
  readonly nullsNotDistinct: boolean;
  /** The owned index: what CREATE INDEX would say of it. */
  readonly index: Omit<IndexKeys, "expressions" | "predicate"> | null;
  readonly indexExpressions: string | null;
  readonly predicate: string | null;
  /** False for a partitioned index that some partition lacks. */
  readonly indexIsValid: boolean | null;
  /** When the triggers that enforce it fire, by what they watch; only those that do not fire as CREATE made them. */
  readonly triggers: ConstraintTriggers;
  readonly indexOptions: { readonly [option: string]: string } | null;
  /** `SET STATISTICS` of expressions of an exclusion constraint: key number → target. */
  readonly indexStatistics: { readonly [key: string]: number } | null;
  readonly indexTablespace: string | null;
};

const query = (version: ServerVersion) => `
    select k.oid, k.conname as name, k.contype as type, k.conrelid as table_oid, k.contypid as domain_oid,
           pg_catalog.to_json(k.conkey) as keys, k.convalidated as is_valid,
           ${atLeast(version, 18) ? "k.conenforced" : "true"} as is_enforced, k.connoinherit as no_inherit,
           k.condeferrable as deferrable, k.condeferred as deferred, k.conislocal as is_local, k.coninhcount as inherited_from,
           pk.conname as parent_name, pk.conrelid as parent_table, ${atLeast(version, 18) ? "k.conperiod" : "false"} as temporal,
           pg_catalog.pg_get_expr(k.conbin, k.conrelid) as "check",
           k.confrelid as referenced_table, pg_catalog.to_json(k.confkey) as referenced_keys,
           k.confupdtype as on_update, k.confdeltype as on_delete, k.confmatchtype as match_type,
           ${atLeast(version, 15) ? "pg_catalog.to_json(k.confdelsetcols)" : "null::pg_catalog.json"} as on_delete_keys,
           pg_catalog.to_json(k.conexclop::pg_catalog.oid[]::pg_catalog.regoperator[]) as operators,
           i.indexrelid as index_oid, xn.nspname as index_schema, x.relname as index_name, am.amname as method, i.indnkeyatts as key_count, i.indisvalid as index_is_valid,
           pg_catalog.to_json(i.indkey::pg_catalog.int2[]) as attributes,
           pg_catalog.to_json(i.indclass::pg_catalog.oid[]::pg_catalog.int8[]) as operator_classes,
           pg_catalog.to_json(i.indcollation::pg_catalog.oid[]::pg_catalog.regcollation[]) as collations,
           pg_catalog.to_json(i.indoption::pg_catalog.int2[]) as flags,
           pg_catalog.pg_get_expr(i.indexprs, i.indrelid) as expressions, pg_catalog.pg_get_expr(i.indpred, i.indrelid) as predicate,
           ${atLeast(version, 15) ? "coalesce(i.indnullsnotdistinct, false)" : "false"} as nulls_not_distinct,
           x.reloptions as options, ts.spcname as tablespace, ${attributeSettings(version)} as attribute_settings,
           tg.states as trigger_states
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_namespace n on n.oid = k.connamespace and ${inUserSchema("n")}
    left join pg_catalog.pg_constraint pk on pk.oid = k.conparentid and k.conparentid <> 0
    left join ${triggerStates} tg on tg.tgconstraint = k.oid
    left join pg_catalog.pg_index i on i.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
    left join pg_catalog.pg_class x on x.oid = i.indexrelid
    left join pg_catalog.pg_namespace xn on xn.oid = x.relnamespace
    left join pg_catalog.pg_am am on am.oid = x.relam
    left join pg_catalog.pg_tablespace ts on ts.oid = x.reltablespace
    where k.contype in ('p', 'u', 'f', 'c', 'x') and ${madeByUser("k.oid")}
    order by k.conrelid, k.contypid, k.conname`;

/** A constraint of a table or domain. */
export const constraintKind = defineKind<ConstraintFacts>()({
  kind: "constraint",
  classId: "pg_constraint",
  query,
  row: {
    oid: "int",
    name: "text",
    type: "text",
    table_oid: "int",
    domain_oid: "int",
    keys: json<readonly number[] | null>(),
    is_valid: "bool",
    is_enforced: "bool",
    no_inherit: "bool",
    deferrable: "bool",
    deferred: "bool",
    is_local: "bool",
    inherited_from: "int",
    parent_name: "text?",
    parent_table: "int?",
    temporal: "bool",
    check: "text?",
    referenced_table: "int",
    referenced_keys: json<readonly number[] | null>(),
    on_update: "text",
    on_delete: "text",
    match_type: "text",
    on_delete_keys: json<readonly number[] | null>(),
    operators: json<readonly string[] | null>(),
    index_oid: "int?",
    index_schema: "text?",
    index_name: "text?",
    method: "text?",
    key_count: "int?",
    index_is_valid: "bool?",
    attributes: json<readonly number[] | null>(),
    operator_classes: json<readonly number[] | null>(),
    collations: json<readonly string[] | null>(),
    flags: json<readonly number[] | null>(),
    expressions: "text?",
    predicate: "text?",
    nulls_not_distinct: "bool",
    attribute_settings: json<AttributeSettings | null>(),
    trigger_states: json<TriggerStates | null>(),
    options: "text[]?",
    tablespace: "text?",
  },
  read: (row, context) => {
    const parent =
      row.table_oid === 0 ? context.resolve("pg_type", row.domain_oid, 0) : context.resolve("pg_class", row.table_oid, 0);
    if (parent === null) return null;
    const isForeignKey = row.type === "f";
    const referenced = isForeignKey ? context.resolve("pg_class", row.referenced_table, 0) : null;
    if (isForeignKey && referenced === null) {
      const what = parentedId("constraint", parent, row.name);
      context.notCompared({ what, why: "the table that it references is not read" });
      return null;
    }
    const columnNames = (relation: number, keys: readonly number[] | null) =>
      (keys ?? []).filter((key) => key > 0).map((key) => context.columnName(relation, key));
    const hasIndex = row.index_oid !== null && row.index_schema !== null && row.index_name !== null;
    const indexId = hasIndex ? objectId("index", row.index_schema ?? "", row.index_name ?? "") : null;
    return {
      id: parentedId("constraint", parent, row.name),
      oid: row.oid,
      parent,
      // A foreign key to a partitioned table has a copy for each partition of that, named by their order and by the server's
      // version: the key itself says all of it, unless the copy's triggers were turned off.
      isRestated: isForeignKey && row.parent_table === row.table_oid && row.trigger_states === null,
      aliases: indexId === null ? [] : [{ classId: "pg_class", oid: row.index_oid ?? 0, subId: 0, id: indexId }],
      facts: {
        type: types[row.type as keyof typeof types], // the query admits these types only
        // The list of a check only repeats what its expression says, in an order that depends on how it was written.
        columns: row.type === "c" ? [] : columnNames(row.table_oid, row.keys),
        check: row.check,
        isValid: row.is_valid,
        isEnforced: row.is_enforced,
        // keys cannot be inherited anyway, and a partition's key has it or not by whether it was attached or made with the parent's
        noInherit: row.type === "c" && row.no_inherit,
        deferrable: row.deferrable,
        initiallyDeferred: row.deferred,
        isLocal: row.is_local,
        inheritedFrom: row.inherited_from,
        attachedTo: attachedTo(row.parent_table, row.parent_name, context),
        referencedTable: referenced,
        referencedColumns: isForeignKey ? columnNames(row.referenced_table, row.referenced_keys) : null,
        onUpdate: isForeignKey ? (actions[row.on_update] ?? row.on_update) : null,
        onDelete: isForeignKey ? (actions[row.on_delete] ?? row.on_delete) : null,
        onDeleteColumns: row.on_delete_keys === null ? null : columnNames(row.table_oid, row.on_delete_keys).sort(),
        match: isForeignKey ? (matches[row.match_type] ?? row.match_type) : null,
        temporal: row.temporal,
        operators: row.operators,
        nullsNotDistinct: row.nulls_not_distinct,
        triggers: constraintTriggers(row.trigger_states),
        ...ownedIndex(row, context),
        indexIsValid: row.index_is_valid,
        indexOptions: hasIndex ? optionsFact(row.options) : null,
        indexStatistics: hasIndex ? keyStatistics(row.attribute_settings) : null,
        indexTablespace: row.tablespace,
      },
    };
  },
  changes: {
    type: replace("alter-table"),
    columns: replace("alter-table"),
    check: replace("add-check", "expression"),
    isValid: {
      ...alter("validate-constraint", constraintAlterations.validate),
      canAlter: canValidate,
      formFor: (wanted) => (wanted === true ? "validate-constraint" : "drop-constraint"),
    },
    isEnforced: { ...alter("alter-constraint", constraintAlterations.alterTiming), canAlter: isForeignKey },
    noInherit: replace("add-check"),
    deferrable: { ...alter("alter-constraint", constraintAlterations.alterTiming), canAlter: isForeignKey },
    initiallyDeferred: { ...alter("alter-constraint", constraintAlterations.alterTiming), canAlter: isForeignKey },
    isLocal: alter("change-inheritance", constraintAlterations.followsTable),
    inheritedFrom: alter("change-inheritance", constraintAlterations.followsTable),
    attachedTo: { ...alter("attach-partition", constraintAlterations.attach), canAlter: canAttach },
    referencedTable: replace("add-foreign-key"),
    referencedColumns: replace("add-foreign-key"),
    onUpdate: replace("add-foreign-key"),
    onDelete: replace("add-foreign-key"),
    onDeleteColumns: replace("add-foreign-key"),
    match: replace("add-foreign-key"),
    temporal: replace("alter-table"),
    operators: replace("add-exclusion"),
    nullsNotDistinct: replace("add-unique"),
    triggers: alter("replace-trigger", constraintAlterations.alterTriggers),
    index: replace("add-unique"),
    indexExpressions: replace("add-exclusion", "expression"),
    predicate: replace("add-exclusion", "expression"),
    indexIsValid: replace("add-unique"),
    indexOptions: alter("alter-index", constraintAlterations.alterOptions),
    indexStatistics: alter("alter-index", constraintAlterations.alterStatistics),
    indexTablespace: alter("rewrite-table", constraintAlterations.alterTablespace),
  },
  ddl: constraintDdl,
  add: (facts) => constraintForms[facts.type],
  remove: () => "drop-constraint",
  renameBy: ["type", "columns", "check", "referencedTable", "referencedColumns", "operators", "index"],
  catalog: constraintCatalog,
});

function attachedTo(table: number | null, name: string | null, context: ReadContext): string | null {
  const parent = table === null ? null : context.resolve("pg_class", table, 0);
  return parent === null || name === null ? null : parentedId("constraint", parent, name);
}

type OwnedIndexRow = { readonly [K in keyof IndexKeysRow]: IndexKeysRow[K] | null };

function ownedIndex(row: OwnedIndexRow, context: ReadContext): Pick<ConstraintFacts, "index" | "indexExpressions" | "predicate"> {
  const { table_oid, method, key_count, attributes, operator_classes, collations, flags } = row;
  if (
    table_oid === null ||
    method === null ||
    key_count === null ||
    attributes === null ||
    operator_classes === null ||
    collations === null ||
    flags === null
  )
    return { index: null, indexExpressions: null, predicate: null };
  const whole = { table_oid, method, key_count, attributes, operator_classes, collations, flags };
  const { expressions, predicate, ...index } = indexKeys(
    { ...whole, expressions: row.expressions, predicate: row.predicate, attribute_settings: row.attribute_settings },
    context,
  );
  return { index, indexExpressions: expressions, predicate };
}
