/** A journal as a file: one whole event per line, so that it can be kept elsewhere, compared, and verified without the database. */

import { AppError } from "../app-error.ts";
import { eventNames, type JournalEvent } from "./journal-event.ts";

/** NDJSON with a final line feed; keys in one order. */
export function formatExport(events: readonly JournalEvent[]): string {
  return events
    .map(({ seq, attempt, event, version, file, checksum, actor, at, payload, previousHash, hash, canonical }) =>
      JSON.stringify({ seq, attempt, event, version, file, checksum, actor, at, payload, previousHash, hash, canonical }),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** Reads an export; whether it is true is `verifyChain`'s question. @throws AppError JOURNAL_UNREADABLE with the line that is no event */
export function parseExport(text: string, name: string): readonly JournalEvent[] {
  return text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .flatMap((line, index) => (line.trim() === "" ? [] : [readLine(line, `${name}:${index + 1}`)]));
}

function readLine(line: string, where: string): JournalEvent {
  const invalid = (why: string) =>
    new AppError({
      code: "JOURNAL_UNREADABLE",
      message: `${where} is no event: ${why}.`,
      hint: "An export is what lockstep log export writes, line by line.",
    });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw invalid("not JSON, or cut short");
  }
  if (typeof value !== "object" || value === null) throw invalid("not an object");
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const { seq, event, payload } = fields;
  const lacking = texts.find((field) => typeof fields[field] !== "string");
  if (lacking !== undefined) throw invalid(`${lacking} is no text`);
  const odd = optional.find((field) => fields[field] !== null && typeof fields[field] !== "string");
  if (odd !== undefined) throw invalid(`${odd} is neither a text nor null`);
  if (typeof seq !== "number" || typeof payload !== "object" || payload === null) throw invalid("seq or payload is missing");
  if (!eventNames.some((name) => name === event)) throw invalid(`"${String(event)}" is no kind of event`);
  return fields as unknown as JournalEvent; // its fields were just looked at
}

const texts = ["attempt", "event", "actor", "at", "previousHash", "hash", "canonical"] as const;
const optional = ["version", "file", "checksum"] as const;
