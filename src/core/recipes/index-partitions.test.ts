import { describe, expect, it } from "vitest";
import { objectId } from "../catalog/object-id.ts";
import { indexPartitions } from "./index-partitions.ts";

const table = (name: string) => objectId("table", "public", name);

describe("an index of a partitioned table", () => {
  it("is built on each partition concurrently and attached from the leaves up", () => {
    const below = new Map([
      [table("events"), [{ table: table("events_2026"), isPartitioned: true }]],
      [table("events_2026"), [{ table: table("Odd"), isPartitioned: false }]],
    ]);
    const statements = indexPartitions({
      isUnique: false,
      name: "at_index",
      definition: "USING btree (at)",
      table: table("events"),
      partitionsOf: (id) => below.get(id) ?? [],
    });
    expect(statements.map(({ sql, transaction }) => `${transaction}: ${sql}`)).toEqual([
      "any: CREATE INDEX at_index ON ONLY public.events USING btree (at)",
      "any: CREATE INDEX events_2026_at_index ON ONLY public.events_2026 USING btree (at)",
      'none: CREATE INDEX CONCURRENTLY "Odd_events_2026_at_index" ON public."Odd" USING btree (at)',
      'any: ALTER INDEX public.events_2026_at_index ATTACH PARTITION public."Odd_events_2026_at_index"',
      "any: ALTER INDEX public.at_index ATTACH PARTITION public.events_2026_at_index",
    ]);
  });
});
