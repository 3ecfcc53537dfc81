/** The database as SQL. It is always there; some of it cannot change while one is connected to it. */

import { AppError } from "../app-error.ts";
import { statement } from "../recipes/statement.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { DatabaseFacts } from "./database.ts";
import { onDatabase } from "./database-name.ddl.ts";
import { type AlterFacts, type KindDdl, oneStep } from "./kind-ddl.ts";

const alterOptions: AlterFacts<DatabaseFacts> = ({ after, facts }) => {
  const { connectionLimit, isTemplate } = after.facts;
  const options = [
    ...(facts.has("connectionLimit") ? [` CONNECTION LIMIT ${connectionLimit}`] : []),
    ...(facts.has("isTemplate") ? [` IS_TEMPLATE ${isTemplate}`] : []),
  ];
  return oneStep(statement("alter-object", onDatabase("ALTER DATABASE ", options.join(""))));
};

const alterFromElsewhere: AlterFacts<DatabaseFacts> = ({ after, facts }) => {
  const { allowConnections, tablespace } = after.facts;
  const isMoved = facts.has("tablespace");
  const action = isMoved ? `SET TABLESPACE ${quoteIdentifier(tablespace)}` : `ALLOW_CONNECTIONS ${allowConnections}`;
  throw new AppError({
    code: "PLAN_UNSUPPORTED",
    message: "A database's tablespace, and whether it takes connections, cannot change through a connection to it.",
    hint: `Connect to another database and run: ALTER DATABASE … ${action}`,
  });
};

/** Changes in place, by fact. */
export const databaseAlterations = { alterOptions, alterFromElsewhere };

/** How the database is written. */
export const databaseDdl: KindDdl<DatabaseFacts> = {
  noun: ({ id }) => `DATABASE ${id}`,
  create: () => [],
  drop: () => [],
};
