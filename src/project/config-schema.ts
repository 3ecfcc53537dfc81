/**
 * The shape of a configuration file as zod knows it. Imported only when there is a file to check: zod costs as much
 * time as Node's own start.
 */

import * as z from "zod";
import { checklistItems } from "../core/release/checklist.ts";
import { type ConfigFile, migrationLayouts } from "./config-file.ts";
import { secretShorthands } from "./secrets/expand-secret-shorthand.ts";

const text = z.string().min(1);
const variableName = z.string().regex(/^[A-Za-z_]\w*$/, "must be the name of an environment variable");

const execReference = z.strictObject({ kind: z.literal("exec"), command: z.array(text).min(1), json: text.optional() });

const secret = z.union([
  text,
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("env"), name: variableName }),
    z.strictObject({
      kind: z.literal("doppler"),
      project: text,
      config: text,
      name: variableName,
      tokenEnv: variableName.optional(),
    }),
    z.strictObject({ kind: z.literal("dotenv"), path: text, name: variableName }),
    z.strictObject({ kind: z.literal("file"), path: text }),
    execReference,
    z.strictObject({
      kind: z.literal("op"),
      reference: z.string().regex(/^op:\/\//, "must start with op://"),
      tokenEnv: variableName.optional(),
    }),
    z.strictObject({ kind: z.literal("literal"), value: text }),
  ]),
]);

const httpReference = z.strictObject({
  kind: z.literal("http"),
  url: secret,
  method: text.optional(),
  headers: z.record(z.string(), secret).optional(),
  body: z.string().optional(),
  status: z.int().min(100).max(599).optional(),
  contains: text.optional(),
  timeoutMs: z.int().positive().optional(),
});
const slackReference = z.strictObject({ kind: z.literal("slack"), webhook: secret });
const emailReference = z.strictObject({ kind: z.literal("email"), smtp: secret, from: text, to: z.array(text).min(1) });
const cronReference = z.strictObject({
  kind: z.literal("cron"),
  expression: z.string().regex(/^\s*\S+(?:\s+\S+){4}\s*$/, "must have cron's five fields"),
  minutes: z.int().positive(),
});

// Names become parts of file names, flags and journal rows.
const environmentName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, "must consist of letters, digits, _ and -");

const anyEnvironment = {
  protected: z.boolean().optional(),
  owner: text.optional(),
  roles: z.record(text, text).optional(),
};
const environment = z.union([
  z.strictObject({
    url: secret,
    directUrl: secret.optional(),
    ...anyEnvironment,
    log: z.union([z.boolean(), text]).optional(),
  }),
  z.strictObject({ urls: z.array(secret).min(1), ...anyEnvironment }),
  z.strictObject({ tenants: z.strictObject({ url: secret, query: text }), ...anyEnvironment }),
]);

const weekday = "(?:mon|tues|wednes|thurs|fri|satur|sun)day";
const day = "\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])";

const cadence = z
  .strictObject({
    every: z.union([z.enum(["week", "month"]), cronReference]),
    on: z
      .string()
      .regex(
        new RegExp(`^(?:(?:first|second|third|fourth|last) )?${weekday}$`),
        'must be a weekday such as "friday" or "last friday"',
      )
      .optional(),
    window: z
      .string()
      .regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, {
        error: 'must be two times such as "17:00-18:00"',
        abort: true,
      })
      .refine((window) => window.slice(0, 5) < window.slice(6), "must end after it begins, on the same day (24:00 at the latest)")
      .optional(),
    zone: z.string().refine(isTimeZone, "must be an IANA time zone such as Europe/London").optional(),
    batch: z.strictObject({ tables: z.int().positive().optional(), migrations: z.int().positive().optional() }).optional(),
    blackout: z
      .array(
        z
          .string()
          .regex(new RegExp(`^${day}(?:/${day})?$`), { error: 'must be "2026-12-18" or "2026-12-18/2027-01-04"', abort: true })
          .refine((range) => range.slice(0, 10) <= range.slice(-10), "must not end before it begins"),
      )
      .optional(),
  })
  .refine(({ every, on }) => every === "month" || !on?.includes(" "), {
    path: ["on"],
    message: 'must be a weekday alone, such as "friday", unless every is "month"',
  });

const weight = z.number().positive().optional();
const load = z.strictObject({
  rate: z.number().positive(),
  seconds: z.number().positive().optional(),
  sessions: z.int().positive().max(500).optional(),
  mix: z
    .array(
      z.union([
        z.strictObject({ sql: text, weight, writes: z.boolean().optional() }),
        z.strictObject({ http: httpReference, weight }),
      ]),
    )
    .min(1),
  tolerance: z.strictObject({ p95: z.number().min(0).optional(), errors: z.number().min(0).max(1).optional() }).optional(),
});

const watch = z.strictObject({
  every: z.number().positive().optional(),
  minutes: z.number().positive().optional(),
  signals: z
    .array(
      z.union([
        z.strictObject({ name: text, sql: text, max: z.number() }),
        z.strictObject({ name: text, sql: text, factor: z.number().positive().optional() }),
        z.strictObject({ name: text, http: httpReference }),
      ]),
    )
    .optional(),
});

const names = z.array(text).min(1);
const copy = z.strictObject({
  masking: text.optional(),
  key: secret.optional(),
  subset: z.array(z.strictObject({ table: text, where: text })).optional(),
  follow: z.enum(["children", "none"]).optional(),
  exclude: z.array(text).optional(),
  wholeUnder: z.int().min(0).optional(),
  references: z
    .array(
      z
        .strictObject({ table: text, columns: names, to: text, toColumns: names })
        .refine(({ columns, toColumns }) => columns.length === toColumns.length, "columns and toColumns must be as many"),
    )
    .optional(),
});

const objectPattern = z.string().regex(/^[^:\s]+:\S/, 'must be an object id such as "table:public.currencies"');

/** The shape of a configuration file. */
export const configFileSchema: z.ZodType<ConfigFile> = z.strictObject({
  $schema: z.string().optional(),
  schema: z.union([text, z.array(text).min(1)]).optional(),
  migrations: z
    .strictObject({ dir: text.optional(), log: text.optional(), layout: z.enum(migrationLayouts).optional() })
    .optional(),
  environments: z.record(environmentName, z.union([text, environment])).optional(),
  scratch: z
    .union([
      z.strictObject({ url: secret, production: secret.optional() }),
      z.strictObject({ on: text, production: secret.optional() }),
      z.strictObject({ production: secret }),
    ])
    .optional(),
  compare: z.strictObject({ columnOrder: z.boolean().optional() }).optional(),
  cadence: cadence.optional(),
  launch: z.strictObject({ date: z.string().regex(new RegExp(`^${day}$`), "must be a date such as 2026-03-01") }).optional(),
  ignore: z.array(text).optional(),
  lookup: z.array(objectPattern).optional(),
  checklist: z.record(environmentName, z.array(z.enum(checklistItems))).optional(),
  smoke: z.array(z.union([text, httpReference])).optional(),
  load: load.optional(),
  watch: watch.optional(),
  backup: z
    .union([
      z.strictObject({ to: z.union([text, execReference]), keep: z.int().positive().optional() }),
      execReference,
      z.strictObject({ kind: z.literal("attested"), maxAgeHours: z.number().positive() }),
    ])
    .optional(),
  jobs: text.optional(),
  copy: copy.optional(),
  notify: z.array(z.discriminatedUnion("kind", [slackReference, emailReference, httpReference])).optional(),
});

/** The JSON Schema of a configuration file, for `$schema` and editors. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(configFileSchema, {
    target: "draft-7",
    override: ({ zodSchema, jsonSchema }) => {
      // expanded before checking, so zod does not know them; editors must
      if (zodSchema === secret) jsonSchema.anyOf = [...(jsonSchema.anyOf ?? []), ...secretShorthands];
    },
  });
  return { title: "Lockstep configuration", ...schema };
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false; // Intl throws a RangeError for a name that it does not know
  }
}
