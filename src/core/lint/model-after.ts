/** The schema that DDL makes from nothing, as the schema that a migration then meets: for examples of rules, which say what ran before. */

import { interpretStatement } from "../risk/interpret-statement.ts";
import { SchemaDraft } from "../risk/schema-draft.ts";
import { modelOfText, type SchemaModel } from "../risk/schema-model.ts";
import { parseSql } from "../sql/parse-sql.ts";

/** The model; complete, and nothing in it is new. The parser must be loaded. @throws AppError SQL_SYNTAX */
export function modelAfter(sql: string, major: number): SchemaModel {
  const draft = new SchemaDraft({ ...modelOfText(major), isComplete: true });
  for (const { tree } of parseSql(sql)) interpretStatement(tree, draft);
  const { model } = draft.copy();
  return {
    ...model,
    relations: new Map([...model.relations].map(([name, relation]) => [name, { ...relation, isNew: false }])),
    routines: model.routines.map((routine) => ({ ...routine, isNew: false })),
  };
}
