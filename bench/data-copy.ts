/** A copy of a table through Node: as it is, and with three of its columns masked. */

import { createSecretKey, randomBytes } from "node:crypto";
import type pg from "pg";
import type { Mask } from "../src/core/masking/mask.ts";
import { maskersFor } from "../src/core/masking/maskers-for.ts";
import { openSession } from "../src/postgres/connect.ts";
import { parseConnectionUrl } from "../src/postgres/connection-url.ts";
import type { ColumnMap } from "../src/postgres/copy-rows.ts";
import { copyTable } from "../src/postgres/copy-table-rows.ts";
import { columnTraits } from "../test/support/column-traits.ts";
import type { DataLine } from "./bench-report.ts";

const columns = ["id", "account", "email", "full_name", "city", "balance", "created", "note"];
const masked: Readonly<Record<string, Mask>> = { email: { kind: "email" }, full_name: { kind: "name" }, city: { kind: "city" } };

/** Measures both ways in turn. */
export async function benchCopy(
  url: string,
  client: pg.Client,
  { runs, rows, progress }: { readonly runs: number; readonly rows: number; readonly progress: (line: string) => void },
): Promise<readonly DataLine[]> {
  await client.query(`
    create table people (id bigint, account bigint, email text, full_name text, city text, balance numeric, created timestamptz, note text);
    insert into people select n, n % 500, 'person.' || n || '@example.com', 'Person Number' || n, 'City ' || n % 3000, n * 1.25, now(), md5(n::text)
      from generate_series(1, ${rows}) n;
    create table people_copy (like people);
    analyze people`);
  const target = parseConnectionUrl(url, { env: {}, osUser: "bench" });
  const taken = new Map<string, number[]>([
    ["COPY through Node", []],
    ["masked COPY", []],
  ]);
  for (let run = 0; run < runs; run++)
    for (const [name, samples] of taken) {
      progress(`${name}, ${rows} rows, run ${run + 1}`);
      const sessions = await Promise.all([1, 2].map(() => openSession(target, { readOnly: false, statementTimeoutMs: 0 })));
      const [source, into] = sessions;
      if (source === undefined || into === undefined) throw new Error("no sessions");
      await into.run(["truncate public.people_copy"]);
      await source.run(["begin"]);
      await into.run(["begin"]);
      const started = performance.now();
      await copyTable({
        source,
        target: into,
        table: "public.people_copy",
        columns,
        queries: ["select * from public.people"],
        maps: name === "masked COPY" ? maps() : [],
      });
      await into.run(["commit"]);
      samples.push(performance.now() - started);
      await Promise.all(sessions.map((session) => session.close()));
    }
  return [...taken].map(([name, samples]) => ({
    name,
    rows,
    rowsPerSecond: Math.round((rows / Math.min(...samples)) * 1_000),
    worstStallMs: null,
    elsewhereMs: null,
  }));
}

function maps(): readonly ColumnMap[] {
  const asked = columns.map((column) => ({
    traits: columnTraits({ table: "public.people", column, type: "text" }),
    mask: masked[column] ?? { kind: "keep" as const },
  }));
  return maskersFor(asked, createSecretKey(randomBytes(32))).flatMap(({ mask, masker }, place) =>
    mask.kind === "keep" ? [] : [{ place, entityPlace: null, map: (values) => masker.mask(values) }],
  );
}
