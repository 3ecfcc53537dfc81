/** Publications without their members: a table or schema in one is an object of its own. */

import { objectId } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { publicationAlterations, publicationDdl } from "./publication.ddl.ts";
import { madeByUser } from "./user-objects.sql.ts";

export type PublicationFacts = {
  readonly allTables: boolean;
  /** Published operations, in the order insert, update, delete, truncate. */
  readonly operations: readonly string[];
  readonly publishViaPartitionRoot: boolean;
  /** PostgreSQL 18+; `none` before. */
  readonly publishGeneratedColumns: string;
};

/** A publication. */
export const publicationKind = defineKind<PublicationFacts>()({
  kind: "publication",
  classId: "pg_publication",
  query: (version) => `
    select p.oid, p.pubname as name, pg_catalog.pg_get_userbyid(p.pubowner) as owner, p.puballtables as all_tables,
           p.pubinsert as inserts, p.pubupdate as updates, p.pubdelete as deletes, p.pubtruncate as truncates,
           p.pubviaroot as via_root, ${atLeast(version, 18) ? "p.pubgencols = 's'" : "false"} as stored_generated
    from pg_catalog.pg_publication p
    where ${madeByUser("p.oid")}
    order by p.pubname`,
  row: {
    oid: "int",
    name: "text",
    owner: "text",
    all_tables: "bool",
    inserts: "bool",
    updates: "bool",
    deletes: "bool",
    truncates: "bool",
    via_root: "bool",
    stored_generated: "bool",
  },
  read: (row) => {
    const operations = { insert: row.inserts, update: row.updates, delete: row.deletes, truncate: row.truncates };
    return {
      id: objectId("publication", row.name),
      oid: row.oid,
      owner: row.owner,
      facts: {
        allTables: row.all_tables,
        operations: Object.entries(operations).flatMap(([name, isPublished]) => (isPublished ? [name] : [])),
        publishViaPartitionRoot: row.via_root,
        publishGeneratedColumns: row.stored_generated ? "stored" : "none",
      },
    };
  },
  changes: {
    allTables: replace("change-publication"),
    operations: alter("change-publication", publicationAlterations.alterOptions),
    publishViaPartitionRoot: alter("change-publication", publicationAlterations.alterOptions),
    publishGeneratedColumns: alter("change-publication", publicationAlterations.alterOptions),
  },
  ddl: publicationDdl,
  add: () => "create-object",
  remove: () => "change-publication",
  renameBy: ["allTables", "operations", "publishViaPartitionRoot"],
  catalog: {
    "pg_publication.oid": "identity",
    "pg_publication.pubname": "identity",
    "pg_publication.pubowner": "owner",
    "pg_publication.puballtables": ["allTables"],
    "pg_publication.pubinsert": ["operations"],
    "pg_publication.pubupdate": ["operations"],
    "pg_publication.pubdelete": ["operations"],
    "pg_publication.pubtruncate": ["operations"],
    "pg_publication.pubviaroot": ["publishViaPartitionRoot"],
    "pg_publication.pubgencols": ["publishGeneratedColumns"],
  },
});
