/** The schema of a comparison: what `audit`, `diff` and `verify` have in common. */

import * as z from "zod";
import type { NotCompared } from "../../src/core/catalog/catalog.ts";
import { type ParityReport, type ParitySide, parityChecks } from "../../src/core/parity/parity-report.ts";
import { count, fact, flag, id, kind, risk, text } from "./schema-parts.ts";

export const notCompared: z.ZodType<NotCompared> = z
  .strictObject({ what: text, why: text, forWantOfRights: flag.exactOptional() })
  .meta({ id: "NotCompared" });

const side: z.ZodType<ParitySide> = z
  .strictObject({
    name: text,
    database: text.nullable(),
    server: text.nullable(),
    fingerprint: text.regex(/^v1:/),
    connection: text.nullable(),
  })
  .meta({ id: "ParitySide" });

/** The report, for those who add to it. */
export const reportObject = z.strictObject({
  source: side,
  target: side,
  inSync: flag,
  changes: z.array(
    z.strictObject({
      change: z.enum(["add", "remove", "alter", "rename"]),
      kind,
      id,
      formerId: id.exactOptional(),
      parent: id.nullable(),
      facts: z.array(z.strictObject({ fact: text, source: fact, target: fact })),
      detail: text.exactOptional(),
      cause: z.enum(["pending", "hot-fix", "failed-migration", "platform", "unexplained"]),
      migration: text.exactOptional(),
      risk,
      why: text,
    }),
  ),
  renameCandidates: z.array(z.strictObject({ from: id, to: id, confidence: z.enum(["certain", "likely"]) })),
  parity: z.array(z.strictObject({ check: z.enum(parityChecks), status: z.enum(["ok", "differs", "warning"]), detail: text })),
  summary: z.strictObject({
    add: count,
    remove: count,
    alter: count,
    rename: count,
    ignored: count,
    byKind: z.record(text, count),
  }),
  notCompared: z.array(notCompared),
});

export const report: z.ZodType<ParityReport> = reportObject.meta({ id: "ParityReport" });
