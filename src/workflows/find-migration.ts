/** The migration that somebody names: by its file, with or without the folder, or by its version. */

import { AppError } from "../core/app-error.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { isCalled } from "../core/migration/migration-layout.ts";

/** Finds it. @throws AppError USAGE where the folder has none of that name */
export function findMigration(name: string, migrations: readonly MigrationFile[]): MigrationFile {
  const found = migrations.find((migration) => isCalled(name, migration));
  if (found !== undefined) return found;
  const near = didYouMean(
    name,
    migrations.map(({ file }) => file),
  );
  throw new AppError({ code: "USAGE", message: `The folder has no ${name}${near === null ? "." : `; did you mean ${near}?`}` });
}
