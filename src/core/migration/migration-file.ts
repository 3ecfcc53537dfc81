/** A migration file with its text: the value that everything from the linter to the executor starts from. */

import type { Checksum } from "./checksum.ts";
import type { MigrationEntry } from "./migration-layout.ts";
import type { MigrationProblem } from "./migration-problem.ts";

/** A migration, loaded. */
export interface MigrationFile extends MigrationEntry {
  /** Where it is on disk, for messages and editors. */
  readonly path: string;
  /** Without a byte order mark; characters that are not UTF-8 stand as U+FFFD and are a problem of the folder. */
  readonly text: string;
  readonly checksum: Checksum;
  /** The text of the sibling file that undoes it, or null. */
  readonly downText: string | null;
}

/** A folder of migrations. */
export interface MigrationSet {
  readonly layout: "plain" | "drizzle-journal" | "folders";
  /** In the order in which they run. */
  readonly migrations: readonly MigrationFile[];
  /** `R_name.sql`: applied after the others whenever they have changed; in the order of their names. */
  readonly repeatables: readonly MigrationFile[];
  /** SQL files that are not named like migrations. */
  readonly ignored: readonly string[];
  readonly problems: readonly MigrationProblem[];
}
