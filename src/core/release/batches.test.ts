import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BatchSize, proposeBatches, type WaitingFile } from "./batches.ts";
import { datedTimeline } from "./timeline.ts";

const file = (name: string, ...tables: readonly string[]): WaitingFile => ({ file: name, tables, phase: null });
const size = { tables: 3, migrations: null };
const filesOf = (pending: readonly WaitingFile[], own: BatchSize = size) =>
  proposeBatches(pending, [], own).map(({ files }) => files);

describe("proposeBatches", () => {
  it("fills batches of so many tables, in running order", () => {
    const pending = [file("1", "a"), file("2", "b", "c"), file("3", "a"), file("4", "d"), file("5")];
    expect(filesOf(pending)).toEqual([
      ["1", "2", "3"],
      ["4", "5"],
    ]);
    expect(filesOf(pending, { tables: 1, migrations: null })).toEqual([["1"], ["2"], ["3"], ["4", "5"]]);
    expect(filesOf(pending, { ...size, migrations: 2 })).toEqual([["1", "2"], ["3", "4"], ["5"]]);
  });

  it("keeps the order and every file, and exceeds the size only for a file that does so alone", () => {
    const names = fc.subarray(["a", "b", "c", "d", "e", "f"]);
    fc.assert(
      fc.property(fc.array(names), fc.integer({ min: 1, max: 4 }), (tables, limit) => {
        const pending = tables.map((own, i) => file(String(i), ...own));
        const batches = proposeBatches(pending, [], { tables: limit, migrations: null });
        expect(batches.flatMap(({ files }) => files)).toEqual(pending.map((one) => one.file));
        for (const batch of batches) {
          const first = pending.find((one) => one.file === batch.files[0]);
          expect(batch.tables.length).toBeLessThanOrEqual(Math.max(limit, first?.tables.length ?? 0));
          expect(batch.oversized !== null).toBe(batch.tables.length > limit);
        }
      }),
    );
  });

  it("leaves a clean-up for the train after the one that brings what it cleans up after", () => {
    const part = (name: "schema" | "backfill" | "cleanup") => ({
      file: name,
      tables: ["users"],
      phase: { name, of: "email-type" },
    });
    expect(filesOf([part("schema"), part("backfill"), part("cleanup")])).toEqual([["schema", "backfill"], ["cleanup"]]);
  });

  it("says how to write what no migration makes yet, after all that is written", () => {
    const [first, second, third] = proposeBatches(
      [file("1", "a")],
      [
        ["public.Teams", "members"],
        ["a", "b", "c", "d"],
      ],
      size,
    );
    expect(first?.files).toEqual(["1"]);
    expect(second).toMatchObject({
      files: [],
      command: "lockstep new add_public_teams --from-drift --tables public.Teams,members",
    });
    expect(third?.oversized).toBe("these 4 tables need each other");
  });
});

describe("datedTimeline", () => {
  const windows = ["06", "13", "20"].map((day) => ({
    opens: `2026-11-${day}T17:00:00.000Z`,
    closes: `2026-11-${day}T18:00:00.000Z`,
  }));

  it("gives each batch a window, and says what finds none", () => {
    const batches = proposeBatches(
      ["1", "2", "3", "4"].map((name) => file(name, name)),
      [],
      { tables: 1, migrations: null },
    );
    const { entries, free, unplaced } = datedTimeline(batches, windows, null);
    expect(entries.map(({ window, batch }) => [window.opens.slice(8, 10), batch.files])).toEqual([
      ["06", ["1"]],
      ["13", ["2"]],
      ["20", ["3"]],
    ]);
    expect(free).toBe(0);
    expect(unplaced.map(({ batch }) => batch.files)).toEqual([["4"]]);
  });

  it("does not plan migrations that are still to be written for a time when new ones are refused", () => {
    const batches = proposeBatches([file("1", "a")], [["b"], ["c"]], { tables: 1, migrations: null });
    const { entries, unplaced } = datedTimeline(batches, windows, "2026-11-20");
    expect(entries).toHaveLength(2);
    expect(unplaced[0]?.why).toContain("frozen");
  });
});
