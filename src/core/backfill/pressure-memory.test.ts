import { describe, expect, it } from "vitest";
import {
  type HorizonHolder,
  PressureMemory,
  type PressureReading,
  type TableReading,
  type WalReading,
} from "./pressure-memory.ts";

const mebibyte = 1_048_576;
const wal: WalReading = { position: 100 * 16 * mebibyte, slotBytes: null, segmentBytes: 16 * mebibyte, archive: null };
const table: TableReading = {
  id: "1",
  live: 100,
  dead: 0,
  vacuum: "none",
  hasAutovacuum: true,
  isDue: false,
  vacuumedAtMs: null,
};

function remembering() {
  const memory = new PressureMemory();
  return (seen: Partial<PressureReading>, workers: readonly number[] = []) =>
    memory.pressureOf({ atMs: 0, replicas: null, wal: null, tables: null, waits: null, holders: null, ...seen }, workers, null);
}

describe("PressureMemory", () => {
  it("takes what was not told as not known", () => {
    expect(new Set(Object.values(remembering()({})))).toEqual(new Set([null]));
  });

  it("gives the rate of WAL since the reading before, and none after a failover", () => {
    const read = remembering();
    expect(read({ wal }).walBytesPerSecond).toBeNull();
    const later = (atMs: number, position: number) => read({ atMs, wal: { ...wal, position } }).walBytesPerSecond;
    expect(later(2_000, 100 * 16 * mebibyte + 5_000)).toBe(2_500);
    expect(later(3_000, 5_000)).toBeNull();
    expect(later(4_000, 6_000)).toBe(1_000);
  });

  it.each([
    // 0x64 = 100 is being written
    ["000000010000000000000063", null, 0],
    ["00000003000000000000005F", null, 4],
    ["00000001000000000000005F.00000028.backup", null, 4],
    [null, "00000001000000000000005A", 10],
    ["00000002.history", null, null],
    [null, null, null],
  ])("counts the files behind %s and %s as %s", (archived, failed, files) => {
    const backlog = (read: WalReading) => remembering()({ wal: read }).archiveBacklog;
    expect(backlog({ ...wal, archive: { archived, failed } })).toBe(files);
  });

  it("counts files over more than four gigabytes, and of any size", () => {
    const segmentBytes = 64 * mebibyte;
    const position = 2 ** 32 * 3 + segmentBytes * 2;
    const archive = { archived: "00000001000000020000003F", failed: null };
    expect(remembering()({ wal: { ...wal, position, segmentBytes, archive } }).archiveBacklog).toBe(2);
  });

  it("counts who waits for us, also behind somebody who does, and not ourselves", () => {
    const waiters = (waits: PressureReading["waits"]) => remembering()({ waits }, [1, 2]).waiters;
    expect(waiters([])).toBe(0);
    expect(
      waiters([
        [7, [6]],
        [6, [5]],
        [5, [1]],
      ]),
    ).toBe(3);
    expect(
      waiters([
        [2, [1]],
        [8, [9]],
        [9, [8]],
      ]),
    ).toBe(0);
  });

  it("sums dead rows over partitions", () => {
    const { deadShare, autovacuum } = remembering()({
      tables: [
        { ...table, dead: 100 },
        { ...table, id: "2", live: 700, dead: 100, vacuum: "running" },
      ],
    });
    expect(deadShare).toBe(0.2);
    expect(autovacuum).toBe("running");
    expect(remembering()({ tables: [{ ...table, live: 0 }] }).deadShare).toBeNull();
  });

  it("finds autovacuum missing where it is off, or due and not coming", () => {
    const read = remembering();
    const missing = (atMs: number, seen: Partial<TableReading>) =>
      read({ atMs, tables: [{ ...table, dead: 90, ...seen }] }).isVacuumMissing;
    const minute = 60_000;
    expect(missing(0, { hasAutovacuum: false })).toBe(true);
    expect(missing(0, { isDue: true })).toBe(false);
    expect(missing(4 * minute, { isDue: true })).toBe(false);
    expect(missing(5 * minute, { isDue: true })).toBe(true);
    // it works, and has until the next time
    expect(missing(6 * minute, { isDue: true, vacuum: "running" })).toBe(false);
    expect(missing(10 * minute, { isDue: true })).toBe(false);
    expect(missing(11 * minute, { isDue: true })).toBe(true);
    // it came and went between two looks
    expect(missing(12 * minute, { isDue: true, vacuumedAtMs: 11.5 * minute })).toBe(false);
    // no longer due: the time begins anew
    expect(missing(13 * minute, {})).toBe(false);
    expect(missing(17 * minute, { isDue: true })).toBe(false);
  });

  it("does not call a table neglected for one small partition", () => {
    const { isVacuumMissing } = remembering()({
      tables: [
        { ...table, dead: 10, hasAutovacuum: false },
        { ...table, id: "2", dead: 90 },
      ],
    });
    expect(isVacuumMissing).toBe(false);
  });

  it("counts a transaction since it began, and as young when it lets go of what it held", () => {
    const read = remembering();
    const oldest = (atMs: number, ...holders: readonly HorizonHolder[]) => read({ atMs, holders }).oldestTransactionMs;
    const session = (xmin: string | null): HorizonHolder => ({ name: "process 5", xmin, sinceMs: 1_000 });
    expect(oldest(61_000, session("700"))).toBe(60_000);
    // read committed: the next statement has a new snapshot
    expect(oldest(62_000, session("800"))).toBe(0);
    expect(oldest(63_000, session("800"))).toBe(1_000);
    expect(oldest(64_000, session(null))).toBe(0);
    expect(oldest(65_000, session("900"))).toBe(0);
    expect(oldest(66_000)).toBe(0);
  });

  it("counts whom it may not look at, and slots, since they were seen first", () => {
    const read = remembering();
    const oldest = (atMs: number, xmin: string) =>
      read({ atMs, holders: [{ name: "slot old", xmin, sinceMs: null }] }).oldestTransactionMs;
    expect(oldest(1_000, "700")).toBe(0);
    expect(oldest(601_000, "700")).toBe(600_000);
    expect(oldest(602_000, "701")).toBe(0);
  });
});
