/** A migration with everything that is known of it before it runs: what rules look at and what reports show. */

import type { FileRole } from "../migration/file-role.ts";
import type { MigrationScript } from "../migration/read-migration.ts";
import type { Rating } from "../risk/rating.ts";
import type { SchemaDraft } from "../risk/schema-draft.ts";
import type { QualifiedName } from "../risk/schema-model.ts";
import type { StatementEffects } from "../risk/statement-effects.ts";
import type { SqlFields } from "../sql/sql-tree.ts";

/** One statement, judged by what the ones before it left. */
export interface JudgedStatement {
  readonly sql: string;
  /** 1-based, of its first character. */
  readonly line: number;
  readonly column: number;
  /** Name of its node, e.g. `AlterTableStmt`. */
  readonly node: string;
  readonly fields: SqlFields;
  readonly effects: StatementEffects;
  readonly rating: Rating;
  /** Names that relations have here → names that they had before the migration, where it renamed them. */
  readonly namesBefore: ReadonlyMap<QualifiedName, QualifiedName>;
  /** Relations that it touches and that an earlier statement of the migration made. */
  readonly made: ReadonlySet<QualifiedName>;
}

/** A statement that Postgres cannot parse. */
export interface UnparsedStatement {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** A migration, judged. */
export interface JudgedMigration {
  /** As messages name it. */
  readonly file: string;
  readonly role: FileRole;
  readonly text: string;
  /** The sibling that undoes it. */
  readonly down: { readonly file: string; readonly text: string } | null;
  readonly script: MigrationScript;
  readonly statements: readonly JudgedStatement[];
  /** What undoes it, judged from where it leads; null when the file says nothing about undoing. */
  readonly rollback: readonly JudgedStatement[] | null;
  readonly unparsed: readonly UnparsedStatement[];
  readonly unparsedRollback: readonly UnparsedStatement[];
  /** The schema that it leaves. */
  readonly after: SchemaDraft;
  readonly rating: Rating;
}
