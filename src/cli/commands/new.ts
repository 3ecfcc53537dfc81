/** `lockstep new`: a migration file, empty or with the plan that it is for. */

import { AppError } from "../../core/app-error.ts";
import type { NewMigrationRequest } from "../../workflows/new-migration.ts";
import type { Command, CommandResult, Invocation } from "../command.ts";
import { planFlags, planWishes } from "./plan-flags.ts";

/** The command. */
export const newCommand: Command = {
  name: "new",
  summary: "a new migration file: the template, or what closes a drift, proven before it is written",
  description:
    "The folder is migrations.dir of the configuration (db/migrations); its own arrangement is kept: plain files, .up.sql and .down.sql, folders, drizzle-kit's. A plan that takes more than one transaction becomes several files.\n\nDatabases are only read.",
  arguments: [
    { name: "name", description: "what the migration does: add_feature or several words", isRequired: true, isVariadic: true },
  ],
  flags: [
    { long: "--from-drift", description: "what production (or --env) lacks of dev (or --from)" },
    {
      long: "--from",
      value: "SOURCE",
      description: "what leads to this source: from where the migrations lead, with --env or --from-drift from that environment",
    },
    ...planFlags,
    { long: "--ignore", value: "ID", description: "leave an object out of the plan; repeatable", isRepeatable: true },
    { long: "--kind", value: "KIND", description: "what it changes (schema)", choices: ["schema", "data"] },
    { long: "--checkpoint", description: "the schema that all files make, in one: new databases begin with it" },
    { long: "--critical", description: "although the schema is frozen; takes --reason" },
    { long: "--reason", value: "TEXT", description: "why it cannot wait; kept as evidence beside the migrations" },
  ],
  formats: ["text", "json", "ndjson"],
  examples: [
    { line: 'lockstep new "Add feature table"', note: "db/migrations/20261009103000_add_feature_table.sql, from the template" },
    { line: "lockstep new backfill_email --kind data", note: "for rows instead of the schema" },
    { line: "lockstep new sync_email --from-drift --tables email_accounts", note: "what production lacks of one table" },
    { line: "lockstep new year_end --checkpoint", note: "the schema of today, for databases that are made from now on" },
    { line: "lockstep new add_teams --from shared/schema.ts", note: "what the Drizzle schema has and the migrations lack" },
  ],
  run: async (invocation) => {
    const { positionals, value, values, context, ask } = invocation;
    const plan = endpoints(invocation);
    const kind = value("--kind") === "data" ? "data" : "schema";
    const wishes = await planWishes(invocation);
    if (plan !== null && kind === "data")
      throw new AppError({
        code: "USAGE",
        message: "--kind data: a plan changes the schema and no rows.",
        hint: "lockstep new NAME --kind data",
      });
    if (plan === null && ["--tables", "--rename", "--ignore"].some(invocation.isSet))
      throw new AppError({
        code: "USAGE",
        message: "--tables, --rename and --ignore are about a plan.",
        hint: "Add --from-drift or --from SOURCE.",
      });
    const critical = reasonOf(invocation);
    if (invocation.isSet("--checkpoint")) return checkpoint(invocation, plan !== null || value("--kind") !== null, critical);
    const [{ newMigration }, { newMigrationResult }] = await Promise.all([
      import("../../workflows/new-migration.ts"),
      import("./new-result.ts"),
    ]);
    const request = {
      ...wishes,
      name: positionals.join(" "),
      kind,
      plan,
      critical,
      now: new Date(),
      isInteractive: ask !== null,
    } as const;
    return newMigrationResult(await newMigration({ ...request, ignore: values("--ignore") }, context));
  },
};

async function checkpoint(invocation: Invocation, isMore: boolean, critical: string | null): Promise<CommandResult> {
  if (isMore)
    throw new AppError({
      code: "USAGE",
      message: "--checkpoint is made from the whole folder, and takes no plan and no kind.",
      hint: "lockstep new NAME --checkpoint",
    });
  const [{ newCheckpoint }, { newMigrationResult }] = await Promise.all([
    import("../../workflows/new-checkpoint.ts"),
    import("./new-result.ts"),
  ]);
  const request = { name: invocation.positionals.join(" "), critical, now: new Date() };
  return newMigrationResult(await newCheckpoint(request, invocation.context));
}

/** Why it is critical; null where nobody says that it is. @throws AppError USAGE */
function reasonOf({ isSet, value }: Invocation): string | null {
  const reason = value("--reason")?.trim() ?? "";
  if (isSet("--critical") && reason !== "") return reason;
  if (!isSet("--critical") && value("--reason") === null) return null;
  throw new AppError({
    code: "USAGE",
    message: "--critical takes a reason, and --reason belongs to it.",
    hint: 'lockstep new NAME --critical --reason "why it cannot wait"',
  });
}

/** Both ends of the plan; null for the template. @throws AppError USAGE */
function endpoints({ isSet, value, environments }: Invocation): NewMigrationRequest["plan"] {
  const [environment, ...others] = environments;
  const source = value("--from");
  if (others.length > 0)
    throw new AppError({ code: "USAGE", message: "new takes one --env: the database that the migration is for." });
  if (isSet("--from-drift") || (environment !== undefined && source !== null))
    return { from: environment ?? "production", to: source ?? "dev" };
  if (environment !== undefined)
    throw new AppError({
      code: "USAGE",
      message: "--env says which database a plan is for, and no plan was asked for.",
      hint: `lockstep new NAME --from-drift --env ${environment}`,
    });
  return source === null ? null : { from: null, to: source };
}
