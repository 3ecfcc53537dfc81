/**
 * Fifty differences of the kinds that drift is made of, spread over the whole schema, each on an object of its own. Each says
 * which names a line of a report about it must hold, so that a tool's speed is printed beside what it saw.
 */

import type { GeneratedSchema, GeneratedTable } from "./generate-schema.ts";

/** One difference: the statements that make it, and the names that a report must mention together. */
export interface PlantedDifference {
  readonly statements: readonly string[];
  readonly names: readonly string[];
}

/** The differences for a schema of at least 90 tables, in a fixed order. */
export function plantDifferences(schema: GeneratedSchema): readonly PlantedDifference[] {
  const forms: readonly (readonly [count: number, form: (table: GeneratedTable, order: number) => PlantedDifference])[] = [
    [6, addColumn],
    [6, dropColumn],
    [4, changeType],
    [4, setDefault],
    [4, setNotNull],
    [4, dropIndex],
    [4, createIndex],
    [3, addCheck],
    [2, dropCheck],
    [3, changeReference],
    [2, dropTrigger],
    [1, createTable],
    [1, changeComment],
    [1, addEnumLabel],
  ];
  const perTable = forms.flatMap(([count, form]) => Array.from({ length: count }, () => form));
  // the three schemas take turns, so a multiple of three would stay in one of them
  const stride = Math.floor(schema.tables.length / perTable.length);
  const step = stride % 3 === 0 ? stride - 1 : stride;
  const onTables = perTable.map((form, order) => {
    const table = schema.tables[order * step];
    if (table === undefined) throw new Error("the schema is too small for fifty differences");
    return form(form === dropTrigger ? withTrigger(schema, order * step) : table, order);
  });
  return [...onTables, ...onRoutines(schema)];
}

function onRoutines({ views, functions }: GeneratedSchema): readonly PlantedDifference[] {
  const bare = (qualified: string): string => qualified.slice(qualified.indexOf(".") + 1);
  const changeable = [views, functions].map((made) =>
    made.flatMap(({ name, changed }) => (changed === undefined ? [] : [{ statements: [changed], names: [bare(name)] }])),
  );
  // the second and the second last: not the ones that stand at an edge of any order
  const changed = changeable.flatMap((made) => [made.at(1), made.at(-2)]).flatMap((made) => made ?? []);
  return [
    ...changed,
    {
      statements: [
        "create function public.planted_total(a numeric, b numeric) returns numeric language sql as $$ select a + b $$",
      ],
      names: ["planted_total"],
    },
  ];
}

function withTrigger(schema: GeneratedSchema, from: number): GeneratedTable {
  const table = schema.tables.slice(from).find((candidate) => candidate.trigger !== undefined);
  if (table === undefined) throw new Error("no table has a trigger");
  return table;
}

function addColumn({ qualified, name }: GeneratedTable, order: number): PlantedDifference {
  const column = `planted_${order}`;
  return { statements: [`alter table ${qualified} add column ${column} integer not null default 0`], names: [name, column] };
}

function dropColumn({ qualified, name, spareTexts }: GeneratedTable): PlantedDifference {
  return { statements: [`alter table ${qualified} drop column ${spare(spareTexts)}`], names: [name, spare(spareTexts)] };
}

function changeType({ qualified, name, spareTexts }: GeneratedTable): PlantedDifference {
  const column = spare(spareTexts);
  return { statements: [`alter table ${qualified} alter column ${column} type character varying(200)`], names: [name, column] };
}

function setDefault({ qualified, name, spareTexts }: GeneratedTable): PlantedDifference {
  const column = spare(spareTexts);
  return { statements: [`alter table ${qualified} alter column ${column} set default 'unknown'`], names: [name, column] };
}

function setNotNull({ qualified, name, spareTexts }: GeneratedTable): PlantedDifference {
  const column = spare(spareTexts);
  return { statements: [`alter table ${qualified} alter column ${column} set not null`], names: [name, column] };
}

function dropIndex({ schema, indexes }: GeneratedTable): PlantedDifference {
  const index = indexes[3] ?? "";
  return { statements: [`drop index ${schema}.${index}`], names: [index] };
}

function createIndex({ qualified, name, spareTexts }: GeneratedTable): PlantedDifference {
  const index = `${name}_planted_idx`;
  return { statements: [`create index ${index} on ${qualified} (${spare(spareTexts)})`], names: [index] };
}

function addCheck({ qualified, name, spareTexts }: GeneratedTable): PlantedDifference {
  const check = `${name}_planted_check`;
  return {
    statements: [`alter table ${qualified} add constraint ${check} check (length(${spare(spareTexts)}) < 1000)`],
    names: [check],
  };
}

function dropCheck({ qualified, checks }: GeneratedTable): PlantedDifference {
  const check = checks[0] ?? "";
  return { statements: [`alter table ${qualified} drop constraint ${check}`], names: [check] };
}

function changeReference({ qualified, references }: GeneratedTable): PlantedDifference {
  const link = references[1];
  if (link === undefined) throw new Error(`${qualified} has no second reference`);
  const { constraint, column, target } = link;
  return {
    statements: [
      `alter table ${qualified} drop constraint ${constraint}`,
      // the generator never gives this one
      `alter table ${qualified} add constraint ${constraint} foreign key (${column}) references ${target} (id) on delete set default`,
    ],
    names: [constraint],
  };
}

function dropTrigger({ qualified, trigger }: GeneratedTable): PlantedDifference {
  return { statements: [`drop trigger ${trigger} on ${qualified}`], names: [trigger ?? ""] };
}

function createTable({ schema }: GeneratedTable): PlantedDifference {
  const statement = `create table ${schema}.planted_table (id bigint generated always as identity primary key, note text not null)`;
  return { statements: [statement], names: ["planted_table"] };
}

function changeComment({ qualified, name }: GeneratedTable): PlantedDifference {
  return { statements: [`comment on table ${qualified} is 'Said otherwise by hand.'`], names: [name, "comment"] };
}

function addEnumLabel({ enumName }: GeneratedTable): PlantedDifference {
  return {
    statements: [`alter type ${enumName} add value 'planted'`],
    names: [enumName.slice(enumName.indexOf(".") + 1)],
  };
}

function spare(texts: readonly string[]): string {
  const column = texts[0];
  if (column === undefined) throw new Error("the table has no spare column");
  return column;
}
