/** Tables in publications, named `publication:table`. Row filters and column lists exist since PostgreSQL 15. */

import { attachedId, nameOf } from "../catalog/object-id.ts";
import { json } from "../catalog/row-shape.ts";
import { atLeast } from "../catalog/server-version.ts";
import { alter, defineKind } from "./define-kind.ts";
import { publicationTableAlterations, publicationTableDdl } from "./publication-table.ddl.ts";

export type PublicationTableFacts = {
  readonly rowFilter: string | null;
  /** Sorted by name; null: all columns, also those to come. */
  readonly columns: readonly string[] | null;
};

/** A table in a publication. */
export const publicationTableKind = defineKind<PublicationTableFacts>()({
  kind: "publication-table",
  classId: "pg_publication_rel",
  query: (version) => `
    select m.oid, m.prpubid as publication_oid, m.prrelid as table_oid,
           ${atLeast(version, 15) ? "pg_catalog.pg_get_expr(m.prqual, m.prrelid)" : "null::text"} as row_filter,
           ${atLeast(version, 15) ? "pg_catalog.to_json(m.prattrs::pg_catalog.int2[])" : "null::pg_catalog.json"} as attributes
    from pg_catalog.pg_publication_rel m
    order by m.prpubid, m.prrelid`,
  row: {
    oid: "int",
    publication_oid: "int",
    table_oid: "int",
    row_filter: "text?",
    attributes: json<readonly number[] | null>(),
  },
  read: (row, context) => {
    const publication = context.resolve("pg_publication", row.publication_oid, 0);
    const table = context.resolve("pg_class", row.table_oid, 0);
    if (publication === null || table === null) return null;
    return {
      id: attachedId("publication-table", `${nameOf(publication)}:${nameOf(table)}`),
      oid: row.oid,
      parent: publication,
      facts: {
        rowFilter: row.row_filter,
        columns:
          row.attributes === null ? null : row.attributes.map((attribute) => context.columnName(row.table_oid, attribute)).sort(),
      },
    };
  },
  changes: {
    rowFilter: alter("change-publication", publicationTableAlterations.addAgain, "expression"),
    columns: alter("change-publication", publicationTableAlterations.addAgain),
  },
  ddl: publicationTableDdl,
  add: () => "change-publication",
  remove: () => "change-publication",
  renameBy: [],
  catalog: {
    "pg_publication_rel.oid": "identity",
    "pg_publication_rel.prpubid": "parent",
    "pg_publication_rel.prrelid": "identity",
    "pg_publication_rel.prqual": ["rowFilter"],
    "pg_publication_rel.prattrs": ["columns"],
  },
});
