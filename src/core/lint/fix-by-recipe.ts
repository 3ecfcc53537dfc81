/**
 * Recipes as fixes: the statements of a safe form, divided into the migrations that keep its locks apart, as they would be written.
 * What a rule knows of a relation is its name; recipes ask for ids.
 */

import { containerOf, type ObjectId, objectId } from "../catalog/object-id.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import type { Statement } from "../recipes/statement.ts";
import type { QualifiedName, RelationModel } from "../risk/schema-model.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import type { JudgedMigration } from "./judged-migration.ts";

/** The id of a table by its qualified name. */
export function tableId(name: QualifiedName): ObjectId {
  const schema = containerOf(name);
  return objectId("table", unquoteIdentifier(schema), unquoteIdentifier(name.slice(schema.length + 1)));
}

/** `server_version_num` of the first release of a major: recipes ask for the major only. */
export function versionOf(major: number): ServerVersion {
  return (major * 10_000) as ServerVersion; // the number's own shape
}

/** The relation as it was before the migration; null where it is not known. */
export function knownBefore({ after }: JudgedMigration, name: QualifiedName): RelationModel | null {
  const relation = after.model.relations.get(name);
  return relation === undefined || !relation.isKnown ? null : relation;
}

/**
 * The statements as SQL. Several migrations are numbered in comments, with what each has to say of its transaction; a single one that
 * runs as migrations do stands alone.
 */
export function fixOf(groups: readonly (readonly Statement[])[]): string {
  const migrations = groups.flatMap(divided);
  const isOne = migrations.length === 1;
  return migrations
    .map((statements, at) =>
      [
        ...(isOne ? [] : [`-- migration ${at + 1}`]),
        ...(statements.some(({ form }) => form === "fill-column") ? ["-- lockstep: kind = data"] : []),
        ...(statements.some(({ transaction }) => transaction === "none") ? ["-- lockstep: transaction = none"] : []),
        ...statements.map(({ sql }) => `${sql};`),
      ].join("\n"),
    )
    .join("\n");
}

/** What must not share a transaction is a migration of its own. */
function divided(statements: readonly Statement[]): readonly (readonly Statement[])[] {
  const migrations: Statement[][] = [];
  for (const one of statements) {
    const last = migrations.at(-1);
    const shares = one.transaction === "any" && last?.every(({ transaction }) => transaction === "any");
    if (last === undefined || shares !== true) migrations.push([one]);
    else last.push(one);
  }
  return migrations;
}
