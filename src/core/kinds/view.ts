/** Views. Their columns follow from the query; what can be set on a column beside it (a default) is a fact of the view. */

import { objectId, parentedId } from "../catalog/object-id.ts";
import { json } from "../catalog/row-shape.ts";
import { alter, defineKind, ignored } from "./define-kind.ts";
import { optionsFact } from "./reloptions.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";
import { keepsColumns, viewAlterations, viewDdl } from "./view.ddl.ts";

/** What a view is. */
export type ViewFacts = {
  readonly definition: string;
  /** Column names with their types, in order: a view keeps its columns' types until it is replaced. */
  readonly columns: readonly string[];
  /** security_barrier, security_invoker, check_option. */
  readonly options: { readonly [option: string]: string };
  /** Column → default for inserts through the view. */
  readonly columnDefaults: { readonly [column: string]: string };
};

/** A view. */
export const viewKind = defineKind<ViewFacts>()({
  kind: "view",
  classId: "pg_class",
  query: () => `
    select c.oid, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
           c.reloptions as options, pg_catalog.pg_get_viewdef(c.oid) as definition, c.reltype as row_type, a.columns
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ${inUserSchema("n")}
    left join (
      select a.attrelid, pg_catalog.json_agg(pg_catalog.json_build_array(a.attnum, a.attname,
               pg_catalog.format_type(a.atttypid, a.atttypmod), pg_catalog.pg_get_expr(d.adbin, d.adrelid)) order by a.attnum) as columns
      from pg_catalog.pg_attribute a
      join pg_catalog.pg_class v on v.oid = a.attrelid and v.relkind = 'v'
      left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where ${madeByUser("a.attrelid")} and a.attnum > 0 and not a.attisdropped
      group by a.attrelid
    ) a on a.attrelid = c.oid
    where c.relkind = 'v' and ${madeByUser("c.oid")}
    order by n.nspname, c.relname`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    owner: "text",
    options: "text[]?",
    definition: "text",
    row_type: "int",
    columns: json<readonly (readonly [number, string, string, string | null])[] | null>(),
  },
  read: (row, context) => {
    const id = objectId("view", row.schema, row.name);
    const columns = row.columns ?? [];
    return {
      id,
      oid: row.oid,
      parent: context.schema(row.schema),
      owner: row.owner,
      aliases: [
        { classId: "pg_type", oid: row.row_type, subId: 0, id },
        ...columns.map(([number, name]) => ({
          classId: "pg_class",
          oid: row.oid,
          subId: number,
          id: parentedId("column", id, name),
          name,
        })),
      ],
      facts: {
        definition: row.definition,
        columns: columns.map(([, name, type]) => `${name} ${type}`),
        options: optionsFact(row.options),
        columnDefaults: Object.fromEntries(
          columns.flatMap(([, name, , value]) => (value === null ? [] : [[name, value] as const])),
        ),
      },
    };
  },
  changes: {
    definition: { ...alter("replace-view", viewAlterations.redefine, "query"), canAlter: keepsColumns },
    columns: { ...alter("replace-view", viewAlterations.redefine), canAlter: keepsColumns },
    options: alter("replace-view", viewAlterations.alterOptions),
    columnDefaults: alter("replace-view", viewAlterations.alterDefaults, "expression"),
  },
  ddl: viewDdl,
  add: () => "create-view",
  remove: () => "drop-view",
  renameBy: ["definition", "columns", "options"],
  catalog: {
    "pg_class.reloptions": ["options"],
    "pg_attribute.attname": ["columns"],
    "pg_attribute.atttypid": ["columns"],
    "pg_attrdef.adbin": ["columnDefaults"],
    "pg_rewrite.ev_action": ["definition"],
    "pg_rewrite.ev_enabled": ignored("the server refuses ENABLE and DISABLE RULE on views"),
  },
});
