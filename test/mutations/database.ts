import type { MutationSuite } from "./mutation.ts";

const alterDatabase = (what: string) =>
  `do $$ begin execute pg_catalog.format('alter database %I ${what}', current_database()); end $$`;

/** The database itself: it exists in every database, so that nothing has to be set up. */
export const databaseMutations: MutationSuite = {
  kind: "database",
  setup: () => "",
  mutations: [
    {
      name: "connection limit",
      sql: alterDatabase("connection limit 7"),
      expect: { fact: "connectionLimit" },
    },
    {
      name: "becomes a template",
      sql: alterDatabase("is_template true"),
      expect: { fact: "isTemplate" },
      // a template cannot be dropped
      undo: `do $$ declare template name; begin
          for template in select datname from pg_catalog.pg_database where datistemplate and datname !~ '^template' loop
            execute pg_catalog.format('alter database %I is_template false', template);
          end loop;
        end $$`,
    },
  ],
  immutable: {
    allowConnections: "the server refuses it for the database that one is connected to",
    tablespace: "the server moves only a database that nobody is connected to",
  },
};
