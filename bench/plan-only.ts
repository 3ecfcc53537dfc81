/**
 * `node plan-only.js FROM TO`: reads two databases and prints the plan between them, as `lockstep diff --format sql` does but without
 * its proof, which no other tool makes. The command line has no way to leave the proof out.
 */

import { compareCatalogs } from "../src/core/parity/compare-catalogs.ts";
import { makePlan } from "../src/core/plan/make-plan.ts";
import { planSql } from "../src/core/report/plan-sql.ts";
import { openSession } from "../src/postgres/connect.ts";
import { parseConnectionUrl } from "../src/postgres/connection-url.ts";
import { inspect } from "../src/postgres/inspect.ts";
import { versionOf } from "../src/workflows/plan-dump.ts";

const [start, goal] = await Promise.all(
  process.argv.slice(2).map(async (url) => {
    const session = await openSession(parseConnectionUrl(url, { env: {}, osUser: "nobody" }));
    try {
      return (await inspect(session, { dependencies: true })).catalog;
    } finally {
      await session.close();
    }
  }),
);
if (start === undefined || goal === undefined) throw new Error("usage: plan-only FROM TO");
const { changes } = await compareCatalogs(start, goal);
const owner = start.server?.owner ?? null;
process.stdout.write(planSql(makePlan({ start, goal, changes, version: versionOf(start, goal), owner })));
