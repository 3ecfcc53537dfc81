/** How the files of a folder are arranged, told by its last migration, so that a new one is arranged the same way. */

import type { MigrationEntry, MigrationLayout } from "./migration-layout.ts";

/** Where a new migration goes. */
export type FolderStyle =
  /** `stem.sql`; `pairs`: `stem.up.sql` and `stem.down.sql`; `downFile`: the way back is in `stem.down.sql`. */
  | { readonly kind: "files"; readonly pairs: boolean; readonly downFile: boolean }
  /** `stem/migration.sql`, and `stem/down.sql` where the others have one. */
  | { readonly kind: "folders"; readonly downFile: boolean }
  /** drizzle-kit keeps a journal or snapshots beside the files and must write them itself. */
  | { readonly kind: "drizzle" };

/** The layouts that a configuration can state for a folder that does not show one yet. */
export type StatedLayout = "sql" | "up-down" | "drizzle-v0" | "drizzle-v1" | "prisma";

/** The style; `files` are all files of the folder, relative with `/`. */
export function folderStyle(
  {
    layout,
    entries,
  }: Pick<MigrationLayout, "layout"> & { readonly entries: readonly Pick<MigrationEntry, "file" | "downFile">[] },
  files: readonly string[],
  stated: StatedLayout | null = null,
): FolderStyle {
  const last = entries.at(-1);
  if (layout === "drizzle-journal") return { kind: "drizzle" };
  if (last === undefined) return statedStyles[stated ?? "sql"];
  const downFile = last.downFile !== null;
  if (last.file.endsWith("/migration.sql")) {
    const hasSnapshots = entries.some(({ file }) => files.includes(file.replace(/migration\.sql$/, "snapshot.json")));
    return hasSnapshots ? { kind: "drizzle" } : { kind: "folders", downFile };
  }
  const pairs = /\.up\.sql$/i.test(last.file);
  return { kind: "files", pairs, downFile: downFile || pairs };
}

const statedStyles: Readonly<Record<StatedLayout, FolderStyle>> = {
  sql: { kind: "files", pairs: false, downFile: false },
  "up-down": { kind: "files", pairs: true, downFile: true },
  "drizzle-v0": { kind: "drizzle" },
  "drizzle-v1": { kind: "drizzle" },
  prisma: { kind: "folders", downFile: false },
};

/** The files of a new migration, relative to the folder. */
export function placeMigration(
  style: Exclude<FolderStyle, { readonly kind: "drizzle" }>,
  stem: string,
): Pick<MigrationEntry, "file" | "downFile"> {
  if (style.kind === "folders") return { file: `${stem}/migration.sql`, downFile: style.downFile ? `${stem}/down.sql` : null };
  return { file: style.pairs ? `${stem}.up.sql` : `${stem}.sql`, downFile: style.downFile ? `${stem}.down.sql` : null };
}
