/** Folders of migrations, told by the names of their files: what the tools that wrote them leave behind. */

import type { StatedLayout } from "../../core/migration/folder-style.ts";
import type { FoundMigrations } from "../../core/release/repository-survey.ts";

/** Where migrations usually are, the likeliest first. */
const usualPlaces = [
  "db/migrations",
  "migrations",
  "drizzle",
  "prisma/migrations",
  "database/migrations",
  "sql/migrations",
  "supabase/migrations",
];
/** Numbered SQL that nobody applies. */
const otherUses =
  /(?:^|\/)(?:seeds?|fixtures?|tests?|__tests__|smoke|backups?|dumps?|snapshots?|evidence|scenarios|examples?|meta)(?:\/|$)/i;

/** All folders that hold migrations, the likeliest first. `preferred`: what a `drizzle.config` writes into. */
export function detectMigrations(files: readonly string[], preferred: string | null): readonly FoundMigrations[] {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const [, stem] = /^(?:.*\/)?([^/]+)\/migration\.sql$/.exec(file) ?? [];
    const isNumbered = /(?:^|\/)\d[^/]*\.sql$/i.test(file) && !/\.down\.sql$/i.test(file);
    const own = stem !== undefined && /^\d/.test(stem) ? parentOf(parentOf(file)) : isNumbered ? parentOf(file) : null;
    if (own === null || otherUses.test(own)) continue;
    folders.set(own, [...(folders.get(own) ?? []), own === "" ? file : file.slice(own.length + 1)]);
  }
  const known = new Set(files);
  const found = [...folders].map(([dir, names]): FoundMigrations => {
    const sorted = [...names].sort();
    return { dir: dir === "" ? "." : dir, layout: layoutOf(dir, sorted, known), count: sorted.length, last: sorted.at(-1) ?? "" };
  });
  const rank = ({ dir }: FoundMigrations) => (dir === preferred ? -1 : placeOf(dir));
  return found.sort((one, other) => rank(one) - rank(other) || other.count - one.count || (one.dir < other.dir ? -1 : 1));
}

// The usual name at the top, then within a package, then any folder.
function placeOf(dir: string): number {
  const exact = usualPlaces.indexOf(dir);
  if (exact >= 0) return exact;
  const inPackage = usualPlaces.findIndex((place) => dir.endsWith(`/${place}`));
  return inPackage >= 0 ? 100 + inPackage : /migrat/i.test(dir) ? 200 : 300;
}

function layoutOf(dir: string, names: readonly string[], known: ReadonlySet<string>): StatedLayout {
  const at = (path: string) => known.has(dir === "" ? path : `${dir}/${path}`);
  if (at("meta/_journal.json")) return "drizzle-v0";
  const inFolders = names.filter((name) => name.endsWith("/migration.sql"));
  if (inFolders.some((name) => at(name.replace(/migration\.sql$/, "snapshot.json")))) return "drizzle-v1";
  if (inFolders.length > 0) return "prisma";
  return names.some((name) => /\.up\.sql$/i.test(name)) ? "up-down" : "sql";
}

function parentOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}
