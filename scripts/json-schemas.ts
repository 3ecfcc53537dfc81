/**
 * The JSON Schemas that the package carries in dist/schemas. Each is bound to the type of what the code prints, so that a
 * field that changes its type does not compile here; test/packaging checks them against real output.
 */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { LintData } from "../src/cli/commands/lint-result.ts";
import type { NewMigrationData } from "../src/cli/commands/new-result.ts";
import type { ServerFacts } from "../src/core/catalog/catalog.ts";
import type { SchemaObject } from "../src/core/catalog/schema-object.ts";
import type { PlanJson, RollbackJson } from "../src/core/plan/plan-json.ts";
import type { TableCounts } from "../src/core/report/counts-text.ts";
import type { DoctorCheck } from "../src/core/report/doctor-text.ts";
import type { JsonError } from "../src/core/report/json-document.ts";
import { costs } from "../src/core/risk/forms/form.ts";
import { hazards } from "../src/core/risk/hazard.ts";
import { lockModes } from "../src/core/risk/lock-mode.ts";
import { riskAxes } from "../src/core/risk/rating.ts";
import { type StatementForm, statementForms } from "../src/core/risk/statement-form.ts";
import { configJsonSchema } from "../src/project/config-schema.ts";
import { dataSchemas } from "./schemas/data-schemas.ts";
import { migrationSchemas } from "./schemas/migration-schemas.ts";
import { notCompared, report, reportObject } from "./schemas/parity-schema.ts";
import { releaseSchemas } from "./schemas/release-schemas.ts";
import { count, errorCode, fact, finding, flag, id, kind, ordinal, risk, text } from "./schemas/schema-parts.ts";

const proof = z.union([
  z.strictObject({ kind: z.literal("proven"), witness: text.exactOptional() }),
  z.strictObject({ kind: z.literal("unproven"), why: text, objects: z.array(id).exactOptional() }),
  z.strictObject({ kind: z.literal("refuted"), why: text }),
]);

const groups = z.array(
  z.strictObject({
    transaction: flag,
    statements: z.array(
      z.strictObject({
        sql: text,
        change: id,
        locks: z.array(z.strictObject({ relation: text, mode: z.enum(lockModes) })),
        costs: z.array(z.strictObject({ relation: text, cost: z.enum(["rewrite", "scan", "index-build"]) })),
        hazards: z.array(z.strictObject({ hazard: z.enum(hazards), detail: text, rows: text.exactOptional() })),
        lockTimeoutMs: count,
        statementTimeoutMs: count,
      }),
    ),
  }),
);

const planObject = z.strictObject({ groups, proof });

const plan: z.ZodType<PlanJson> = planObject;

const verdict = z.strictObject({ change: id, verdict: z.enum(["lossless", "lossy", "impossible"]), detail: text });

const rollback: z.ZodType<RollbackJson> = planObject.extend({ verdicts: z.array(verdict) });

/** What `diff` prints: the report, the plan that closes it, and its way back. */
const plannedReport = reportObject
  .extend({
    plan,
    rollback,
    batches: z.array(z.strictObject({ tables: z.array(id), changes: z.array(id) })).exactOptional(),
  })
  .meta({ id: "PlannedReport" });

const newMigration: z.ZodType<NewMigrationData> = z.strictObject({
  files: z.array(
    z.strictObject({
      path: text,
      downPath: text.nullable(),
      version: text,
      transaction: z.enum(["one", "none"]),
      safe: text,
    }),
  ),
  evidence: z.array(text),
  plan: z
    .strictObject({
      from: text,
      to: text,
      proof,
      notChosen: count,
      renameCandidates: reportObject.shape.renameCandidates,
      rollbacks: z.array(z.strictObject({ proof, verdicts: z.array(verdict) })),
    })
    .nullable(),
});

const reasons = z.array(z.strictObject({ axis: z.enum(riskAxes), level: risk, why: text }));

const lint: z.ZodType<LintData> = z.strictObject({
  source: text.nullable(),
  serverVersion: count,
  migrations: z.array(
    z.strictObject({
      file: text,
      risk,
      reasons,
      statements: z.array(
        z.strictObject({
          sql: text,
          line: ordinal,
          column: ordinal,
          // Object.keys forgets that the forms are known
          form: z.enum(Object.keys(statementForms) as StatementForm[]).nullable(),
          locks: z.array(z.strictObject({ relation: text, mode: z.enum(lockModes), because: text.nullable() })),
          costs: z.array(z.strictObject({ relation: text, cost: z.enum(costs) })),
          newRelations: z.array(text),
          transaction: z.enum(["inside", "outside", "either"]),
          risk,
          reasons,
          unknown: z.array(text),
        }),
      ),
      accepted: z.array(z.strictObject({ finding, reason: text.nullable(), by: text })),
    }),
  ),
});

const server: z.ZodType<ServerFacts> = z
  .strictObject({
    versionNumber: count,
    version: text,
    database: text,
    owner: text,
    encoding: text,
    localeProvider: text,
    collate: text,
    ctype: text,
    locale: text.nullable(),
    collationVersion: text.nullable(),
    collationActualVersion: text.nullable(),
  })
  .meta({ id: "ServerFacts" });

const object: z.ZodType<SchemaObject> = z
  .strictObject({
    id,
    kind,
    parent: id.nullable(),
    owner: text.nullable(),
    facts: z.record(text, fact),
    position: z.int(),
  })
  .meta({ id: "SchemaObject" });

const snapshot = z.strictObject({
  $schema: text.exactOptional(),
  lockstepSnapshot: z.literal(1),
  source: text.exactOptional(),
  fingerprint: text.regex(/^v1:/),
  server: server.nullable(),
  cannotExpress: z.array(kind),
  cannotExpressFacts: z.partialRecord(kind, z.array(text)).exactOptional(),
  cannotExpressObjects: z
    .array(
      z.union([
        z.strictObject({ id: text }),
        z.strictObject({ kind, fact: text, value: z.union([z.literal("any"), z.strictObject({ is: text })]) }),
      ]),
    )
    .exactOptional(),
  notCompared: z.array(notCompared),
  objects: z.array(object),
  dependencies: z.array(
    z.strictObject({ from: id, to: id, type: z.enum(["normal", "auto", "internal", "partition", "extension"]) }),
  ),
});

const counts: z.ZodType<TableCounts> = z.strictObject({
  a: text,
  b: text,
  limit: count.nullable().exactOptional(),
  tables: z.array(
    z.strictObject({
      table: text,
      a: count.nullable(),
      b: count.nullable(),
      missing: z.enum(["a", "b"]).exactOptional(),
      exact: flag,
      beyond: z.array(z.enum(["a", "b"])).exactOptional(),
      checksum: z.enum(["same", "differs"]).exactOptional(),
    }),
  ),
});

const check: z.ZodType<DoctorCheck> = z.strictObject({
  name: text,
  status: z.enum(["ok", "warning", "failed"]),
  detail: text,
  fix: text.exactOptional(),
});

const error: z.ZodType<JsonError> = z
  .strictObject({
    code: errorCode,
    message: text,
    hint: text.nullable(),
    docs: text,
    retryable: flag,
    cause: text.nullable(),
  })
  .meta({ id: "JsonError" });

/** The one document of `--format json`; `data` is null when the command failed. */
function document(data: z.ZodType, ...command: readonly [string, ...string[]] | readonly []): z.ZodType {
  return z.strictObject({
    schemaVersion: z.literal(1),
    command: command.length === 0 ? text : z.enum(command),
    ok: flag,
    data: data.nullable(),
    findings: z.array(finding),
    error: error.exactOptional(),
  });
}

const schemas: Readonly<Record<string, { readonly title: string; readonly schema: z.ZodType }>> = {
  document: { title: "Any command of Lockstep with --format json", schema: document(z.unknown()) },
  audit: {
    title: "lockstep audit and diff with --format json",
    schema: document(z.union([report, plannedReport, z.strictObject({ pairs: z.array(report) })]), "audit", "diff"),
  },
  lint: { title: "lockstep lint --format json", schema: document(lint, "lint") },
  new: { title: "lockstep new --format json", schema: document(newMigration, "new") },
  inspect: { title: "lockstep inspect --format json", schema: document(snapshot, "inspect") },
  snapshot: { title: "A snapshot of a catalog", schema: snapshot },
  counts: { title: "lockstep counts --format json", schema: document(counts, "counts") },
  doctor: { title: "lockstep doctor --format json", schema: document(z.strictObject({ checks: z.array(check) }), "doctor") },
  ...Object.fromEntries(
    Object.entries({ ...migrationSchemas, ...releaseSchemas, ...dataSchemas }).map(([name, { title, data, commands }]) => [
      name,
      { title, schema: document(data, ...commands) },
    ]),
  ),
};

/**
 * File name → schema (draft 7, which editors know). Fields that are not named are admitted, because a later version may add
 * some; `strict` refuses them, for tests.
 */
export function jsonSchemas({
  strict,
}: {
  readonly strict: boolean;
}): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const made = Object.entries(schemas).map(([name, { title, schema }]) => {
    const json = z.toJSONSchema(schema, { target: "draft-7", io: strict ? "output" : "input" });
    return [`${name}.schema.json`, { title, ...(strict ? json : admitMore(json)) }] as const;
  });
  return { ...Object.fromEntries(made), "config.schema.json": configJsonSchema() };
}

/** Writes them, one file each, without indentation: programs read them, and nesting as deep as the configuration's is mostly spaces. */
export async function writeJsonSchemas(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = Object.entries(jsonSchemas({ strict: false }));
  await Promise.all(files.map(([name, schema]) => writeFile(join(folder, name), `${JSON.stringify(schema)}\n`)));
}

function admitMore(schema: unknown): Readonly<Record<string, unknown>> {
  // A strict object says so in the JSON Schema whatever the direction; only `false` goes, not the type of a record's values.
  const copy: unknown = JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (key === "additionalProperties" && value === false ? undefined : value)),
  );
  return copy as Readonly<Record<string, unknown>>; // a JSON Schema is an object
}
