/**
 * What a lint rule is: one value that holds its documentation, its examples (which are its tests) and its check. Docs pages, SARIF
 * metadata and `lockstep explain` are made from it.
 */

import type { RiskLevel } from "../risk/risk-level.ts";
import type { JudgedMigration } from "./judged-migration.ts";
import type { Sign } from "./signs.ts";

/** What a rule says of one place; without a place the whole file is meant. */
export interface RuleFinding {
  readonly message: string;
  /** Default the migration's: what undoes it may be another. */
  readonly file?: string;
  /** 1-based; default the start of the file. */
  readonly line?: number;
  readonly column?: number;
  /** Default the rule's own. */
  readonly level?: RiskLevel;
  /** Default the rule's own `why`. */
  readonly why?: string;
  /** SQL or a sentence that helps here; default the rule's own `advice`. */
  readonly fix?: string;
}

/** What a rule may know beside the migration. */
export interface RuleContext {
  /** PostgreSQL's major version. */
  readonly major: number;
  /** True when the migration was judged with a database at hand. */
  readonly isLive: boolean;
  /** The runner sets lock_timeout and statement_timeout itself: `lockstep apply` does. */
  readonly runnerSetsTimeouts: boolean;
}

/** A migration as an example: its text, and where it matters the schema that it meets. */
export interface RuleExample {
  readonly sql: string;
  /** Its name, where that decides how it runs: `R_names.sql`; default a migration's. */
  readonly file?: string;
  /** DDL that ran before: the rule's test loads it, the docs page shows it. */
  readonly before?: string;
  readonly major?: number;
  /** Default true, as under `lockstep apply`. */
  readonly runnerSetsTimeouts?: boolean;
}

/** A rule. */
export interface Rule {
  /** Its file's name: `index-without-concurrently`. */
  readonly id: string;
  /** One line without a full stop: what it finds. */
  readonly summary: string;
  /** What happens otherwise, with the lock by name; one to three sentences. */
  readonly why: string;
  /** What to do instead, in a sentence. */
  readonly advice: string;
  readonly level: RiskLevel;
  /** safety rules are on, style rules off unless asked for. */
  readonly group: "safety" | "style";
  /** Pages of the PostgreSQL documentation: `sql-createindex`. */
  readonly docs: readonly string[];
  /** Rules of other linters that mean the same, as their ignore comments name them: `squawk:require-concurrent-index-creation`. */
  readonly aliases: readonly string[];
  /** Each gives at least one finding of this rule. */
  readonly bad: readonly RuleExample[];
  /** Each gives none. */
  readonly good: readonly RuleExample[];
  /** It finds nothing where the migration holds none of these, and is not asked then; default: it is always asked. */
  readonly looksAt?: readonly Sign[];
  readonly check: (migration: JudgedMigration, context: RuleContext) => Iterable<RuleFinding>;
}
