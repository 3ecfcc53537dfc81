/**
 * Finds the rows of a subset: those that were chosen, those that refer to them, and everything that any of them refers to, until nothing new
 * turns up. The server joins along each foreign key, and only the places of rows come back; nothing is written there.
 */

import type { CopyReference, CopyTable } from "../core/masking/copy-table.ts";
import type { TableShare } from "../core/masking/subset-plan.ts";
import { SubsetRows } from "../core/masking/subset-rows.ts";
import { quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import { copyOut } from "./copy-out.ts";
import { decodeField } from "./copy-rows.ts";
import type { StatementResult } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** Asks in the moment that is copied; nothing else is sent meanwhile. */
export type AskInMoment = (sql: string) => Promise<StatementResult>;

/** What is looked for. */
export interface SubsetSearch {
  /** In the transaction of the moment that is copied. */
  readonly session: Session;
  readonly tables: readonly CopyTable[];
  readonly references: readonly CopyReference[];
  readonly shares: ReadonlyMap<string, TableShare>;
  /** 0 to 100, for roots without a condition. */
  readonly percent: number;
  readonly follow: "children" | "none";
  /** The search ends with an error beyond so many rows: their places are held in memory, about a hundred bytes for each block. */
  readonly mostRows: number;
  readonly tell: (found: number) => void;
}

/** Places travel in lists of this length: long enough to be worth a join, short enough for a statement. */
export const placesAtOnce = 50_000;

/** Thrown beyond `mostRows`. */
export class SubsetTooLarge extends Error {}

/** The rows of each table that does not come whole. @throws SubsetTooLarge, and the server's errors as they are */
export async function findSubset(search: SubsetSearch): Promise<ReadonlyMap<string, SubsetRows>> {
  const closure = new Closure(search);
  for (const table of search.tables) {
    const share = search.shares.get(table.name);
    if (share?.kind !== "root") continue;
    for (const where of share.where) await closure.choose(table, where ?? shareCondition(search.percent));
  }
  await closure.needsOfWhole();
  while (await closure.step());
  return closure.found();
}

// The same rows each time: by a hash of where they lie, as a row may have no key.
function shareCondition(percent: number): string {
  const threshold = Math.round((percent / 100) * 4_294_967_296);
  return `('x' || pg_catalog.substr(pg_catalog.md5(t.ctid::pg_catalog.text), 1, 8))::pg_catalog.bit(32)::pg_catalog.int8 < ${threshold}`;
}

interface TableRows {
  /** All that were found. */
  readonly all: SubsetRows;
  /** Those whose references were not followed yet, by the reference along which they were found as children: its parent is known. */
  fresh: Map<CopyReference | null, SubsetRows>;
  /** Those that bring their children, and among them those whose children were not looked for yet. */
  readonly parents: SubsetRows;
  freshParents: SubsetRows;
}

class Closure {
  readonly #search: SubsetSearch;
  readonly #rows = new Map<string, TableRows>();
  readonly #leaves = new Map<string, readonly string[]>();

  constructor(search: SubsetSearch) {
    this.#search = search;
    for (const { name, leaves } of search.tables) {
      this.#leaves.set(name, leaves);
      if (search.shares.get(name)?.kind === "whole") continue;
      const fresh = () => new SubsetRows();
      this.#rows.set(name, { all: fresh(), fresh: new Map(), parents: fresh(), freshParents: fresh() });
    }
  }

  found(): ReadonlyMap<string, SubsetRows> {
    return new Map([...this.#rows].map(([table, { all }]) => [table, all]));
  }

  choose({ name }: CopyTable, where: string): Promise<void> {
    return this.#collect(
      name,
      { areParents: true, via: null },
      `select ${placeOf("t")} from ${this.#all(name)} t where (${where}\n)`,
    );
  }

  /** Tables that come whole bring what they refer to. */
  async needsOfWhole(): Promise<void> {
    for (const reference of this.#search.references) {
      if (this.#search.shares.get(reference.from)?.kind !== "whole" || !this.#rows.has(reference.to)) continue;
      await this.#up(reference, this.#all(reference.from), null);
    }
  }

  /** Follows what is new along every reference; false when there was nothing. */
  async step(): Promise<boolean> {
    let isNew = false;
    for (const [table, rows] of this.#rows) {
      const { fresh, freshParents } = rows;
      if (fresh.size === 0 && freshParents.size === 0) continue;
      isNew = true;
      rows.fresh = new Map();
      rows.freshParents = new SubsetRows();
      for (const reference of this.#search.references) {
        if (reference.from === table && this.#rows.has(reference.to))
          for (const [via, found] of fresh)
            if (via !== reference)
              for (const { part, places } of found.batches(placesAtOnce)) await this.#up(reference, `only ${part}`, places);
        if (reference.to === table && this.#search.follow === "children" && this.#rows.has(reference.from))
          for (const { part, places } of freshParents.batches(placesAtOnce)) await this.#down(reference, part, places);
      }
    }
    return isNew;
  }

  #up(reference: CopyReference, source: string, places: readonly string[] | null): Promise<void> {
    const rows = places === null ? "" : ` where ${atPlaces("c", places)}`;
    const join = `${source} c join ${this.#all(reference.to)} p on ${pairsOf(reference)}`;
    return this.#collect(reference.to, { areParents: false, via: null }, `select distinct ${placeOf("p")} from ${join}${rows}`);
  }

  #down(reference: CopyReference, part: string, places: readonly string[]): Promise<void> {
    const join = `only ${part} p join ${this.#all(reference.from)} c on ${pairsOf(reference)}`;
    const sql = `select distinct ${placeOf("c")} from ${join} where ${atPlaces("p", places)}`;
    return this.#collect(reference.from, { areParents: true, via: reference }, sql);
  }

  /** All rows of a table, and none of tables that inherit from it. */
  #all(table: string): string {
    return this.#leaves.get(table)?.includes(table) === false ? table : `only ${table}`;
  }

  async #collect(
    table: string,
    { areParents, via }: { readonly areParents: boolean; readonly via: CopyReference | null },
    sql: string,
  ): Promise<void> {
    const rows = this.#rows.get(table);
    if (rows === undefined) return;
    const fresh = rows.fresh.get(via) ?? new SubsetRows();
    rows.fresh.set(via, fresh);
    await eachPlace(this.#search.session, sql, (part, place) => {
      if (rows.all.add(part, place)) fresh.add(part, place);
      if (areParents && rows.parents.add(part, place)) rows.freshParents.add(part, place);
    });
    if (fresh.size === 0) rows.fresh.delete(via);
    const total = [...this.#rows.values()].reduce((sum, { all }) => sum + all.size, 0);
    this.#search.tell(total);
    if (total > this.#search.mostRows) throw new SubsetTooLarge();
  }
}

function pairsOf({ columns, toColumns }: CopyReference): string {
  return columns.map((column, i) => `c.${quoteIdentifier(column)} = p.${quoteIdentifier(toColumns[i] ?? column)}`).join(" and ");
}

// with an empty search_path a regclass is written with its schema, quoted as everywhere here
function placeOf(alias: string): string {
  return `${alias}.tableoid::pg_catalog.regclass::pg_catalog.text as part, ${alias}.ctid::pg_catalog.text as place`;
}

function latin1(chunk: unknown): string {
  return chunk instanceof Buffer ? chunk.toString("latin1") : String(chunk);
}

// as a stream: a million rows of results would take more memory than what is kept of them
async function eachPlace(session: Session, sql: string, take: (part: string, place: string) => void): Promise<void> {
  let rest = "";
  for await (const chunk of copyOut(session, `copy (${sql}) to stdout`).stream) {
    const lines = `${rest}${latin1(chunk)}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const tab = line.indexOf("\t");
      take(decodeField(line.slice(0, tab)) ?? "", line.slice(tab + 1));
    }
  }
}

/**
 * A condition that is true at these places, which ascend. The range lets the server read one stretch of the table for each list, so that all
 * lists together cost one pass.
 */
export function atPlaces(alias: string, places: readonly string[]): string {
  const [first, last] = [places[0] ?? "(0,0)", places.at(-1) ?? "(0,0)"].map((place) => `${quoteLiteral(place)}::pg_catalog.tid`);
  const list = `${quoteLiteral(`{"${places.join('","')}"}`)}::pg_catalog.tid[]`;
  return `${alias}.ctid >= ${first} and ${alias}.ctid <= ${last} and ${alias}.ctid = any (${list})`;
}
