/** Views on tables, on views and on constraints, and materialized views with their indexes. */

import { type Slot, slot, type VariantText } from "./slot.ts";

/** The slots. */
export function viewSlots(major: number): readonly Slot[] {
  const id = "column app.t0.id";
  const view = (sql: string, columns: readonly string[], needs: readonly string[] = [], since = 0): VariantText => [
    sql,
    { needs, gives: columns.map((column) => `column app.v0.${column}`), since },
  ];
  const v0 = "create view app.v0";
  return [
    slot(
      major,
      "view app.v0",
      [id],
      [
        view(`${v0} as select id from app.t0`, ["id"]),
        view(`${v0} as select id, n0 from app.t0`, ["id", "n0"], ["column app.t0.n0"]),
        view(`${v0} as select n0, id from app.t0 where n0 > 0`, ["id", "n0"], ["column app.t0.n0"]),
        view(`${v0} with (security_barrier) as select id, upper(s0) as loud from app.t0`, ["id"], ["column app.t0.s0"]),
        view(`${v0} as select id, n0 from app.t0 group by id`, ["id", "n0"], ["column app.t0.n0", "key app.t0"]),
        view(
          `${v0} with (security_invoker) as select a.id, b.n0 from app.t0 a join app.t1 b using (id)`,
          ["id", "n0"],
          ["column app.t1.n0", "column app.t1.id"],
          15,
        ),
      ],
    ),
    slot(
      major,
      "view app.v1",
      ["column app.v0.id"],
      [
        "create view app.v1 as select id from app.v0",
        ["create view app.v1 as select id, n0 as n from app.v0 where n0 > 0", { needs: ["column app.v0.n0"] }],
        "create view app.v1 as select count(*) as id from app.v0",
      ],
    ),
    slot(
      major,
      "view side.v2",
      ["schema side", "mood app.t0.e0"],
      [
        "create view side.v2 as select e0 from app.t0 where e0 = 'a'",
        ["create view side.v2 as select app.feel(e0) as e0 from app.t0", { needs: ["function app.feel"] }],
        "create view side.v2 as select max(e0) as e0 from app.t0",
      ],
    ),
    slot(major, "view app.parts", ["column app.p0.n0"], ["create view app.parts as select k, n0 from app.p0"]),
    slot(
      major,
      "materialized view app.m0",
      [id],
      [
        ["create materialized view app.m0 as select id from app.t0", { gives: ["column app.m0.id"] }],
        ["create materialized view app.m0 as select id, 1 as one from app.t0 with no data", { gives: ["column app.m0.id"] }],
        [
          "create materialized view app.m0 as select id from app.v0",
          { needs: ["column app.v0.id"], gives: ["column app.m0.id"] },
        ],
        "create materialized view app.m0 with (fillfactor = 80) as select count(*) as n from app.t0",
      ],
    ),
    slot(
      major,
      "index app.m0",
      ["column app.m0.id"],
      ["create unique index m0_id on app.m0 (id)", "create index m0_id on app.m0 (id)"],
    ),
    slot(major, "view app.of_m0", ["column app.m0.id"], ["create view app.of_m0 as select id from app.m0"]),
    slot(
      major,
      "trigger app.v0",
      ["view app.v0", "function app.touch"],
      ["create trigger v0_touch instead of insert on app.v0 for each row execute function app.touch()"],
    ),
    slot(
      major,
      "rule app.v0",
      ["column app.v0.id"],
      [
        "create rule v0_gone as on delete to app.v0 do instead nothing",
        "create rule v0_gone as on delete to app.v0 do instead delete from app.t0 where id = old.id",
      ],
    ),
    slot(major, "default app.v0.id", ["column app.v0.id"], ["alter view app.v0 alter column id set default 8"]),
  ];
}
