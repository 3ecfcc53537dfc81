/** The time as a server knows it: what is allowed at a time must not depend on the clock of whoever asks. */

import type { Session } from "./session.ts";

/** Its clock, to the millisecond. @throws AppError CONNECT_LOST */
export async function serverTime(session: Session): Promise<Date> {
  const { rows } = await session.query(
    "select extract(epoch from pg_catalog.clock_timestamp())::pg_catalog.float8 * 1000 as milliseconds",
  );
  return new Date(Math.floor(Number(rows[0]?.milliseconds)));
}
