/**
 * The database itself, as far as ALTER DATABASE can change it. Its name never counts: two environments rarely share
 * one. Encoding and locale are facts of the server, read once beside the catalog.
 */

import { attachedId } from "../catalog/object-id.ts";
import { databaseAlterations, databaseDdl } from "./database.ddl.ts";
import { alter, defineKind, ignored } from "./define-kind.ts";

export type DatabaseFacts = {
  /** -1 for no limit. */
  readonly connectionLimit: number;
  readonly allowConnections: boolean;
  readonly isTemplate: boolean;
  readonly tablespace: string;
};

/** The database that is being read: always one object, `database:$database`. */
export const databaseKind = defineKind<DatabaseFacts>()({
  kind: "database",
  classId: "pg_database",
  isBeyondDatabase: true,
  query: () => `
    select d.oid, pg_catalog.pg_get_userbyid(d.datdba) as owner, d.datconnlimit as connection_limit,
           d.datallowconn as allow_connections, d.datistemplate as is_template, ts.spcname as tablespace
    from pg_catalog.pg_database d
    join pg_catalog.pg_tablespace ts on ts.oid = d.dattablespace
    where d.datname = pg_catalog.current_database()
    order by d.oid`,
  row: {
    oid: "int",
    owner: "text",
    connection_limit: "int",
    allow_connections: "bool",
    is_template: "bool",
    tablespace: "text",
  },
  read: (row) => ({
    id: attachedId("database", "$database"),
    oid: row.oid,
    owner: row.owner,
    facts: {
      connectionLimit: row.connection_limit,
      allowConnections: row.allow_connections,
      isTemplate: row.is_template,
      tablespace: row.tablespace,
    },
  }),
  changes: {
    connectionLimit: alter("alter-object", databaseAlterations.alterOptions),
    allowConnections: alter("alter-object", databaseAlterations.alterFromElsewhere),
    isTemplate: alter("alter-object", databaseAlterations.alterOptions),
    tablespace: alter("rewrite-table", databaseAlterations.alterFromElsewhere),
  },
  ddl: databaseDdl,
  add: () => "new-database",
  remove: () => "new-database",
  renameBy: [],
  catalog: {
    "pg_database.oid": "identity",
    "pg_database.datname": "identity",
    "pg_database.datdba": "owner",
    "pg_database.datconnlimit": ["connectionLimit"],
    "pg_database.datallowconn": ["allowConnections"],
    "pg_database.datistemplate": ["isTemplate"],
    "pg_database.dattablespace": ["tablespace"],
    "pg_database.datacl": "privileges",
    "pg_database.dathasloginevt": "derived",
    // Facts of the server: they are fixed when the database is made and compared as parity, not as drift.
    "pg_database.encoding": "derived",
    "pg_database.datlocprovider": "derived",
    "pg_database.datcollate": "derived",
    "pg_database.datctype": "derived",
    "pg_database.datlocale": "derived",
    "pg_database.daticulocale": "derived",
    "pg_database.daticurules": "derived",
    "pg_database.datcollversion": "derived",
    "pg_database.datfrozenxid": ignored("progress of vacuum"),
    "pg_database.datminmxid": ignored("progress of vacuum"),
    "pg_database.datlastsysoid": ignored("a constant of the server, gone in 15"),
  },
});
