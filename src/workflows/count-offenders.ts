/**
 * Rows of the live target on which a plan would fail, counted now: a scratch copy has no rows, so that a proof cannot meet them.
 * Reads only, a few seconds to a query at most.
 */

import { AppError } from "../core/app-error.ts";
import type { Finding } from "../core/finding.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Session } from "../postgres/session.ts";
import type { SourceReading } from "./source-reading.ts";

const limitMs = 5_000;

/** A finding for each statement that would fail today, and for each that could not be asked about. */
export async function countOffenders({ name, live }: SourceReading, { groups }: Plan): Promise<readonly Finding[]> {
  if (live === null) return [];
  const findings: Finding[] = [];
  const asked = new Set<string>();
  for (const { change, hazards } of groups.flatMap(({ statements }) => statements))
    for (const { detail, rows } of hazards) {
      if (rows === undefined || asked.has(rows)) continue;
      asked.add(rows);
      const outcome = await count(live.session, rows);
      if (outcome === 0) continue;
      const told = typeof outcome === "string" ? `not counted: ${outcome}` : `${outcome} now in ${name}`;
      findings.push({
        rule: "offending-rows",
        level: typeof outcome === "string" ? "low" : "high",
        message: `${change}: ${detail} (${told}): ${rows}`,
        why: "the statement fails on such rows; the plan refuses to begin while there are any",
      });
    }
  return findings;
}

/** How many, or why that is not known. */
async function count(session: Session, query: string): Promise<number | string> {
  try {
    const [, result] = await session.snapshot([`set local statement_timeout = ${limitMs}`, query]);
    const [row] = result?.rows ?? [];
    return Number(row === undefined ? 0 : Object.values(row)[0]);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED" || error.code === "CONNECT_LOST") throw error;
    return error.code === "STATEMENT_TIMEOUT" ? `it takes more than ${limitMs / 1000} s` : error.message;
  }
}
