/**
 * A table as a copy sees it: which columns travel, what refers to what, where its rows lie. Names are kept both ways, quoted for SQL and
 * plain for matching, because a copy writes SQL and compares with what people wrote.
 */

/** A column. */
export interface CopyColumn {
  /** As it is, without quotes. */
  readonly name: string;
  /** As `format_type` says it: `character varying(20)`. */
  readonly type: string;
  /** The same, or of what its domain is made of. */
  readonly baseType: string;
  /** `pg_type.typcategory` of the type, or of what its domain is made of. */
  readonly category: string;
  readonly isNullable: boolean;
  /** Computed by the server: it does not travel. */
  readonly isGenerated: boolean;
  readonly isIdentity: boolean;
  /** In a unique index, alone or with others, of expressions too. */
  readonly isUnique: boolean;
  /** In the primary key. */
  readonly isKey: boolean;
  readonly isArray: boolean;
  /** In characters; null where the type has no limit. */
  readonly maxLength: number | null;
  readonly enumLabels: readonly string[] | null;
  /** Expressions of checks that mention it, of its table and of its domain. */
  readonly checks: readonly string[];
}

/** Columns of one table that refer to columns of another. */
export interface CopyReference {
  /** The constraint's name; of one that only the configuration knows, how it stands there. */
  readonly name: string;
  /** Qualified and quoted, as `CopyTable.name`. */
  readonly from: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  /** MATCH FULL: all of the columns are null, or none. */
  readonly isFull: boolean;
  /** Only the configuration knows of it. */
  readonly isVirtual: boolean;
  /** False: NOT VALID or NOT ENFORCED, and rows may break it at the source too. */
  readonly isProven: boolean;
}

/** A table with rows of its own, or the root of a partitioned one; partitions are no tables here. */
export interface CopyTable {
  /** Qualified, each part quoted where SQL needs it. */
  readonly name: string;
  /** Qualified, as people write it where nothing needs quotes: `public.users`. */
  readonly plainName: string;
  /** Where its rows lie: the partitions of a partitioned table, else itself; qualified and quoted, sorted. */
  readonly leaves: readonly string[];
  /** In the order of the table. */
  readonly columns: readonly CopyColumn[];
}

/** All of them, sorted by name, with what refers to what, sorted by table and name. */
export interface CopySchema {
  readonly tables: readonly CopyTable[];
  readonly references: readonly CopyReference[];
}

/** Columns that travel. */
export function travelling({ columns }: CopyTable): readonly CopyColumn[] {
  return columns.filter(({ isGenerated }) => !isGenerated);
}
