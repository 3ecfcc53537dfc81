import { createHash } from "node:crypto";
import { crc32 as zlibCrc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { checksumOf } from "../../migration/checksum.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import { layoutMigrations } from "../../migration/migration-layout.ts";
import { crc32 } from "./crc32.ts";
import { dbmateHistory } from "./dbmate.ts";
import { drizzleHistory } from "./drizzle.ts";
import { flywayHistory } from "./flyway.ts";
import type { HistoryEntry } from "./history.ts";
import { historySources } from "./history.ts";
import { prismaHistory } from "./prisma.ts";
import { historyTools } from "./registry.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const folder = (texts: Readonly<Record<string, string>>, times: readonly (readonly [string, number])[] = []) => ({
  times: new Map(times),
  migrations: layoutMigrations(Object.keys(texts), null).entries.map((entry): MigrationFile => {
    const text = texts[entry.file] ?? "";
    return { ...entry, path: entry.file, text, checksum: checksumOf(text), downText: null };
  }),
});
const told = (entries: readonly HistoryEntry[]) =>
  entries.map(({ migration, state, isSame }) => [migration?.file ?? null, state, isSame]);

it("has a source for each name that --from takes", () => {
  expect([...historyTools.map(({ id }) => id), "log"].sort()).toEqual([...historySources].sort());
});

it("computes CRC-32 as zlib does, over pieces", () => {
  for (const text of ["", "a", "create table t (id int);", "é ü 漢字 🙂", "x".repeat(1_000)]) {
    // Node 20.19 has no crc32 yet
    if (typeof zlibCrc32 === "function") expect(crc32([text])).toBe(zlibCrc32(text));
    expect(crc32([text.slice(0, 3), text.slice(3)])).toBe(crc32([text]));
  }
  expect(crc32(["123456789"])).toBe(0xcbf43926);
});

describe("Drizzle", () => {
  it("knows a file by its hash whatever git did to its line ends, else by its name or time", () => {
    const files = folder({ "0000_a.sql": "select 1;\nselect 2;\n", "0001_b.sql": "select 3;\n", "0002_c.sql": "select 4;\n" }, [
      ["0002_c.sql", 1_760_000_000_123],
    ]);
    const row = (id: string, hash: string, createdAt: string, name: string | null = null) => ({
      id,
      hash,
      created_at: createdAt,
      name,
    });
    const rows = [
      row("1", sha256("select 1;\r\nselect 2;\r\n"), "1"),
      row("2", "edited", "2", "0001_b"),
      row("3", "edited", "1760000000123"),
      row("4", "unknown", "99"),
    ];
    expect(told(drizzleHistory.read(rows, files))).toEqual([
      ["0000_a.sql", "applied", true],
      ["0001_b.sql", "applied", false],
      ["0002_c.sql", "applied", false],
      [null, "applied", null],
    ]);
  });
});

describe("Prisma", () => {
  it("goes by the last attempt of each migration", () => {
    const files = folder({ "20250101000000_a/migration.sql": "select 1;\n" });
    const row = (finished: string | null, undone: string | null) => ({
      migration_name: "20250101000000_a",
      checksum: sha256("select 1;\n"),
      finished_at: finished,
      rolled_back_at: undone,
    });
    const last = (...rows: ReturnType<typeof row>[]) => told(prismaHistory.read(rows, files))[0]?.[1];
    expect(last(row("now", null))).toBe("applied");
    expect(last(row(null, null))).toBe("failed");
    expect(last(row(null, "now"), row("now", null))).toBe("applied");
    expect(last(row("now", null), row("now", "later"))).toBe("rolled-back");
  });
});

describe("dbmate", () => {
  it("goes by the number that a name begins with", () => {
    const files = folder({ "20250101000000_a.sql": "", "20250102000000_b.sql": "" });
    expect(told(dbmateHistory.read([{ version: "20250102000000" }, { version: "1" }], files))).toEqual([
      ["20250102000000_b.sql", "applied", null],
      [null, "applied", null],
    ]);
  });
});

describe("Flyway", () => {
  const row = (version: string | null, type: string, script: string, checksum: string | null, success = "true") => ({
    version,
    type,
    script,
    checksum,
    success,
    installed_on: "2025-01-01",
    installed_by: "me",
  });
  const sum = (...lines: readonly string[]) => String(crc32(lines) | 0);

  it("compares versions part by part, and checksums over lines", () => {
    const files = folder({ "1_one.sql": "a\r\nb\r\n", "1.10_ten.sql": "c\n", "1.2_two.sql": "d" });
    const rows = [
      row("1", "SQL", "V1__one.sql", sum("a", "b")),
      row("1.2", "SQL", "V1_2__two.sql", sum("d")),
      row("1.10", "SQL", "V1_10__ten.sql", sum("other")),
    ];
    expect(told(flywayHistory.read(rows, files))).toEqual([
      ["1_one.sql", "applied", true],
      ["1.2_two.sql", "applied", true],
      ["1.10_ten.sql", "applied", false],
    ]);
  });

  it("knows what was undone, what failed, and what a baseline stands for", () => {
    const files = folder({ "1_a.sql": "a", "2_b.sql": "b", "3_c.sql": "c", "4_d.sql": "d" });
    const rows = [
      row(null, "SCHEMA", '"app"', null),
      row("2", "BASELINE", "<< Flyway Baseline >>", null),
      row("3", "SQL", "V3__c.sql", sum("c")),
      row("3", "UNDO_SQL", "U3__c.sql", sum("x")),
      row("4", "SQL", "V4__d.sql", sum("d"), "false"),
      row(null, "SQL", "R__views.sql", "1"),
    ];
    expect(told(flywayHistory.read(rows, files))).toEqual([
      ["1_a.sql", "applied", null],
      ["2_b.sql", "applied", null],
      ["3_c.sql", "rolled-back", true],
      ["4_d.sql", "failed", true],
    ]);
  });
});
