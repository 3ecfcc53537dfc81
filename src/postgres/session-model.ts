/** What a session says about how a migration would run in it: names that resolve, times that convert, functions that are volatile. */

import type { SchemaModel } from "../core/risk/schema-model.ts";
import { searchPathOf } from "./read-only-run.ts";
import type { Session } from "./session.ts";

const query = `
  select pg_catalog.current_setting('TimeZone') as time_zone,
         (select pg_catalog.json_agg(distinct p.proname order by p.proname)::text
          from pg_catalog.pg_proc p where p.provolatile = 'v' and p.prokind = 'f') as volatile_functions`;

/** Reads it from an open session. @throws AppError as `Session.query` */
export async function readSessionModel(
  session: Session,
): Promise<Pick<SchemaModel, "searchPath" | "timeZone" | "volatileFunctions">> {
  const { rows } = await session.query(query);
  const row = rows[0];
  const list = (value: unknown): readonly string[] => (value === null || value === undefined ? [] : JSON.parse(String(value)));
  return {
    // our own readers look for names in no schema: the role's path has to be asked for
    searchPath: await searchPathOf(session),
    timeZone: String(row?.time_zone),
    volatileFunctions: new Set(list(row?.volatile_functions)),
  };
}
