/**
 * Changing rows: our batches beside one UPDATE of the whole table, encryption beside the same engine writing a constant. In process, as rows a second
 * are what counts, on a server that waits for its disk, with a writer beside it whose worst wait is told.
 */

import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { BatchWork } from "../src/core/backfill/batch-work.ts";
import { openColumnKeys } from "../src/core/encryption/column-keys.ts";
import { encryptWork } from "../src/core/encryption/column-work.ts";
import { mintDataKey } from "../src/core/encryption/data-key.ts";
import { envelopeLength } from "../src/core/encryption/envelope.ts";
import { parseMasterKey } from "../src/core/encryption/master-key.ts";
import { keepProofs, makeKeyTables } from "../src/postgres/data-keys.ts";
import { makeJobTables } from "../src/postgres/job-tables.ts";
import { computedSettings, usualSettings } from "../src/workflows/data-job.ts";
import { runJob, withSession } from "../test/support/run-job.ts";
import type { DataLine } from "./bench-report.ts";
import { benchCopy } from "./data-copy.ts";
import { benchDualWrites } from "./dual-writes.ts";

/** What is measured. */
export interface DataBenchOptions {
  readonly runs: number;
  /** Rows of the small and the large table. */
  readonly sizes: readonly [number, number];
  readonly progress: (line: string) => void;
}

/** The ways to change the rows. */
const ways = ["one UPDATE", "backfill in SQL", "a constant from Node", "encryption"] as const;
type Way = (typeof ways)[number];

const columnId = randomUUID();
const master = parseMasterKey(randomBytes(32).toString("base64"));
const keys = openColumnKeys(columnId, [{ ...mintDataKey(columnId, "data", master), is_current: true }], [master]);
/** As long as the envelope of a token of 74 characters, as nearly all are. */
const constant = "c".repeat(envelopeLength(74));

/** Measures all of it in a database of its own; ways take turns. */
export async function benchData(url: string, { runs, sizes, progress }: DataBenchOptions): Promise<readonly DataLine[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const lines: DataLine[] = [];
    for (const rows of sizes) {
      const isLarge = rows === sizes[1];
      const asked = isLarge ? ways.slice(0, 2) : ways;
      const samples = new Map<Way, Sample[]>(asked.map((way) => [way, []]));
      for (let run = 0; run < (isLarge ? Math.min(runs, 2) : runs); run++)
        for (const way of asked) {
          progress(`${way}, ${rows} rows, run ${run + 1}`);
          await fill(client, rows);
          samples.get(way)?.push(await withWriter(url, rows, () => change(way, client, url)));
        }
      for (const [way, taken] of samples) lines.push(lineOf(way, rows, taken));
    }
    const others = { runs, rows: sizes[0], progress };
    return [...lines, ...(await benchCopy(url, client, others)), ...(await benchDualWrites(client, others))];
  } finally {
    await client.end();
  }
}

interface Sample {
  readonly tookMs: number;
  readonly stallMs: number;
  readonly elsewhereMs: number;
}

function lineOf(way: Way, rows: number, taken: readonly Sample[]): DataLine {
  const best = Math.min(...taken.map(({ tookMs }) => tookMs));
  const middle = (values: readonly number[]) =>
    Math.round([...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0);
  return {
    name: way,
    rows,
    rowsPerSecond: Math.round((rows / best) * 1_000),
    worstStallMs: middle(taken.map(({ stallMs }) => stallMs)),
    elsewhereMs: middle(taken.map(({ elsewhereMs }) => elsewhereMs)),
  };
}

async function fill(client: pg.Client, rows: number): Promise<void> {
  await client.query("drop table if exists tokens; drop schema if exists lockstep cascade");
  await client.query(
    "create table tokens (id bigint primary key, token text not null, lowered text, refreshed int not null default 0)",
  );
  await client.query(
    `insert into tokens select n, 'Tok_' || md5(n::text) || md5((n + 1)::text) || n, null, 0 from generate_series(1, ${rows}) n`,
  );
  await client.query("create table if not exists elsewhere (id int primary key, refreshed int not null default 0)");
  await client.query("insert into elsewhere select n from generate_series(1, 1000) n on conflict do nothing");
  await client.query("vacuum analyze tokens");
  await client.query("checkpoint");
}

/** An application that refreshes one row after the other, and another one on a table that nobody else touches: what it waits for is the disk. */
async function withWriter(url: string, rows: number, work: () => Promise<void>): Promise<Sample> {
  let isEnding = false;
  const write = async (sql: string, upTo: number) => {
    const writer = new pg.Client({ connectionString: url });
    await writer.connect();
    let longestMs = 0;
    while (!isEnding) {
      const started = performance.now();
      await writer.query(sql, [1 + Math.floor(Math.random() * upTo)]);
      longestMs = Math.max(longestMs, performance.now() - started);
      await delay(2);
    }
    await writer.end();
    return longestMs;
  };
  const writers = [
    write("update tokens set refreshed = refreshed + 1 where id = $1", rows),
    write("update elsewhere set refreshed = refreshed + 1 where id = $1", 1_000),
  ];
  const started = performance.now();
  await work();
  const tookMs = performance.now() - started;
  isEnding = true;
  const [stallMs = 0, elsewhereMs = 0] = await Promise.all(writers);
  return { tookMs, stallMs, elsewhereMs };
}

async function change(way: Way, client: pg.Client, url: string): Promise<void> {
  if (way === "one UPDATE") {
    await client.query("update tokens set lowered = lower(token)");
    return;
  }
  if (way === "encryption")
    await withSession(url, async (session) => {
      await makeJobTables(session);
      await makeKeyTables(session);
    });
  const outcome = await runJob(url, {
    name: "bench",
    kind: "bench",
    relation: "public.tokens",
    checksum: way,
    key: null,
    work: workOf(way),
    settings: way === "backfill in SQL" ? usualSettings : computedSettings,
  });
  if (outcome.ending !== "done") throw new Error(`${way} ended ${outcome.ending}`);
}

function workOf(way: Way): BatchWork {
  if (way === "backfill in SQL")
    return { kind: "sql", set: [{ column: "lowered", expression: "lower(token)" }], where: "lowered is null" };
  if (way === "encryption")
    return encryptWork([{ name: "token", keys, binding: "row", blindIndex: null }], {
      reserve: async () => undefined,
      keep: keepProofs,
    });
  return {
    kind: "computed",
    reads: ["token"],
    writes: ["token"],
    where: null,
    compute: (rows) => rows.map(() => ({ kind: "write", values: [constant] })),
  };
}
