/**
 * Verdicts of migrations that have not changed since they were last judged. A verdict depends on the text, on the rules and on the
 * version of Lockstep, and on nothing else where no database is asked: all of it is in the key. Losing the cache costs time only, so
 * that whatever is wrong with it is no error.
 */

import { hash } from "node:crypto";
import { join } from "node:path";
import type { MigrationText } from "../core/lint/judge-migration.ts";
import type { LintedMigration } from "../core/lint/linted-migration.ts";
import { oncePer } from "../core/once-per.ts";
import { summaryOf, withSummary } from "../core/report/lint-summary.ts";
import { userCacheFolder } from "./user-cache.ts";
import { type KeptVerdict, readVerdictFile, writeVerdictFile } from "./verdict-file.ts";

/** Verdicts by the content that they are about. */
export interface VerdictCache {
  readonly find: (migration: MigrationText) => LintedMigration | null;
  /** The same verdict as the file will hold it: of many, few are looked at, and objects take much more room than text. */
  readonly fold: (migration: MigrationText, verdict: LintedMigration) => LintedMigration;
  /** Keeps these, and forgets those that were not asked for. */
  readonly keep: (verdicts: readonly { readonly migration: MigrationText; readonly verdict: LintedMigration }[]) => void;
}

/** Opens the cache for one set of rules; `policy` is whatever a verdict depends on beside the text. Null where there is no place for one. */
export function openVerdictCache(
  env: Readonly<Record<string, string | undefined>>,
  policy: readonly unknown[],
): VerdictCache | null {
  const folder = userCacheFolder(env, "verdicts");
  if (folder === null) return null;
  const path = join(folder, `${digest(JSON.stringify(policy)).slice(0, 16)}.verdicts`);
  const before = readVerdictFile(path);
  const known = new Map(before);
  const folded = (migration: MigrationText, verdict: LintedMigration): KeptVerdict => {
    const kept = known.get(keyOf(migration)) ?? keptOf(verdict);
    known.set(keyOf(migration), kept);
    return kept;
  };
  return {
    find: (migration) => {
      const kept = known.get(keyOf(migration));
      return kept === undefined ? null : verdictOf(migration.file, kept);
    },
    fold: (migration, verdict) => verdictOf(migration.file, folded(migration, verdict)),
    keep: (verdicts) => {
      if (verdicts.length === before.size && verdicts.every(({ migration }) => before.has(keyOf(migration)))) return;
      writeVerdictFile(path, new Map(verdicts.map(({ migration, verdict }) => [keyOf(migration), folded(migration, verdict)])));
    },
  };
}

const keyOf = oncePer(({ file, text, down }: MigrationText): string => digest(JSON.stringify([file, text, down])));

function digest(text: string): string {
  return hash("sha256", text, "base64url");
}

function keptOf(verdict: LintedMigration): KeptVerdict {
  const json = Buffer.from(JSON.stringify(verdict));
  return { risk: verdict.risk, summary: summaryOf(verdict), json: () => json };
}

/** The verdict, whose larger parts are read when they are asked for. */
function verdictOf(file: string, { risk, summary, json }: KeptVerdict): LintedMigration {
  let read: LintedMigration | null = null;
  const whole = () => {
    read ??= JSON.parse(json().toString("utf8")) as LintedMigration; // as `keptOf` wrote it
    return read;
  };
  const verdict: LintedMigration = {
    file,
    risk,
    get reasons() {
      return whole().reasons;
    },
    get statements() {
      return whole().statements;
    },
    get findings() {
      return whole().findings;
    },
    get accepted() {
      return whole().accepted;
    },
    get excerpts() {
      return whole().excerpts;
    },
  };
  return withSummary(verdict, summary);
}
