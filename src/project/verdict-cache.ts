/**
 * Verdicts of migrations that have not changed since they were last judged. A verdict depends on the text, on the rules and on the
 * version of Lockstep, and on nothing else where no database is asked: all of it is in the key. Losing the cache costs time only, so
 * that whatever is wrong with it is no error.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MigrationText } from "../core/lint/judge-migration.ts";
import type { LintedMigration } from "../core/lint/linted-migration.ts";

/** Verdicts by the content that they are about. */
export interface VerdictCache {
  readonly find: (migration: MigrationText) => LintedMigration | null;
  /** Keeps these, and forgets those that were not asked for. */
  readonly keep: (verdicts: readonly { readonly migration: MigrationText; readonly verdict: LintedMigration }[]) => void;
}

/** Opens the cache for one set of rules; `policy` is whatever a verdict depends on beside the text. Null where there is no place for one. */
export function openVerdictCache(
  env: Readonly<Record<string, string | undefined>>,
  policy: readonly unknown[],
): VerdictCache | null {
  const { XDG_CACHE_HOME: cacheHome, HOME: home } = env;
  const root = cacheHome?.startsWith("/")
    ? join(cacheHome, "lockstep")
    : home?.startsWith("/")
      ? join(home, ".cache", "lockstep")
      : null;
  if (root === null) return null;
  const folder = join(root, "verdicts");
  const file = join(folder, `${digest(JSON.stringify(policy)).slice(0, 16)}.json`);
  const known = load(file);
  return {
    find: (migration) => known.get(keyOf(migration)) ?? null,
    keep: (verdicts) => {
      if (verdicts.length === known.size && verdicts.every(({ migration }) => known.has(keyOf(migration)))) return;
      save(folder, file, new Map(verdicts.map(({ migration, verdict }) => [keyOf(migration), verdict])));
    },
  };
}

function keyOf({ file, text, down }: MigrationText): string {
  return digest(JSON.stringify([file, text, down]));
}

function digest(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("base64url");
}

function load(file: string): ReadonlyMap<string, LintedMigration> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, LintedMigration>)); // as `save` wrote it
  } catch {
    return new Map(); // missing, cut short, or somebody else's
  }
}

/** In one move, so that a reader at the same time sees the one or the other. */
function save(folder: string, file: string, verdicts: ReadonlyMap<string, LintedMigration>): void {
  try {
    mkdirSync(folder, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(Object.fromEntries(verdicts)));
    renameSync(draft, file);
  } catch {
    return; // a read-only home
  }
}
