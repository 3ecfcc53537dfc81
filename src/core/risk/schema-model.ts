/**
 * What a statement's risk depends on: a schema as locks see it. It is less than a catalog (no comments, no rights) and can be had
 * without one: a linter that sees only text starts from an empty, incomplete model and learns from the statements that it reads.
 */

import type { SqlTree } from "../sql/sql-tree.ts";

/** `pg_class.relkind`: r table, p partitioned table, f foreign table, v view, m materialized view, S sequence, i index, I partitioned index, c composite type. */
export type RelationKind = "r" | "p" | "f" | "v" | "m" | "S" | "i" | "I" | "c";

/** A name with its schema, both quoted where SQL needs it: `public."Order"`. */
export type QualifiedName = string;

/** An expression: as SQL, as catalogs hold it, or as the tree of a statement that was parsed. */
export type ExpressionModel = { readonly sql: string } | { readonly tree: SqlTree };

/** A column, as far as locks and costs depend on it. */
export interface ColumnModel {
  /** Unquoted. */
  readonly name: string;
  /** As `format_type` writes it; null where it is not known. */
  readonly type: string | null;
  readonly collation: string | null;
  readonly notNull: boolean;
  /** Null for none. */
  readonly default: ExpressionModel | null;
  readonly generated: "stored" | "virtual" | null;
  /** Of a generated column. */
  readonly expression: ExpressionModel | null;
  readonly isIdentity: boolean;
  /** Declared by the table itself and not only by a parent; absent where it is not known. */
  readonly isLocal?: boolean;
}

/** What a constraint is, with Postgres' own letters (`pg_constraint.contype`): p primary key, u unique, x exclusion, f foreign key, c check, n not null (18+). */
export interface ConstraintModel {
  /** Unquoted; null where the server will choose it and it does not matter here. */
  readonly name: string | null;
  readonly type: "p" | "u" | "x" | "f" | "c" | "n";
  /** Unquoted, in key order; none for a check, whose expression mentions them. */
  readonly columns: readonly string[];
  /** Of a check. */
  readonly expression: ExpressionModel | null;
  readonly isValid: boolean;
  readonly isEnforced: boolean;
  readonly noInherit: boolean;
  /** The index that serves it (p, u, x). */
  readonly index: QualifiedName | null;
  /** What it references (f). */
  readonly referenced: QualifiedName | null;
  readonly referencedColumns: readonly string[];
  /** `cascade`, `set null` …; absent for `no action` and for what is no foreign key. */
  readonly onDelete?: string;
  readonly onUpdate?: string;
  /** It came from the same constraint of a parent. */
  readonly isInherited: boolean;
}

/** What an index covers. */
export interface IndexModel {
  /** Unquoted key and included columns, in order; null for an expression. */
  readonly columns: readonly (string | null)[];
  /** All key expressions; null for none. */
  readonly expressions: ExpressionModel | null;
  readonly predicate: ExpressionModel | null;
  readonly isUnique: boolean;
  readonly isValid: boolean;
  readonly method: string;
  /** Those of {@link columns} that are only carried along (`INCLUDE`). */
  readonly included?: readonly string[];
  /** One per key, as `regcollation` writes it; `-` for a type without. */
  readonly collations?: readonly string[];
}

/** A trigger that users made; those of foreign keys follow from the constraint. */
export interface TriggerModel {
  readonly name: string;
  readonly function: QualifiedName | null;
  /** `FROM` of a constraint trigger. */
  readonly referenced: QualifiedName | null;
  /** `insert`, `update`, `delete`, `truncate`; absent where it is not known. */
  readonly events?: readonly string[];
  /** `FOR EACH ROW`; absent where it is not known. */
  readonly isRow?: boolean;
}

/** A relation, as far as locks and costs depend on it. */
export interface RelationModel {
  readonly name: QualifiedName;
  readonly relkind: RelationKind;
  /** Made by an earlier statement of the same migration: nobody else can use it yet. */
  readonly isNew: boolean;
  /** False where only its name is known, from a statement that uses it. */
  readonly isKnown: boolean;
  readonly columns: readonly ColumnModel[];
  readonly constraints: readonly ConstraintModel[];
  readonly triggers: readonly TriggerModel[];
  /** `pg_inherits` upwards: a partition's parent, or the tables it inherits from, in order; for indexes the index it is attached to. */
  readonly parents: readonly QualifiedName[];
  /** `LIST (region)`; null for what is not partitioned. */
  readonly partitionKey: string | null;
  /** `FOR VALUES …` or `DEFAULT`; null for what is no partition. */
  readonly partitionBound: string | null;
  /** The table of an index; null for others. */
  readonly table: QualifiedName | null;
  readonly index: IndexModel | null;
  /** Table and unquoted column that a sequence belongs to. */
  readonly ownedBy: { readonly table: QualifiedName; readonly column: string } | null;
  /** What a view's or rule's query reads. */
  readonly reads: readonly QualifiedName[];
  /** The composite type of a typed table. */
  readonly ofType: QualifiedName | null;
  readonly isUnlogged: boolean;
  readonly isTemporary: boolean;
  readonly tablespace: string | null;
  readonly accessMethod: string | null;
  /** Extended statistics on it, by unquoted name with the columns that they cover. */
  readonly statistics: readonly { readonly name: QualifiedName; readonly columns: readonly string[] }[];
  readonly hasPolicies: boolean;
}

/** A type that users made, by `pg_type.typtype`: d domain, e enum, c composite, r range, b base. */
export type TypeModel =
  | {
      readonly typtype: "d";
      /** As `format_type` writes it. */
      readonly base: string;
      readonly notNull: boolean;
      /** Null for none; absent where it is not known. */
      readonly default?: ExpressionModel | null;
      readonly checks: readonly { readonly name: string; readonly isValid: boolean }[];
    }
  | { readonly typtype: "e" | "c" | "r" | "b" };

/** A routine that users made, as far as a migration that calls it depends on it. */
export interface RoutineModel {
  readonly name: QualifiedName;
  /** `(integer,text)`. */
  readonly signature: string;
  readonly volatility: "immutable" | "stable" | "volatile";
  readonly language: string;
  /** Source text; null where it is not SQL or PL/pgSQL text. */
  readonly body: string | null;
  /** Statements of a body that was parsed with its statement (`BEGIN ATOMIC`), or the text of such a body. */
  readonly sqlBody?: SqlTree | string;
  readonly isNew: boolean;
  /** True where planning never replaces a call by the body: SECURITY DEFINER, SET, sets; absent where it is not known. */
  readonly isOpaque?: boolean;
}

/** A schema before a migration. */
export interface SchemaModel {
  /** PostgreSQL's major version. */
  readonly major: number;
  /** True when what is not in here does not exist: it was read from a database. */
  readonly isComplete: boolean;
  /** Unquoted, in order, without `"$user"` and schemas that do not exist. */
  readonly searchPath: readonly string[];
  /** `TimeZone` of the sessions that will run the migration; null where it is not known. */
  readonly timeZone: string | null;
  readonly relations: ReadonlyMap<QualifiedName, RelationModel>;
  readonly types: ReadonlyMap<QualifiedName, TypeModel>;
  readonly routines: readonly RoutineModel[];
  /** Names of volatile functions beside {@link routines}: the server's own and those of extensions; null where only the built-in list is known. */
  readonly volatileFunctions: ReadonlySet<string> | null;
  /** What depends on an object, by id as catalogs write them (`column:public.users.email`): for CASCADE. */
  readonly dependents: ReadonlyMap<string, readonly string[]>;
}

/** What is known without a database. */
export function modelOfText(major: number): SchemaModel {
  return {
    major,
    isComplete: false,
    searchPath: ["public"],
    timeZone: null,
    relations: new Map(),
    types: new Map(),
    routines: [],
    volatileFunctions: null,
    dependents: new Map(),
  };
}

/** A relation of which only the name is known. */
export function relationNamed(name: QualifiedName, relkind: RelationKind): RelationModel {
  return {
    name,
    relkind,
    isNew: false,
    isKnown: false,
    columns: [],
    constraints: [],
    triggers: [],
    parents: [],
    partitionKey: null,
    partitionBound: null,
    table: null,
    index: null,
    ownedBy: null,
    reads: [],
    ofType: null,
    isUnlogged: false,
    isTemporary: false,
    tablespace: null,
    accessMethod: null,
    statistics: [],
    hasPolicies: false,
  };
}
