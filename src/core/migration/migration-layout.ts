/**
 * Which files of a folder are migrations, what each is called, and in which order they run. Pure: it sees relative paths
 * and drizzle's journal, nothing else. The layouts: plain files, `.up.sql`/`.down.sql` pairs, Drizzle before 1.0
 * (`meta/_journal.json` holds the order), Drizzle 1.0 and Prisma (a folder each).
 */

import type { MigrationProblem } from "./migration-problem.ts";

/** A migration's place in its folder. */
export interface MigrationEntry {
  /** The 14-digit prefix, or else the whole stem. Unique. */
  readonly version: string;
  /** The stem without its numeric prefix: `add_feature`. */
  readonly name: string;
  /** As logs and the journal name it, with `/` for folders: `20251009_add.sql`, `20251009120000_add/migration.sql`. */
  readonly file: string;
  /** The file that undoes it, or null. */
  readonly downFile: string | null;
}

/** The ordered migrations of a folder, and what does not fit. */
export interface MigrationLayout {
  readonly layout: "plain" | "drizzle-journal" | "folders";
  /** In the order in which they run. */
  readonly entries: readonly MigrationEntry[];
  /** `R_name.sql`: applied after the others whenever they have changed; in the order of their names. */
  readonly repeatables: readonly MigrationEntry[];
  /** SQL files that are not named like migrations; sorted. */
  readonly ignored: readonly string[];
  readonly problems: readonly MigrationProblem[];
}

/** The path of drizzle's journal, relative to the folder. */
export const drizzleJournal = "meta/_journal.json";

/** Arranges files (relative paths with `/`, any order); `journal` is the text of drizzle's journal, null without one. */
export function layoutMigrations(files: readonly string[], journal: string | null): MigrationLayout {
  const sql = files.filter((file) => file.toLowerCase().endsWith(".sql")).sort();
  const layout = journal !== null ? byJournal(sql, journal) : byName(sql);
  return {
    ...layout,
    repeatables: sql.filter((file) => isRepeatable(file) && !file.includes("/") && !isDown(file)).map(repeatable),
    ignored: layout.ignored.filter((file) => !isRepeatable(file) && file !== hooks.before && file !== hooks.after),
    problems: [...layout.problems, ...duplicates(layout.entries)],
  };
}

/** Files that run around a batch. */
export const hooks = { before: "before-apply.sql", after: "after-apply.sql" } as const;

/** By its version or file: the versions of all others begin with a digit. */
export function isRepeatable(name: string): boolean {
  return name.startsWith("R_");
}

/** The sibling that would undo a file. */
export function downFileOf(file: string): string {
  const inFolder = /^(.*\/)migration\.sql$/.exec(file);
  return inFolder === null ? file.replace(/(\.up)?\.sql$/i, ".down.sql") : `${inFolder[1]}down.sql`;
}

/** Whether a migration is meant by what somebody typed: its file, with or without the folder that it lies in, or its version. */
export function isCalled(name: string, { file, version }: Pick<MigrationEntry, "file" | "version">): boolean {
  return file === name || version === name || name.replaceAll("\\", "/").endsWith(`/${file}`);
}

function repeatable(file: string): MigrationEntry {
  const version = file.replace(/\.sql$/i, "");
  return { version, name: version.replace(/^R_+/, ""), file, downFile: null };
}

type NamedLayout = Omit<MigrationLayout, "repeatables">;

function byName(sql: readonly string[]): NamedLayout {
  const known = new Set(sql);
  const entries: MigrationEntry[] = [];
  const ignored: string[] = [];
  let folders = 0;
  for (const file of sql) {
    if (isDown(file)) continue;
    const inFolder = /^([^/]+)\/migration\.sql$/.exec(file);
    const stem = inFolder?.[1] ?? file.replace(/(\.up)?\.sql$/i, "");
    if (stem.includes("/") || !/^\d/.test(stem)) {
      ignored.push(file);
      continue;
    }
    if (inFolder) folders++;
    const downFile = downFileOf(file);
    entries.push({ ...named(stem), file, downFile: known.has(downFile) ? downFile : null });
  }
  return { layout: folders > 0 ? "folders" : "plain", entries: inOrder(entries), ignored, problems: [] };
}

function isDown(file: string): boolean {
  return /\.down\.sql$/i.test(file) || /^[^/]+\/down\.sql$/i.test(file);
}

/** `20251009120000_add_x` → version `20251009120000`, name `add_x`; with any other prefix the stem is the version. */
function named(stem: string): { version: string; name: string } {
  const [, prefix = "", rest = ""] = /^(\d*)[_-]?(.*)$/s.exec(stem) ?? [];
  return { version: prefix.length === 14 ? prefix : stem, name: rest };
}

/** A day stands for its first second, so that `20251009_a` comes before `20251009120000_b`; other numbers count as numbers. */
function inOrder(entries: readonly MigrationEntry[]): readonly MigrationEntry[] {
  const keyed = entries.map((entry) => ({ entry, ...sortKey(entry) }));
  keyed.sort((left, right) => {
    if (left.prefix !== right.prefix) return left.prefix < right.prefix ? -1 : 1;
    return left.stem < right.stem ? -1 : left.stem > right.stem ? 1 : 0;
  });
  return keyed.map(({ entry }) => entry);
}

function sortKey(entry: MigrationEntry): { prefix: bigint; stem: string } {
  const stem = entry.file.replace(/\/migration\.sql$/, "").replace(/(\.up)?\.sql$/i, "");
  const digits = /^\d+/.exec(stem)?.[0] ?? "0";
  return { prefix: BigInt(digits.length === 8 ? digits.padEnd(14, "0") : digits), stem };
}

function byJournal(sql: readonly string[], journal: string): NamedLayout {
  const tags = journalTags(journal);
  const problem = (rule: MigrationProblem["rule"], file: string, message: string): MigrationProblem => ({
    rule,
    file,
    line: 1,
    column: 1,
    message,
  });
  if (tags === null) {
    const unreadable = problem("journal-unreadable", drizzleJournal, "the journal is not what drizzle-kit writes");
    return { layout: "drizzle-journal", entries: [], ignored: [], problems: [unreadable] };
  }
  const known = new Set(sql);
  const listed = new Set(tags.map((tag) => `${tag}.sql`));
  const entries = tags
    .filter((tag) => known.has(`${tag}.sql`))
    .map((tag) => ({ ...named(tag), file: `${tag}.sql`, downFile: known.has(`${tag}.down.sql`) ? `${tag}.down.sql` : null }));
  const problems = [
    ...[...listed]
      .filter((file) => !known.has(file))
      .map((file) => problem("missing-file", file, "the journal lists it, the folder lacks it")),
    ...sql
      .filter((file) => !listed.has(file) && !isDown(file) && !file.includes("/") && /^\d/.test(file))
      .map((file) => problem("not-in-journal", file, `${drizzleJournal} does not list it, so drizzle would never run it`)),
  ];
  const ignored = sql.filter((file) => !listed.has(file) && !isDown(file) && (file.includes("/") || !/^\d/.test(file)));
  return { layout: "drizzle-journal", entries, ignored, problems };
}

/** The tags in running order, or null when the text is not a drizzle journal. */
function journalTags(journal: string): readonly string[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(journal.replace(/^\uFEFF/, ""));
  } catch {
    return null; // a journal with conflict marks, for one
  }
  if (typeof parsed !== "object" || parsed === null || !("entries" in parsed) || !Array.isArray(parsed.entries)) return null;
  const entries: { idx: number; tag: string }[] = [];
  for (const entry of parsed.entries as readonly unknown[]) {
    if (typeof entry !== "object" || entry === null || !("tag" in entry) || typeof entry.tag !== "string") return null;
    // a tag names a file of this folder and nothing else
    if (!/^[^/\\]+$/.test(entry.tag)) return null;
    entries.push({ idx: "idx" in entry && typeof entry.idx === "number" ? entry.idx : entries.length, tag: entry.tag });
  }
  return entries.sort((a, b) => a.idx - b.idx).map((entry) => entry.tag);
}

function duplicates(entries: readonly MigrationEntry[]): MigrationProblem[] {
  const owners = new Map<string, string>();
  const problems: MigrationProblem[] = [];
  for (const { version, file } of entries) {
    const owner = owners.get(version);
    if (owner === undefined) owners.set(version, file);
    else
      problems.push({
        rule: "duplicate-version",
        file,
        line: 1,
        column: 1,
        message: `version ${version} is also that of ${owner}`,
      });
  }
  return problems;
}
