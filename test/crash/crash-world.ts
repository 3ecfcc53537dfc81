/**
 * A folder of migrations and a database that they are applied to while something breaks; and the question whether, after the same command
 * was run again, everything has happened exactly once.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { verifyChain } from "../../src/core/journal/hash-chain.ts";
import { openSession } from "../../src/postgres/connect.ts";
import { parseConnectionUrl } from "../../src/postgres/connection-url.ts";
import { readEvents } from "../../src/postgres/journal-store.ts";
import { type Running, startProgram } from "../support/run-program.ts";

const smallFiles = 12;
const firstSmall = 100;

/** Every file writes down that it ran: a row in `ledger` for each time that it did. */
const files: Readonly<Record<string, string>> = {
  "20260101000000_tables.sql": `
    create table ledger (entry int not null);
    create table items (id int primary key, v int not null, w int);
    insert into items select n, n, n % 7 from generate_series(1, 300) n;
    insert into ledger values (1);`,
  "20260102000000_rows.sql": `
    insert into ledger values (2);
    insert into items select n, n, n % 7 from generate_series(301, 600) n;
    select pg_sleep(0.01);`,
  "20260103000000_indexes.sql": `-- lockstep: transaction = none
    insert into ledger values (3);
    create unique index concurrently items_v on items (v);
    insert into ledger values (31);
    create index concurrently if not exists items_w on items (w) where w > 2;
    insert into ledger values (32);`,
  "20260104000000_column.sql": `
    alter table items add column note text not null default 'none';
    insert into ledger values (4);`,
  "20260105000000_again.sql": `-- lockstep: transaction = none
    reindex index concurrently items_w;
    insert into ledger values (5);
    drop index concurrently items_v;
    vacuum items;
    insert into ledger values (51);`,
  "20260106000000_last.sql": `
    create view busy as select * from items where w > 5;
    insert into ledger values (6);`,
  // small ones, which travel together
  ...Object.fromEntries(
    Array.from({ length: smallFiles }, (_, n) => [
      `20260107${String(n).padStart(6, "0")}_small.sql`,
      `insert into ledger values (${firstSmall + n}); create table small_${n} (id int primary key);`,
    ]),
  ),
};

/** Once each. */
const wantedLedger = [1, 2, 3, 4, 5, 6, 31, 32, 51, ...Array.from({ length: smallFiles }, (_, n) => firstSmall + n)];

/** Writes the migrations into `db/migrations` of a folder. */
export function writeCrashMigrations(folder: string): void {
  mkdirSync(join(folder, "db/migrations"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, "db/migrations", name), text);
}

/** Starts `lockstep apply dev`; `ended` resolves when the process is gone. */
export function startApply(program: string, folder: string, url: string): Running {
  return startProgram(process.execPath, [program, "apply", "dev", "--no-prediction", "--wait", "20s"], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: "C.UTF-8", DATABASE_URL: url },
  });
}

/** What is wrong with the database; nothing when every migration has happened exactly once. */
export async function faults(client: Client, url: string): Promise<readonly string[]> {
  const found: string[] = [];
  const expect = (what: string, actual: unknown, wanted: unknown) => {
    const [is, shouldBe] = [JSON.stringify(actual), JSON.stringify(wanted)];
    if (is !== shouldBe) found.push(`${what}: ${is} instead of ${shouldBe}`);
  };
  const column = async (sql: string) => (await client.query({ text: sql, rowMode: "array" })).rows.map(([value]) => value);
  expect("ledger", await column("select entry from ledger order by entry"), wantedLedger);
  expect("rows of items", await column("select count(*)::int from items"), [600]);
  expect("invalid indexes", await column("select indexrelid::regclass::text from pg_index where not indisvalid order by 1"), []);
  expect(
    "indexes",
    await column("select indexrelid::regclass::text from pg_index where indrelid = 'items'::regclass order by 1"),
    ["items_pkey", "items_w"],
  );
  expect("note", await column("select count(*)::int from items where note = 'none'"), [600]);
  expect("busy", await column("select count(*)::int > 0 from busy"), [true]);
  const session = await openSession(parseConnectionUrl(url, { env: {}, osUser: "" }));
  try {
    const events = await readEvents(session);
    expect("chain", verifyChain(events), []);
    const applied = events.filter(({ event }) => event === "applied").map(({ file }) => file);
    expect("applied", applied, Object.keys(files));
    const failed = events.filter(({ event }) => event === "failed").map(({ file, payload }) => `${file}: ${payload.reason}`);
    expect("failed", failed, []);
    const steps = events.filter(({ event }) => event === "step").map(({ file, payload }) => `${file}:${payload.statement}`);
    expect(
      "steps done twice",
      steps.filter((step, i) => steps.indexOf(step) !== i),
      [],
    );
  } finally {
    await session.close();
  }
  return found;
}
