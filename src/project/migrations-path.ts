/** Where the migrations are. Half of all commands ask, and evidence, samples and logs are kept beside them. */

import { resolve } from "node:path";
import type { Config } from "./config.ts";

/** The configured folder, absolute; it may be missing. */
export function migrationsPath({ directory, migrations }: Pick<Config, "directory" | "migrations">): string {
  return resolve(directory, migrations.dir);
}
