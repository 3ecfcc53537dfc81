/** Checks what a job's file exports: it is plain TypeScript, and may be plain JavaScript. */

import { AppError } from "../core/app-error.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import type { BackfillDefinition } from "./define-backfill.ts";
import type { JobFile } from "./read-job.ts";

/** The definition of a backfill; `environment` is where it is asked for. @throws AppError JOB_INVALID that names the part and what it takes */
export function checkBackfill({ name: job, definition, file }: JobFile, environment: string): BackfillDefinition {
  const parts: Readonly<Record<string, unknown>> = definition;
  const wrong = (message: string, hint: string) => new AppError({ code: "JOB_INVALID", message: `${file}: ${message}`, hint });
  const text = ["where", "verify", "zone"] as const;
  const lists = ["key", "reads", "writes", "windows", "blackout"] as const;
  const numbers = ["batchMs", "workers", "quarantine", "chunkRows"] as const;
  if (definition.kind !== "backfill")
    throw wrong(
      `it holds a job of another sort: ${definition.kind}.`,
      definition.kind === "encryption"
        ? `lockstep encrypt run ${job} --env ${environment}`
        : "lockstep backfill takes what defineBackfill has made",
    );
  const known: readonly string[] = ["kind", "table", "set", "transform", "triggers", "throttle", ...text, ...lists, ...numbers];
  const stray = Object.keys(parts).find((name) => !known.includes(name));
  // a `were` that nobody reads would change every row
  if (stray !== undefined) {
    const near = didYouMean(stray, known);
    throw wrong(`a job has no "${stray}".`, near === null ? `It has: ${known.slice(1).join(", ")}` : `Did you mean "${near}"?`);
  }
  if (typeof parts.table !== "string" || parts.table.trim() === "") throw wrong("table is missing.", 'table: "public.users"');
  for (const name of text)
    if (parts[name] !== undefined && (typeof parts[name] !== "string" || parts[name].trim() === ""))
      throw wrong(`${name} must be a text.`, 'where: "email_lower is null"');
  for (const name of lists)
    if (parts[name] !== undefined && !isTexts(parts[name])) throw wrong(`${name} must be a list of texts.`, `${name}: ["…"]`);
  for (const name of numbers)
    if (parts[name] !== undefined && !(typeof parts[name] === "number" && parts[name] >= (name === "quarantine" ? 0 : 1)))
      throw wrong(`${name} must be a number.`, `${name}: ${name === "batchMs" ? 80 : 2}`);
  if (typeof parts.workers === "number" && (parts.workers > 32 || !Number.isInteger(parts.workers)))
    throw wrong("workers must be a whole number up to 32.", "More connections than cores make nothing faster.");
  const isSql = parts.set !== undefined;
  const isComputed = parts.transform !== undefined;
  if (isSql === isComputed)
    throw wrong(
      isSql ? "it has both set and transform." : "it has neither set nor transform.",
      'set: { email_lower: "lower(email)" } computes in SQL; transform with reads and writes computes in TypeScript',
    );
  if (isSql && !isTextRecord(parts.set))
    throw wrong("set must name columns and expressions.", 'set: { email_lower: "lower(email)" }');
  if (
    isComputed &&
    (typeof parts.transform !== "function" || !isTexts(parts.reads) || !isTexts(parts.writes) || parts.writes.length === 0)
  )
    throw wrong(
      "transform must be a function, with reads and writes.",
      'reads: ["email"], writes: ["email_lower"], transform: ({ email }) => ({ email_lower: email?.toLowerCase() ?? null })',
    );
  const decided = parts.triggers === undefined ? [] : isTextRecord(parts.triggers) ? Object.values(parts.triggers) : [""];
  if (decided.some((choice) => choice !== "keep" && choice !== "skip"))
    throw wrong('triggers must say "keep" or "skip" for each.', 'triggers: { touch_updated_at: "skip" }');
  // every part was looked at above; `throttle` is checked where it is used
  return definition as unknown as BackfillDefinition;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string" && one !== "");
}

function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const values = Object.values(value);
  return values.length > 0 && values.every((one) => typeof one === "string" && one.trim() !== "");
}
