/** What `init` prints: what it found, what it wrote, what the audit gave, and the first days. */

import * as z from "zod";
import { packageManagers } from "../../src/core/release/repository-survey.ts";
import type { InitOutcome } from "../../src/workflows/init.ts";
import { reportObject } from "./parity-schema.ts";
import { count, flag, text, texts } from "./schema-parts.ts";

const urlPlace = z.union([
  z.strictObject({ kind: z.literal("variable"), name: text }),
  z.strictObject({ kind: z.literal("dotenv"), path: text, name: text }),
  z.strictObject({ kind: z.literal("doppler"), project: text, config: text, name: text }),
]);

const survey = z.strictObject({
  schema: texts,
  drizzleConfig: text.nullable(),
  migrations: z.array(
    z.strictObject({
      dir: text,
      layout: z.enum(["sql", "up-down", "drizzle-v0", "drizzle-v1", "prisma"]),
      count,
      last: text,
    }),
  ),
  environments: z.array(z.strictObject({ name: z.enum(["dev", "staging", "production"]), url: urlPlace, isSeen: flag })),
  dopplerProject: text.nullable(),
  toRoot: text,
  fromRoot: text,
  packageManager: z.enum(packageManagers).nullable(),
  workspaces: z.strictObject({ by: texts, schemaPackage: text.nullable() }).nullable(),
  ci: z.array(z.enum(["github", "gitlab"])),
  hasLockstep: flag,
  smokeFiles: count,
});

const audit = z.union([
  z.strictObject({ kind: z.literal("not-run"), why: text, hint: text.nullable() }),
  z.strictObject({
    kind: z.literal("ran"),
    source: text,
    target: text,
    verdict: z.strictObject({ status: z.enum(["in-sync", "unseen", "drift"]), text }),
    summary: reportObject.shape.summary,
    groups: z.array(z.strictObject({ tables: texts, changes: count, files: texts, drops: texts })),
  }),
]);

export const init: z.ZodType<InitOutcome> = z.strictObject({
  isDryRun: flag,
  folder: text,
  survey,
  files: z.array(
    z.strictObject({ path: text, what: text, outcome: z.enum(["written", "extended", "kept"]), text: text.nullable() }),
  ),
  audit,
  marked: z.strictObject({ environment: text, database: text, identity: text }).nullable(),
  days: z.array(
    z.strictObject({
      day: z.enum(["today", "tomorrow", "the day after", "then"]),
      steps: z.array(z.strictObject({ what: text, command: text.nullable() })),
    }),
  ),
});
