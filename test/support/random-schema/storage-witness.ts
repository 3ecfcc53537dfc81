/** Watches what a plan does to stored rows, statement by statement, and compares it with what the plan says that it does. */

import type { Client } from "pg";
import type { Catalog } from "../../../src/core/catalog/catalog.ts";
import { nameOf, type ObjectId } from "../../../src/core/catalog/object-id.ts";
import type { Change } from "../../../src/core/diff/change.ts";
import type { PlannedStatement } from "../../../src/core/plan/plan.ts";
import { rateForm } from "../../../src/core/risk/statement-form.ts";
import { type StoredRows, type StoredTable, storedRows, storedTables } from "./stored-tables.ts";

/** Something that the plan did and did not declare. */
export interface Complaint {
  /** Without names of objects. */
  readonly gist: string;
  readonly detail: string;
}

/** Made before the plan runs, called after each of its statements, asked in the end. */
export class StorageWitness {
  readonly complaints: Complaint[] = [];
  readonly #client: Client;
  readonly #start: ReadonlyMap<number, StoredTable>;
  readonly #rows: ReadonlyMap<number, StoredRows>;
  #last: ReadonlyMap<number, StoredTable>;
  /** What statements took away that say so: `oid` of a table, `oid.attnum` of a column. */
  readonly #declared = new Set<string>();

  private constructor(client: Client, start: ReadonlyMap<number, StoredTable>, rows: ReadonlyMap<number, StoredRows>) {
    this.#client = client;
    this.#start = start;
    this.#rows = rows;
    this.#last = start;
  }

  /** A witness of the client's database as it is now. */
  static async of(client: Client): Promise<StorageWitness> {
    const start = await storedTables(client);
    const rows = new Map<number, StoredRows>();
    for (const table of start.values()) rows.set(table.oid, await storedRows(client, table));
    return new StorageWitness(client, start, rows);
  }

  /** What one statement did beyond what it says. */
  async after(statement: PlannedStatement): Promise<void> {
    const now = await storedTables(this.#client);
    const complain = (gist: string, what: ObjectId) =>
      this.complaints.push({ gist: `${gist} (${statement.form})`, detail: `${gist}: ${what} by ${statement.sql}` });
    const deletes = declares(statement, "deletes-data");
    const rewrites = rateForm(statement.form).costs.includes("rewrite") || declares(statement, "rewrites-table");
    for (const [oid, before] of this.#last) {
      const hasRows = (this.#rows.get(oid)?.count ?? 0) > 0;
      const after = now.get(oid);
      if (after === undefined) {
        if (deletes) this.#declared.add(String(oid));
        else if (hasRows) complain("drops a table with rows and does not say so", before.id);
        continue;
      }
      if (after.file !== before.file && !rewrites && hasRows) complain("rewrites a table and does not say so", before.id);
      const kept = new Set(after.columns.map(({ attnum }) => attnum));
      for (const column of before.columns) {
        if (kept.has(column.attnum) || column.isGenerated) continue;
        if (deletes) this.#declared.add(`${oid}.${column.attnum}`);
        else if (hasRows) complain("drops a column with values and does not say so", column.id);
      }
    }
    this.#last = now;
  }

  /** What is not there any more though both schemas have it, and nothing declares its loss. */
  async verdict(changes: readonly Change[], goal: Catalog): Promise<readonly Complaint[]> {
    const found: Complaint[] = [];
    const complain = (gist: string, what: ObjectId, detail = "") => found.push({ gist, detail: `${gist}: ${what} ${detail}` });
    const byId = new Map([...this.#last.values()].map((table) => [table.id, table]));
    for (const table of this.#start.values()) {
      const now = byId.get(table.id);
      if (!goal.objects.has(table.id) || this.#declared.has(String(table.oid))) continue;
      if (now === undefined || now.oid !== table.oid) {
        complain("made a table again", table.id);
        continue;
      }
      const [was, is] = [this.#rows.get(table.oid), await storedRows(this.#client, now)];
      if (was?.count !== is.count) complain("rows are gone", table.id, `${was?.count} → ${is.count}`);
      for (const column of table.columns) {
        const after = now.columns.find(({ id }) => id === column.id);
        if (after === undefined || column.isGenerated || after.isGenerated) continue;
        if (this.#declared.has(`${table.oid}.${column.attnum}`)) continue;
        if (after.attnum !== column.attnum) complain("made a column again", column.id);
        const [old, values] = [was?.values.get(column.id), is.values.get(column.id)];
        if (keepsType(column.id, changes, goal) && JSON.stringify(old) !== JSON.stringify(values))
          complain("values have changed", column.id, `${JSON.stringify(old)} → ${JSON.stringify(values)}`);
      }
    }
    return found;
  }
}

function declares({ hazards }: PlannedStatement, wanted: "deletes-data" | "rewrites-table"): boolean {
  return hazards.some(({ hazard }) => hazard === wanted);
}

/** True when neither the column nor the definition of its type differs; labels of an enum may come and go under a value. */
function keepsType(column: ObjectId, changes: readonly Change[], goal: Catalog): boolean {
  const type = goal.objects.get(column)?.facts.type;
  return changes.every((change) => {
    if (change.change !== "alter") return true;
    if (change.id === column) return change.facts.every(({ fact }) => fact !== "type");
    const isItsType = change.kind === "composite-type" || change.kind === "domain";
    return !(isItsType && typeof type === "string" && type.replace("[]", "") === nameOf(change.id));
  });
}
