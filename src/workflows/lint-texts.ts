/** Lints migrations from their text alone; those that have not changed since last time are not judged again. */

import type { MigrationText } from "../core/lint/judge-migration.ts";
import type { LintedMigration } from "../core/lint/linted-migration.ts";
import { openVerdictCache } from "../project/verdict-cache.ts";

/** How to judge. */
export interface TextPolicy {
  readonly major: number;
  readonly style: boolean;
  readonly today: string;
  /** Each is judged by what those before it leave. */
  readonly sequence: boolean;
  readonly version: string | null;
}

/** Reading the cache costs more than judging fewer than this. */
const worthCaching = 20;

/** Judges the texts, in their order. */
export async function lintTexts(
  texts: readonly MigrationText[],
  { major, style, today, sequence, version }: TextPolicy,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly LintedMigration[]> {
  // in a sequence a verdict depends on all files before
  const isCached = version !== null && !sequence && texts.length >= worthCaching;
  // the name of a built file changes with whatever it loads: other rules, other verdicts, also within one version
  const cache = isCached ? openVerdictCache(env, [version, import.meta.url, major, style, today]) : null;
  const known = texts.map((text) => cache?.find(text) ?? null);
  if (known.every((verdict) => verdict !== null)) return known;
  // the parser and the rules are loaded only where something is to be judged
  const { judgeTexts } = await import("./judge-texts.ts");
  const missing = texts.filter((_, i) => known[i] === null);
  const judged = (await judgeTexts(missing, { major, style, today, sequence }))[Symbol.iterator]();
  const verdicts = texts.flatMap((migration, i): { migration: MigrationText; verdict: LintedMigration }[] => {
    const before = known[i] ?? null;
    if (before !== null) return [{ migration, verdict: before }];
    const { value: verdict } = judged.next();
    return verdict === undefined ? [] : [{ migration, verdict: cache?.fold(migration, verdict) ?? verdict }];
  });
  cache?.keep(verdicts);
  return verdicts.map(({ verdict }) => verdict);
}
