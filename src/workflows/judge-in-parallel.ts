/**
 * Judges many texts on all processors: parsing is most of the work and nothing in it is shared. Only built code has a file that a
 * thread can be started with; sources, as tests run them, judge in one thread.
 */

import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { MigrationText } from "../core/lint/judge-migration.ts";
import type { LintedMigration } from "../core/lint/linted-migration.ts";
import { judgeTexts } from "./judge-texts.ts";
import type { TextPolicy } from "./lint-texts.ts";

/** What one thread is given. */
export interface JudgingTask {
  readonly texts: readonly MigrationText[];
  readonly policy: Omit<TextPolicy, "version">;
}

/** Starting a thread costs about as much as judging so many. */
const worthAThread = 100;
const mostThreads = 4;

/** The verdicts, in the order of the texts; one thread is this one. */
export async function judgeInParallel({ texts, policy }: JudgingTask): Promise<readonly LintedMigration[]> {
  const program = threadProgram();
  const threads = Math.min(availableParallelism(), mostThreads, Math.floor(texts.length / worthAThread));
  // in a sequence each waits for the one before
  if (program === null || threads < 2 || policy.sequence) return judgeTexts(texts, policy);
  const size = Math.ceil(texts.length / threads);
  const elsewhere = Array.from({ length: threads - 1 }, (_, i) => texts.slice((i + 1) * size, (i + 2) * size)).map((part) =>
    judgeElsewhere(program, { texts: part, policy }),
  );
  const own = await judgeTexts(texts.slice(0, size), policy);
  return [own, ...(await Promise.all(elsewhere))].flat();
}

function judgeElsewhere(program: string, task: JudgingTask): Promise<readonly LintedMigration[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: task });
    worker.once("message", resolve).once("error", reject);
    worker.once("exit", () => reject(new Error("a thread of the linter ended without an answer"))); // after an answer it means nothing
  });
}

/** The bundle keeps this code in a chunk or beside the entries, and the program in a folder named as here. */
function threadProgram(): string | null {
  const places = ["./workflows/judge-program.js", "../workflows/judge-program.js"];
  return places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path)) ?? null;
}
