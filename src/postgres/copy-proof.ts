/** What is proven of a copy before it is committed: every foreign key by an anti-join, because they were turned off while rows came. */

import type { CopyReference } from "../core/masking/copy-table.ts";
import { quoteIdentifier } from "../core/sql/quote.ts";
import { inCopy } from "./copy-statement.ts";
import type { Session } from "./session.ts";

/** A reference that some rows break. */
export interface BrokenReference {
  readonly reference: CopyReference;
  readonly rows: number;
}

/** Those that rows break, in order. @throws AppError COPY_FAILED, CONNECT_LOST */
export async function brokenReferences(
  session: Session,
  references: readonly CopyReference[],
): Promise<readonly BrokenReference[]> {
  const broken: BrokenReference[] = [];
  for (const reference of references) {
    const [row] = await inCopy(session, `proving ${reference.name} of ${reference.from}`, orphansQuery(reference));
    const rows = Number(row?.rows);
    if (rows > 0) broken.push({ reference, rows });
  }
  return broken;
}

/** One row: how many rows refer to something that is not there, or, with MATCH FULL, are null in part. */
function orphansQuery({ from, columns, to, toColumns, isFull }: CopyReference): string {
  const own = columns.map((column) => `c.${quoteIdentifier(column)}`);
  const pairs = own.map((column, i) => `p.${quoteIdentifier(toColumns[i] ?? "")} = ${column}`);
  const isOrphan = `${own.map((column) => `${column} is not null`).join(" and ")} and not exists (select from ${to} p where ${pairs.join(" and ")})`;
  const isTorn = `pg_catalog.num_nulls(${own.join(", ")}) between 1 and ${own.length - 1}`;
  return `select count(*)::pg_catalog.text as rows from ${from} c where (${isOrphan})${isFull && own.length > 1 ? ` or (${isTorn})` : ""}`;
}
