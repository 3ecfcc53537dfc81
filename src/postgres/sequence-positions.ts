/** Where the sequences of a database stand, and how they are set back there. */

import { quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import type { Session } from "./session.ts";

/** One sequence. */
export interface SequencePosition {
  readonly schema: string;
  readonly name: string;
  /** The value that it gave out last; null: it has given out none. */
  readonly last: string | null;
  readonly start: string;
}

const query = `
  select s.schemaname as schema, s.sequencename as name, s.last_value::pg_catalog.text as last, s.start_value::pg_catalog.text as start
  from pg_catalog.pg_sequences s
  where s.schemaname <> 'lockstep'
  order by s.schemaname collate "C", s.sequencename collate "C"`;

/** Of every sequence that the role may read. @throws AppError as `Session.query` */
export async function sequencePositions(session: Session): Promise<readonly SequencePosition[]> {
  const { rows } = await session.query(query);
  return rows.map(({ schema, name, last, start }) => ({
    schema: String(schema),
    name: String(name),
    last: last === null ? null : String(last),
    start: String(start),
  }));
}

/** Sets those back that are still there. @throws AppError as `Session.run` */
export async function restoreSequences(session: Session, positions: readonly SequencePosition[]): Promise<void> {
  if (positions.length === 0) return;
  const statements = positions.map(({ schema, name, last, start }) => {
    const sequence = quoteLiteral(`${quoteIdentifier(schema)}.${quoteIdentifier(name)}`);
    const set = last === null ? `${start}, false` : `${last}, true`;
    return `select pg_catalog.setval(c.oid::pg_catalog.regclass, ${set}) from pg_catalog.pg_class c where c.oid = pg_catalog.to_regclass(${sequence}) and c.relkind = 'S'`;
  });
  await session.run(statements);
}
