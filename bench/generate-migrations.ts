/** A folder of migrations as teams write them: mostly DDL, mostly harmless, with the usual traps in between. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "./seeded-random.ts";

/** Eleven statements to a file. */
const statementsPerFile = 11;

type Draft = (n: number, table: string) => string;

const drafts: readonly Draft[] = [
  (n, table) => `create table if not exists ${table}_${n} (
  id bigint generated always as identity primary key,
  name text not null,
  owner_id bigint references accounts (id),
  created_at timestamptz not null default now()
);`,
  (n, table) => `alter table ${table} add column note_${n} text;`,
  (n, table) => `alter table ${table} add column amount_${n} integer not null default 0;`,
  (n, table) => `create index ${table}_note_${n} on ${table} (note_${n});`,
  (n, table) => `alter table ${table} alter column amount_${n} type bigint;`,
  (n, table) => `alter table ${table} add constraint ${table}_owner_${n} foreign key (owner_id) references accounts (id);`,
  (n, table) => `alter table ${table} alter column note_${n} set not null;`,
  (n, table) => `update ${table} set note_${n} = 'none' where note_${n} is null;`,
  (n, table) => `create or replace view ${table}_view_${n} as select id, name from ${table} where amount_${n} > 0;`,
  (n, table) => `create or replace function touch_${table}_${n}() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end
$$;`,
  (n, table) => `drop index if exists ${table}_old_${n};`,
  (n, table) => `comment on column ${table}.note_${n} is 'free text, "${n}"';`,
];

/** Writes `files` migrations into a folder; the same seed gives the same bytes. Returns their paths, in order. */
export function generateMigrations(folder: string, files: number, seed: number): readonly string[] {
  const random = seededRandom(seed);
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: files }, (_, file) => {
    const table = `items_${random.below(40)}`;
    const statements = Array.from({ length: statementsPerFile }, (_unused, n) => {
      const draft = drafts[random.below(drafts.length)] ?? drafts[0];
      return draft?.(file * statementsPerFile + n, table) ?? "";
    });
    const path = join(folder, `${String(20_250_101_000_000 + file)}_change_${file}.sql`);
    writeFileSync(path, `-- Migration: change ${file}\n${statements.join("\n")}\n`);
    return path;
  });
}
