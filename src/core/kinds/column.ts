/** Columns of tables, partitions, foreign tables and materialized views: the largest kind, so it is read a table at a time. */

import { type ObjectId, parentedId } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { addForm, canChangeExpression, columnAlterations, columnDdl } from "./column.ddl.ts";
import { alter, defineKind, ignored, type ReadContext } from "./define-kind.ts";
import { noteWithheld, optionValues, withoutSecrets } from "./foreign-options.ts";
import { optionsFact } from "./reloptions.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** What a column is. */
export type ColumnFacts = {
  /** As `format_type` writes it, schema-qualified unless it is built in. */
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | null;
  /** Generation expression of a generated column. */
  readonly generatedAs: string | null;
  /** `virtual` exists since 18. */
  readonly generated: "stored" | "virtual" | null;
  readonly identity: "always" | "by default" | null;
  /** Only where it differs from the type's own. */
  readonly collation: string | null;
  /** Only where it differs from the type's own. */
  readonly storage: string | null;
  readonly compression: "pglz" | "lz4" | null;
  /** Null: the server's default. */
  readonly statisticsTarget: number | null;
  readonly options: { readonly [option: string]: string };
  /** Null where a value is withheld. */
  readonly foreignOptions: { readonly [option: string]: string | null };
  /** Defined by the table itself; false for one that only a parent brings. */
  readonly isLocal: boolean;
  readonly inheritedFrom: number;
};

/** What few columns have: it travels only where something differs from the plain case, which a wide schema feels. */
type RareFacts = {
  readonly identity: string;
  readonly generated: string;
  readonly collation: string | null;
  readonly storage: string | null;
  readonly compression: string;
  readonly statistics: number | null;
  readonly options: readonly string[] | null;
  readonly foreignOptions: readonly string[] | null;
  readonly isLocal: boolean;
  readonly inheritedFrom: number;
};

/** Type, NOT NULL, default or generation expression, and the rest. */
type PackedColumn = readonly [string, boolean, string | null, RareFacts | null];

const storages: { readonly [code: string]: string } = { p: "plain", e: "external", m: "main", x: "extended" };

/** A column. */
export const columnKind = defineKind<ColumnFacts>()({
  kind: "column",
  classId: "pg_class",
  // Partitions have the identity of their parent, which before 17 they did not show and could only have by themselves.
  // The subquery keeps each table's columns in order for the aggregates; sorting within them would cost a sort per table.
  query: (version) => `
    select a.attrelid as oid, pg_catalog.string_agg(a.attnum::text, ',') as numbers,
           pg_catalog.json_agg(a.attname)::text as names,
           pg_catalog.json_agg(pg_catalog.json_build_array(
             pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_catalog.pg_get_expr(d.adbin, d.adrelid),
             case when a.attidentity <> '' or a.attgenerated <> '' or a.attcollation <> t.typcollation or a.attstorage <> t.typstorage
                    or a.attcompression <> '' or a.attstattarget >= 0 or a.attoptions is not null or a.attfdwoptions is not null
                    or not a.attislocal or a.attinhcount <> 0
               then pg_catalog.json_build_object('identity', ${atLeast(version, 17) ? "case when c.relispartition then '' else a.attidentity end" : "a.attidentity"}, 'generated', a.attgenerated,
                 'collation', case when a.attcollation <> t.typcollation then a.attcollation::pg_catalog.regcollation::text end,
                 'storage', case when a.attstorage <> t.typstorage then a.attstorage end, 'compression', a.attcompression,
                 'statistics', ${atLeast(version, 17) ? "a.attstattarget" : "nullif(a.attstattarget, -1)"},
                 'options', pg_catalog.to_json(a.attoptions), 'foreignOptions', pg_catalog.to_json(${withoutSecrets("a.attfdwoptions")}),
                 'isLocal', a.attislocal, 'inheritedFrom', a.attinhcount)
             end))::text as columns
    from (
      select * from pg_catalog.pg_attribute
      where ${madeByUser("attrelid")} and attnum > 0 and not attisdropped
      order by attrelid, attnum
    ) a
    join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'f', 'm')
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ${inUserSchema("n")}
    join pg_catalog.pg_type t on t.oid = a.atttypid
    left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and a.atthasdef
    group by a.attrelid
    order by a.attrelid`,
  isEssential: true,
  row: { oid: "int", numbers: "text", names: "text", columns: "text" },
  read: ({ oid, numbers, names, columns }, context) => {
    const parent = context.resolve("pg_class", oid, 0);
    if (parent === null) return null;
    const facts = () => (JSON.parse(columns) as readonly PackedColumn[]).map(columnFacts); // as the query builds it
    if (columns.includes('"foreignOptions" : [')) sayWithheld(parent, JSON.parse(names), facts(), context);
    return {
      parent,
      oid,
      numbers: numbers.split(",").map(Number),
      names: () => JSON.parse(names),
      text: `${names}\n${columns}`,
      facts,
    };
  },
  changes: {
    type: { ...alter("alter-column-type", columnAlterations.alterType), changesColumnType: true },
    notNull: {
      ...alter("set-not-null", columnAlterations.alterNotNull),
      formFor: (target) => (target === true ? "set-not-null" : "drop-not-null"),
    },
    default: alter("set-default", columnAlterations.alterDefault, "stored-value"),
    generatedAs: {
      ...alter("change-generated-expression", columnAlterations.alterGenerated, "expression"),
      canAlter: canChangeExpression,
    },
    generated: {
      ...alter("change-generated-expression", columnAlterations.alterGenerated),
      canAlter: canChangeExpression,
    },
    identity: alter("set-identity", columnAlterations.alterIdentity),
    collation: { ...alter("alter-column-type", columnAlterations.alterType), changesColumnType: true },
    storage: alter("set-column-storage", columnAlterations.alterStorage),
    compression: alter("set-column-storage", columnAlterations.alterStorage),
    statisticsTarget: alter("set-column-option", columnAlterations.alterStorage),
    options: alter("set-column-option", columnAlterations.alterStorage),
    foreignOptions: alter("alter-table", columnAlterations.alterForeignOptions),
    isLocal: alter("change-inheritance", columnAlterations.followsTable),
    inheritedFrom: alter("change-inheritance", columnAlterations.followsTable),
  },
  ddl: columnDdl,
  add: addForm,
  remove: () => "drop-column",
  renameBy: ["type", "notNull", "default", "generatedAs", "generated", "identity", "collation"],
  catalog: {
    "pg_attribute.attrelid": "identity",
    "pg_attribute.attname": "identity",
    "pg_attribute.atttypid": ["type"],
    "pg_attribute.attlen": "derived",
    "pg_attribute.attnum": "identity",
    "pg_attribute.attcacheoff": ignored("always -1 on disk"),
    "pg_attribute.atttypmod": ["type"],
    "pg_attribute.attndims": ignored("a hint without effect: int[] and int[][] are one type"),
    "pg_attribute.attbyval": "derived",
    "pg_attribute.attalign": "derived",
    "pg_attribute.attstorage": ["storage"],
    "pg_attribute.attcompression": ["compression"],
    "pg_attribute.attnotnull": ["notNull"],
    "pg_attribute.atthasdef": "derived",
    "pg_attribute.atthasmissing": ignored("how a fast default is stored for old rows"),
    "pg_attribute.attidentity": ["identity"],
    "pg_attribute.attgenerated": ["generated"],
    "pg_attribute.attisdropped": ignored("a dropped column leaves only a hole"),
    "pg_attribute.attislocal": ["isLocal"],
    "pg_attribute.attinhcount": ["inheritedFrom"],
    "pg_attribute.attstattarget": ["statisticsTarget"],
    "pg_attribute.attcollation": ["collation"],
    "pg_attribute.attacl": "privileges",
    "pg_attribute.attoptions": ["options"],
    "pg_attribute.attfdwoptions": ["foreignOptions"],
    "pg_attribute.attmissingval": ignored("how a fast default is stored for old rows"),
    "pg_attrdef.oid": "derived",
    "pg_attrdef.adrelid": "identity",
    "pg_attrdef.adnum": "identity",
    "pg_attrdef.adbin": ["default", "generatedAs"],
  },
});

function columnFacts([type, notNull, expression, rare]: PackedColumn): ColumnFacts {
  if (rare === null) return { ...ordinaryFacts, type, notNull, default: expression };
  const isGenerated = rare.generated !== "";
  return {
    type,
    notNull,
    default: isGenerated ? null : expression,
    generatedAs: isGenerated ? expression : null,
    generated: rare.generated === "s" ? "stored" : rare.generated === "v" ? "virtual" : null,
    identity: rare.identity === "a" ? "always" : rare.identity === "d" ? "by default" : null,
    collation: rare.collation,
    storage: rare.storage === null ? null : (storages[rare.storage] ?? rare.storage),
    compression: rare.compression === "p" ? "pglz" : rare.compression === "l" ? "lz4" : null,
    statisticsTarget: rare.statistics,
    options: rare.options === null ? {} : optionsFact(rare.options),
    foreignOptions: optionValues(rare.foreignOptions),
    isLocal: rare.isLocal,
    inheritedFrom: rare.inheritedFrom,
  };
}

function sayWithheld(
  table: ObjectId,
  names: readonly string[],
  facts: readonly ColumnFacts[],
  context: Pick<ReadContext, "notCompared">,
): void {
  for (const [i, { foreignOptions }] of facts.entries())
    noteWithheld(parentedId("column", table, names[i] ?? ""), foreignOptions, context);
}

const ordinaryFacts: ColumnFacts = {
  type: "",
  notNull: false,
  default: null,
  generatedAs: null,
  generated: null,
  identity: null,
  collation: null,
  storage: null,
  compression: null,
  statisticsTarget: null,
  options: {},
  foreignOptions: {},
  isLocal: true,
  inheritedFrom: 0,
};
