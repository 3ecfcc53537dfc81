/** How a migration is undone: by the file of the folder where that is what was applied, else by the text that the journal has kept. */

import { AppError } from "../core/app-error.ts";
import type { JournalEvent } from "../core/journal/journal-event.ts";
import { checksumOf } from "../core/migration/checksum.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { downFileOf } from "../core/migration/migration-layout.ts";
import { refuseProblems } from "../core/migration/migration-problem.ts";
import type { MigrationScript } from "../core/migration/read-migration.ts";
import { scriptOf } from "../core/migration/script-of.ts";

/** One migration that is to be undone. */
export interface UndoScript {
  /** As it was applied; its text may be another one in the folder. */
  readonly migration: MigrationFile;
  readonly script: MigrationScript;
  readonly rollback: NonNullable<MigrationScript["rollback"]>;
  readonly textFrom: "folder" | "journal";
}

/** `accepted` are checksums that stand for what was applied: its own, and that of an amended file. @throws AppError ROLLBACK_REFUSED, MIGRATION_INVALID */
export function undoScript(event: JournalEvent, inFolder: MigrationFile | null, accepted: ReadonlySet<string>): UndoScript {
  const isSame = inFolder !== null && accepted.has(inFolder.checksum);
  const migration = isSame ? inFolder : kept(event);
  const script = scriptOf(migration);
  refuseProblems(script.problems);
  const { rollback } = script;
  if (rollback === null || rollback.length === 0)
    throw new AppError({
      code: "ROLLBACK_REFUSED",
      message: `${migration.file} says nothing about going back.`,
      hint: `Undo it with a new migration: lockstep new "undo ${migration.name}"`,
    });
  return { migration, script, rollback, textFrom: isSame ? "folder" : "journal" };
}

function kept({ version, file, payload, seq }: JournalEvent): MigrationFile {
  if (payload.sql === undefined || version === null)
    throw new AppError({
      code: "ROLLBACK_REFUSED",
      message: `Event #${seq} of the journal has no text of ${file ?? version ?? "it"} to go back by.`,
      hint: "Undo it with a new migration: lockstep new",
    });
  const name = file ?? `${version}.sql`;
  const hasDown = payload.downSql !== undefined;
  return {
    version,
    name: name.replace(/^\d*[_-]?/, "").replace(/(\.up)?\.sql$/i, ""),
    file: name,
    path: name,
    text: payload.sql,
    checksum: checksumOf(payload.sql),
    downFile: hasDown ? downFileOf(name) : null,
    downText: payload.downSql ?? null,
  };
}
