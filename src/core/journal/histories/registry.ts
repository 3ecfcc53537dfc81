/** Every tool whose history is read. Adding one is a file here and a line below. */

import { dbmateHistory } from "./dbmate.ts";
import { drizzleHistory } from "./drizzle.ts";
import { flywayHistory } from "./flyway.ts";
import type { HistoryTool } from "./history.ts";
import { kyselyHistory } from "./kysely.ts";
import { nodePgMigrateHistory } from "./node-pg-migrate.ts";
import { prismaHistory } from "./prisma.ts";

/** All tools. */
export const historyTools: readonly HistoryTool[] = [
  drizzleHistory,
  prismaHistory,
  nodePgMigrateHistory,
  kyselyHistory,
  dbmateHistory,
  flywayHistory,
];
