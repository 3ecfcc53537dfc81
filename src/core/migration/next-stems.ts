/** The numbers of new migrations: the time, or a little later where the folder is ahead of the clock. */

import { AppError } from "../app-error.ts";
import { layoutMigrations, type MigrationEntry } from "./migration-layout.ts";

/** Stems of `slugs.length` new files, `20261123041530_add_x`, each later than every migration of the folder and than those before it. */
export function nextStems(
  slugs: readonly string[],
  now: Date,
  entries: readonly Pick<MigrationEntry, "file">[],
): readonly string[] {
  const taken = entries.map(({ file }) => file);
  const { width, stepMs } = taken.length > 0 && taken.every(isNamedByDay) ? byDay : bySecond;
  const stems: string[] = [];
  let at = Math.max(Math.floor(now.getTime() / 1000) * 1000, ...taken.map(timeOf));
  for (const slug of slugs) {
    const stem = laterStem((tries) => `${digits(at + tries * stepMs, width)}_${slug}`, [...taken, ...stems.map(fileOf)]);
    stems.push(stem);
    at = Math.max(at, timeOf(stem));
  }
  return stems;
}

const bySecond = { width: 14, stepMs: 1_000 };
/** `20261123_add_x.sql`, ordered by name within a day. */
const byDay = { width: 8, stepMs: 86_400_000 };

/** One second or day is enough where the numbers are times; a few are tried where they are not quite. */
const mostTries = 100;

function laterStem(candidate: (tries: number) => string, taken: readonly string[]): string {
  for (let tries = 0; tries < mostTries; tries++) {
    const stem = candidate(tries);
    const file = fileOf(stem);
    const { entries, problems } = layoutMigrations([...taken, file], null);
    // others may share a version already; the new one must not
    if (entries.at(-1)?.file === file && problems.every((problem) => problem.file !== file)) return stem;
  }
  throw new AppError({
    code: "MIGRATION_INVALID",
    message: `No time comes after ${layoutMigrations(taken, null).entries.at(-1)?.file}, the last migration of the folder.`,
    hint: "Give the new file a name by hand that sorts after it.",
  });
}

function fileOf(stem: string): string {
  return `${stem}.sql`;
}

function isNamedByDay(file: string): boolean {
  return /^\d{8}[_-]/.test(file);
}

/** The time that a file's number stands for, in milliseconds; 0 where it stands for none. */
function timeOf(file: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?(?!\d)/.exec(file);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = (match?.slice(1) ?? []).map((part) =>
    Number(part ?? 0),
  );
  return match === null ? 0 : Date.UTC(year, month - 1, day, hour, minute, second);
}

function digits(time: number, width: number): string {
  return new Date(time).toISOString().replace(/\D/g, "").slice(0, width);
}
