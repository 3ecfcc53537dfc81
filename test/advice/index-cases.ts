/** Indexes, and keys that stand on an index. */

import { objectId } from "../../src/core/catalog/object-id.ts";
import { indexPartitions } from "../../src/core/recipes/index-partitions.ts";
import type { AdviceCase } from "./advice-case.ts";

export const indexCases: readonly AdviceCase[] = [
  {
    name: "an index",
    recipes: ["createIndexConcurrently"],
    world: "orders",
    plain: "create index orders_n on orders (n, note)",
    safe: [/^CREATE INDEX CONCURRENTLY orders_n /],
    traffic: ["orders"],
    plainBlocks: "write",
    blocker: "write",
  },
  {
    name: "a unique index on an expression, for part of the rows",
    recipes: ["createIndexConcurrently", "refuseRows"],
    world: "orders",
    plain: "create unique index orders_note on orders (lower(note)) where n > 1",
    safe: [/^DO /, /^CREATE UNIQUE INDEX CONCURRENTLY orders_note /, /^ANALYZE /],
    traffic: ["orders"],
    plainBlocks: "write",
  },
  {
    name: "an index of a partitioned table",
    recipes: ["createIndexConcurrently", "createIndex"],
    world: "events",
    plain: "create index events_note on events (note)",
    safe: [
      /^CREATE INDEX events_note ON ONLY /,
      /^CREATE INDEX CONCURRENTLY events_1_note_idx /,
      /^CREATE INDEX CONCURRENTLY events_2_note_idx /,
      /^ALTER INDEX public\.events_note ATTACH PARTITION /,
    ],
    traffic: ["events", "firstEvents"],
    plainBlocks: "write",
  },
  {
    name: "an index of a partitioned table, as the linter writes it",
    recipes: ["indexPartitions"],
    world: "events",
    // the server would call the indexes of the partitions so too
    plain: "create index note_idx on events (note)",
    write: () => {
      const [table, ...partitions] = ["events", "events_1", "events_2"].map((name) => objectId("table", "public", name));
      if (table === undefined) return [];
      const parts = partitions.map((partition) => ({ table: partition, isPartitioned: false }));
      const definition = "USING btree (note)";
      return indexPartitions({ isUnique: false, name: "note_idx", definition, table, partitionsOf: () => parts });
    },
    safe: [
      /^CREATE INDEX note_idx ON ONLY /,
      /^CREATE INDEX CONCURRENTLY events_1_note_idx /,
      /^ALTER INDEX .* ATTACH PARTITION /,
    ],
    traffic: ["events", "firstEvents"],
    plainBlocks: "write",
  },
  {
    name: "another definition for an index",
    recipes: ["replaceIndex"],
    world: "orders",
    setup: "create index orders_n on orders (n)",
    plain: "drop index orders_n; create index orders_n on orders (n, note)",
    safe: [/^CREATE INDEX CONCURRENTLY orders_n_new /, /^DROP INDEX CONCURRENTLY /, /^ALTER INDEX .* RENAME TO orders_n$/],
    traffic: ["orders"],
    plainBlocks: "read",
  },
  {
    name: "an index that goes",
    recipes: ["dropIndexConcurrently"],
    world: "orders",
    setup: "create index orders_n on orders (n)",
    plain: "drop index orders_n",
    safe: [/^DROP INDEX CONCURRENTLY /],
    traffic: ["orders"],
    blocker: "write",
  },
  {
    name: "a unique constraint, deferrable and with one more column in its index",
    recipes: ["addKeyByIndex"],
    world: "orders",
    plain: "alter table orders add constraint orders_note unique (note) include (n) deferrable",
    safe: [/^CREATE UNIQUE INDEX CONCURRENTLY orders_note .* INCLUDE \(n\)/, /USING INDEX orders_note DEFERRABLE$/],
    traffic: ["orders"],
    plainBlocks: "read",
  },
  {
    name: "a primary key on a column that may hold nulls",
    recipes: ["addKeyByIndex", "setNotNull"],
    world: "drafts",
    plain: "alter table drafts add constraint drafts_key primary key (id)",
    safe: [
      /ADD CONSTRAINT .* NOT VALID$/,
      /VALIDATE CONSTRAINT/,
      /^CREATE UNIQUE INDEX CONCURRENTLY drafts_key /,
      /ADD CONSTRAINT drafts_key PRIMARY KEY USING INDEX drafts_key$/,
    ],
    traffic: ["drafts"],
    plainBlocks: "read",
  },
  {
    name: "a unique constraint of a partitioned table",
    recipes: ["addKeyByIndex", "addConstraint"],
    world: "events",
    plain: "alter table events add constraint events_note unique (id, note)",
    safe: [
      /^ALTER TABLE ONLY public\.events ADD CONSTRAINT events_note UNIQUE/,
      /^CREATE UNIQUE INDEX CONCURRENTLY events_1_id_note_key /,
      /ADD CONSTRAINT events_1_id_note_key UNIQUE USING INDEX/,
      /^ALTER INDEX public\.events_note ATTACH PARTITION /,
    ],
    traffic: ["events", "firstEvents"],
    plainBlocks: "read",
  },
];
