/**
 * A schema of any size with the shape of a grown business application: 25 columns, 4 indexes, two foreign keys and one to
 * three checks a table, a trigger on every third, comments, enums, and a view and a function for every fifth. Deterministic:
 * the same size and seed give the same statements.
 */

import { otherColumns, type PoolColumn, textColumns } from "./column-pool.ts";
import { type SeededRandom, seededRandom } from "./seeded-random.ts";

/** What to generate. */
export interface SchemaSize {
  readonly tables: number;
  readonly seed: number;
}

/** A generated table: its parts by name, so that differences can be planted on them. */
export interface GeneratedTable {
  readonly schema: string;
  readonly name: string;
  /** `schema.name`. */
  readonly qualified: string;
  readonly enumName: string;
  /** The references, in column order. */
  readonly references: readonly { readonly column: string; readonly constraint: string; readonly target: string }[];
  /** All indexes but the primary key's, in the order of their creation. */
  readonly indexes: readonly string[];
  readonly checks: readonly string[];
  readonly trigger: string | undefined;
  /** Nullable text columns without a default that nothing else mentions. */
  readonly spareTexts: readonly string[];
  readonly statements: readonly string[];
}

/** A function or view with the statement that creates it and, for some, the one that replaces it by another definition. */
interface GeneratedRoutine {
  readonly name: string;
  readonly statement: string;
  readonly changed?: string;
}

/** The whole schema; `statements` run in this order on an empty database. */
export interface GeneratedSchema {
  readonly enums: readonly string[];
  readonly tables: readonly GeneratedTable[];
  readonly views: readonly GeneratedRoutine[];
  readonly functions: readonly GeneratedRoutine[];
  readonly statements: readonly string[];
}

/** Generates a schema. */
export function generateSchema({ tables: count, seed }: SchemaSize): GeneratedSchema {
  const random = seededRandom(seed);
  const enums = Array.from(
    { length: Math.max(4, Math.ceil(count / 50)) },
    (_, index) => `${schemaName(index)}.${noun(index)}_status`,
  );
  const tables: GeneratedTable[] = [];
  for (let index = 0; index < count; index++) tables.push(table(index, tables, enums, random));
  const derived = Math.ceil(count / 5);
  const views = Array.from({ length: derived }, (_, index) => view(index, at(tables, index * 5 + 1), at(tables, index * 5)));
  const functions = Array.from({ length: derived }, (_, index) => routine(index, at(tables, index * 5 + 2)));
  const statements = [
    ...schemas.filter((name) => name !== "public").map((name) => `create schema ${name}`),
    ...enums.map((name, index) => `create type ${name} as enum (${enumLabels(index)})`),
    touchFunction,
    ...tables.flatMap((made) => made.statements),
    ...views.map((made) => made.statement),
    ...views.map((made, index) => `comment on view ${made.name} is 'Report ${index + 1}, read by the back office.'`),
    ...functions.map((made) => made.statement),
  ];
  return { enums, tables, views, functions, statements };
}

const schemas = ["public", "billing", "reporting"];
const subjects = [
  "customer account order invoice payment product shipment warehouse supplier contract ticket campaign employee project",
  "device session document message channel booking vehicle route policy claim lesson course patient visit asset site",
  "meter tariff budget ledger vendor region branch partner review survey",
]
  .join(" ")
  .split(" ");
const nouns = [
  "record line event note history setting tag address contact approval rule limit schedule template import export",
  "snapshot balance rating label attachment member permission forecast reminder",
]
  .join(" ")
  .split(" ");

const touchFunction = `create function public.touch_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end
$$`;

function table(
  index: number,
  earlier: readonly GeneratedTable[],
  enums: readonly string[],
  random: SeededRandom,
): GeneratedTable {
  const schema = schemaName(index);
  const name = tableName(index);
  const qualified = `${schema}.${name}`;
  const references = [0, 1].map((order) => reference(order, name, qualified, earlier, random));
  const texts = random.pick(textColumns, 6);
  const others = random.pick(otherColumns, 9);
  const checks = others.flatMap((column) => (column.check === undefined ? [] : [{ column, check: column.check }])).slice(0, 2);
  const checkNames = [`${name}_name_not_blank`, ...checks.map(({ column }) => `${name}_${column.name}_check`)];
  const body = [
    "id bigint generated always as identity",
    "public_id uuid not null default gen_random_uuid()",
    "tenant_id bigint not null",
    "name text not null",
    `status ${at(enums, index)} not null default 'active'`,
    ...references.map(({ column }) => `${column} bigint`),
    ...random.pick([...texts, ...others], texts.length + others.length).map(columnText),
    "metadata jsonb not null default '{}'::jsonb",
    "created_at timestamp with time zone not null default now()",
    "updated_at timestamp with time zone not null default now()",
    `constraint ${name}_pkey primary key (id)`,
    ...references.map(
      ({ column, constraint, target, action }) =>
        `constraint ${constraint} foreign key (${column}) references ${target} (id) on delete ${action}`,
    ),
    `constraint ${checkNames[0]} check (length(btrim(name)) > 0)`,
    ...checks.map(({ check }, order) => `constraint ${checkNames[order + 1]} check (${check})`),
  ];
  const indexes = tableIndexes(index, name, qualified, references[0]?.column ?? "tenant_id");
  const trigger = index % 3 === 0 ? `${name}_touch` : undefined;
  const first = at(texts, 0).name;
  const statements = [
    `create table ${qualified} (\n  ${body.join(",\n  ")}\n)`,
    ...indexes.map(({ statement }) => statement),
    ...(trigger === undefined
      ? []
      : [`create trigger ${trigger} before update on ${qualified} for each row execute function public.touch_updated_at()`]),
    `comment on table ${qualified} is 'Each ${name.replaceAll("_", " ")} of a tenant; rows are kept for seven years.'`,
    `comment on column ${qualified}.tenant_id is 'The tenant the row belongs to.'`,
    `comment on column ${qualified}.${first} is 'As the customer wrote it.'`,
  ];
  return {
    schema,
    name,
    qualified,
    enumName: at(enums, index),
    references,
    indexes: indexes.map((made) => made.name),
    checks: checkNames,
    trigger,
    spareTexts: texts.slice(1).map((column) => column.name),
    statements,
  };
}

function reference(order: number, name: string, self: string, earlier: readonly GeneratedTable[], random: SeededRandom) {
  // the first two tables have nothing before them to refer to
  const target = earlier.length < 2 ? undefined : at(earlier, random.below(Math.floor(earlier.length / 2)) * 2 + order);
  const column = target === undefined ? (order === 0 ? "parent_id" : "origin_id") : `${target.name}_id`;
  const action = at(["no action", "cascade", "set null", "restrict"], random.below(4));
  return { column, constraint: `${name}_${order === 0 ? "owner" : "link"}_fkey`, target: target?.qualified ?? self, action };
}

function tableIndexes(index: number, name: string, qualified: string, referencing: string) {
  const fourth = [
    { name: `${name}_open_idx`, on: `using btree (tenant_id) where status = 'active'` },
    { name: `${name}_lower_name_idx`, on: "using btree (lower(name))" },
    { name: `${name}_metadata_idx`, on: "using gin (metadata)" },
    { name: `${name}_updated_idx`, on: "using btree (updated_at) include (tenant_id)" },
  ];
  const made = [
    { name: `${name}_public_id_idx`, on: "using btree (public_id)", unique: "unique " },
    { name: `${name}_owner_idx`, on: `using btree (${referencing})` },
    { name: `${name}_recent_idx`, on: "using btree (tenant_id, created_at desc)" },
    at(fourth, index),
  ];
  return made.map((item) => ({
    name: item.name,
    statement: `create ${"unique" in item ? item.unique : ""}index ${item.name} on ${qualified} ${item.on}`,
  }));
}

function view(index: number, base: GeneratedTable, joined: GeneratedTable): GeneratedRoutine {
  return index % 2 === 0 ? overview(base, joined) : summary(base, joined);
}

function overview(base: GeneratedTable, joined: GeneratedTable): GeneratedRoutine {
  const name = `${base.schema}.${base.name}_overview`;
  const withColumns = (columns: string): string => `create or replace view ${name} as
select b.id, b.name, b.status, b.created_at, j.name as ${joined.name}_name, ${columns}
  from ${base.qualified} b
  left join ${joined.qualified} j on j.tenant_id = b.tenant_id and j.id < b.id
 where b.created_at > timestamp with time zone '2020-01-01 00:00:00+00'`;
  const label = "coalesce(b.metadata ->> 'label', b.name) as label";
  return { name, statement: withColumns(label), changed: withColumns(`${label}, b.tenant_id`) };
}

function summary(base: GeneratedTable, joined: GeneratedTable): GeneratedRoutine {
  const name = `${base.schema}.${base.name}_summary`;
  const statement = `create or replace view ${name} as
select b.tenant_id, b.status, count(*) as rows, max(b.updated_at) as last_change,
       count(distinct j.id) filter (where j.status = 'active') as active_${joined.name}
  from ${base.qualified} b
  join ${joined.qualified} j using (tenant_id)
 group by b.tenant_id, b.status`;
  return { name, statement };
}

function routine(index: number, on: GeneratedTable): GeneratedRoutine {
  const forms = [countFunction, archiveFunction, listFunction, labelFunction];
  return at(forms, index)(on);
}

function countFunction(on: GeneratedTable): GeneratedRoutine {
  const name = `${on.schema}.count_${on.name}`;
  const counting = (condition: string): string => `create or replace function ${name}(tenant bigint) returns bigint
language sql stable as $$
  select count(*) from ${on.qualified} where tenant_id = tenant and ${condition}
$$`;
  return { name, statement: counting("status = 'active'"), changed: counting("status <> 'closed'") };
}

function archiveFunction(on: GeneratedTable): GeneratedRoutine {
  const name = `${on.schema}.archive_${on.name}`;
  return {
    name,
    statement: `create or replace function ${name}(before timestamp with time zone, batch integer default 500) returns integer
language plpgsql as $$
declare
  touched integer := 0;
  found_id bigint;
begin
  for found_id in select id from ${on.qualified} where updated_at < before order by id limit batch loop
    update ${on.qualified} set status = 'closed', metadata = metadata || jsonb_build_object('archived', now()) where id = found_id;
    touched := touched + 1;
  end loop;
  if touched = batch then
    raise notice 'more rows of ${on.name} are left';
  end if;
  return touched;
end
$$`,
  };
}

function listFunction(on: GeneratedTable): GeneratedRoutine {
  const name = `${on.schema}.list_${on.name}`;
  return {
    name,
    statement: `create or replace function ${name}(tenant bigint, page integer default 1)
returns table (id bigint, name text, created_at timestamp with time zone) language sql stable security definer
set search_path = pg_catalog as $$
  select t.id, t.name, t.created_at from ${on.qualified} t where t.tenant_id = tenant order by t.id limit 50 offset (page - 1) * 50
$$`,
  };
}

function labelFunction(on: GeneratedTable): GeneratedRoutine {
  const name = `${on.schema}.label_${on.name}`;
  return {
    name,
    statement: `create or replace function ${name}(value text, prefix text default '${on.name}') returns text
language sql immutable parallel safe as $$ select prefix || ': ' || lower(btrim(value)) $$`,
  };
}

function schemaName(index: number): string {
  return at(schemas, index);
}

function noun(index: number): string {
  return at(subjects, index);
}

function tableName(index: number): string {
  const round = Math.floor(index / (subjects.length * nouns.length));
  const name = `${at(subjects, index)}_${at(nouns, Math.floor(index / subjects.length))}`;
  return round === 0 ? name : `${name}_${round + 1}`;
}

function enumLabels(index: number): string {
  return ["draft", "active", "closed", ...["paused", "review", "rejected", "expired"].slice(0, index % 5)]
    .map((label) => `'${label}'`)
    .join(", ");
}

function columnText({ name, type, rest }: PoolColumn): string {
  return rest === "" ? `${name} ${type}` : `${name} ${type} ${rest}`;
}

/** The item at an index that starts over at the end. */
function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("there are no items to choose from");
  return item;
}
