/**
 * Single-row updates of a column, without and with the triggers that keep two forms alike: the triggers that `lockstep expand` writes, made by
 * the same function. All in one transaction, where nothing waits for a disk and a trigger weighs most.
 */

import type pg from "pg";
import { conversion } from "../src/core/expand/conversion.ts";
import { dualWrite } from "../src/core/expand/dual-write.ts";
import type { RecordedChange, Twin } from "../src/core/expand/recorded-change.ts";
import type { DataLine } from "./bench-report.ts";

/** Updates that are timed at once. */
const updates = 20_000;

const twin: Twin = {
  schema: "public",
  table: "letters",
  olds: [{ name: "address", type: "text", ...conversion("address", "public.citext", "text") }],
  news: [{ name: "address", type: "public.citext", ...conversion("address", "text", "public.citext") }],
};
const recorded: RecordedChange = {
  schemaVersion: 1,
  name: "letters_address_type",
  asked: "change-type letters.address citext",
  change: { kind: "change-type", twins: [twin] },
};

/** Measures both in turn. */
export async function benchDualWrites(
  client: pg.Client,
  { runs, rows, progress }: { readonly runs: number; readonly rows: number; readonly progress: (line: string) => void },
): Promise<readonly DataLine[]> {
  const { makeFunction, makeTriggers, dropTriggers, dropFunction } = dualWrite(recorded, twin, 0, "before", {
    changeRows: false,
  });
  await client.query("create extension if not exists citext schema public; drop table if exists letters");
  await client.query(
    "create table letters (id bigint primary key, address text not null, other text, address__new public.citext)",
  );
  await client.query(
    `insert into letters select n, 'Person.' || n || '@example.com', md5(n::text), 'Person.' || n || '@example.com' from generate_series(1, ${rows}) n`,
  );
  const taken = new Map<string, number[]>([
    ["single writes", []],
    ["dual writes", []],
  ]);
  for (let run = 0; run < runs; run++)
    for (const [name, samples] of taken) {
      progress(`${name}, ${updates} updates, run ${run + 1}`);
      const statements = name === "dual writes" ? [makeFunction, ...makeTriggers] : [...dropTriggers, dropFunction];
      for (const statement of statements) await client.query(statement);
      await client.query("vacuum analyze letters");
      samples.push(await timed(client, rows, `${name} ${run}`));
    }
  return [...taken].map(([name, samples]) => ({
    name,
    rows,
    rowsPerSecond: Math.round((updates / Math.min(...samples)) * 1_000),
    worstStallMs: null,
    elsewhereMs: null,
  }));
}

async function timed(client: pg.Client, rows: number, round: string): Promise<number> {
  await client.query("begin");
  const started = performance.now();
  for (let n = 0; n < updates; n++)
    await client.query({
      name: "write",
      text: "update letters set address = $2 where id = $1",
      values: [1 + ((n * 7919) % rows), `${round}.${n}@example.com`],
    });
  const tookMs = performance.now() - started;
  await client.query("commit");
  return tookMs;
}
