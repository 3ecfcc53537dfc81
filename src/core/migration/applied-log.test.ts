import fc from "fast-check";
import { expect, test } from "vitest";
import { loadedFolder } from "../../../test/support/loaded-folder.ts";
import { appendLines, formatAppliedLog, formatAppliedLogEntry, formatRolledBack, parseAppliedLog } from "./applied-log.ts";
import { loggedWithoutFile, pendingMigrations } from "./pending-migrations.ts";

const folder = (...files: readonly string[]) =>
  loadedFolder(Object.fromEntries(files.map((file) => [file, "select 1;"]))).migrations;

test("lines of one, three and five fields are read as they are", () => {
  const text = `\uFEFF# Production Migration Log\r
# Format: YYYYMMDD_name.sql | Applied Date | Applied By\r
\r
20251009_a.sql\r
20251010_b.sql | 2025-10-16 | jon\r
20251017103000_c.sql|2025-10-17|jon|sha256:abc|#12\r
`;
  expect(parseAppliedLog(text)).toEqual({
    entries: [
      { file: "20251009_a.sql", date: null, by: null, hash: null, sequence: null, line: 4 },
      { file: "20251010_b.sql", date: "2025-10-16", by: "jon", hash: null, sequence: null, line: 5 },
      { file: "20251017103000_c.sql", date: "2025-10-17", by: "jon", hash: "sha256:abc", sequence: 12, line: 6 },
    ],
    undone: [],
    problems: [],
  });
});

test("conflict marks and repeated files are problems, the rest is still read", () => {
  const log = parseAppliedLog("<<<<<<< HEAD\na.sql\n=======\nb.sql\n>>>>>>> x\na.sql\n| 2025 | jon");
  expect(log.entries.map(({ file }) => file)).toEqual(["a.sql", "b.sql", "a.sql"]);
  expect(log.problems.map(({ line }) => line)).toEqual([1, 3, 5, 6, 7]);
});

test("appending keeps what is there byte for byte, with its line endings and a missing last one", () => {
  const entry = { file: "c.sql", date: "2025-10-17", by: "jon", hash: "sha256:1", sequence: 2 };
  expect(appendLines("# x\r\na.sql", [formatAppliedLogEntry(entry)])).toBe(
    "# x\r\na.sql\r\nc.sql | 2025-10-17 | jon | sha256:1 | #2\r\n",
  );
  expect(appendLines("", [formatAppliedLogEntry({ ...entry, hash: null, sequence: null })])).toBe("c.sql | 2025-10-17 | jon\n");
});

test("a separator or newline inside a field cannot make another line or field", () => {
  expect(formatAppliedLogEntry({ file: "a.sql", date: "2025", by: "x | y\nz", hash: null, sequence: null })).toBe(
    "a.sql | 2025 | x   y z",
  );
});

test("parse(format(entries)) gives the entries back", () => {
  const word = fc.stringMatching(/^[a-z0-9_.-]{1,12}$/);
  const entry = fc.record({
    file: word.map((name) => `f${name}.sql`),
    date: word,
    by: word,
    hash: fc.option(word.map((hex) => `sha256:${hex}`)),
    sequence: fc.option(fc.nat()),
  });
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const parsed = parseAppliedLog(formatAppliedLog("Production", entries)).entries;
      expect(parsed.map(({ line: _line, ...rest }) => rest)).toEqual(entries);
    }),
  );
});

test("pending is what the log does not name, however people wrote the name", () => {
  const entries = folder(
    "20251009_a.sql",
    "20251010120000_b.sql",
    "20251011_c.sql",
    "20251012_d.sql",
    "20251013000000_e/migration.sql",
  );
  const log = parseAppliedLog(
    "db/migrations/20251009_a.sql | 2025 | jon\n20251010120000\n20251011_c\n20251013000000_e\nold_gone.sql",
  );
  expect(pendingMigrations(entries, log).map(({ file }) => file)).toEqual(["20251012_d.sql"]);
  expect(loggedWithoutFile(entries, log).map(({ file }) => file)).toEqual(["old_gone.sql"]);
});

test("a line that takes an entry back leaves the file pending until it stands there again", () => {
  const entry = { file: "20251009_a.sql", date: "2025-10-09", by: "jon", hash: "sha256:1", sequence: 1 };
  const back = { ...entry, date: "2025-10-10", hash: "sha256:2", sequence: 2 };
  const text = `20251008_z.sql\n${formatAppliedLogEntry(entry)}\n${formatRolledBack(back)}\n`;
  const log = parseAppliedLog(text);
  expect(log.entries.map(({ file }) => file)).toEqual(["20251008_z.sql"]);
  expect(log.undone).toEqual([
    { ...entry, line: 2 },
    { ...back, line: 3 },
  ]);
  const entries = folder("20251009_a.sql");
  expect(pendingMigrations(entries, log)).toHaveLength(1);
  const again = parseAppliedLog(`${text}${formatAppliedLogEntry({ ...entry, sequence: 3 })}\n`);
  expect(again.problems).toEqual([]);
  expect(pendingMigrations(entries, again)).toEqual([]);
});
