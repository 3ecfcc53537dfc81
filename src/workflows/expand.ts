/** `expand`: the first step of a change in steps. The new form is added beside the old one, and a trigger keeps both alike. */

import { relative } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import { type ChangeRequest, changeOf } from "../core/expand/change-request.ts";
import { expandStep, isOwn, leadStatements } from "../core/expand/change-statements.ts";
import { jobTexts } from "../core/expand/job-text.ts";
import { missingRows, moveExpandStep, moveLead } from "../core/expand/move-statements.ts";
import { joined, moveSides } from "../core/expand/move-write.ts";
import { obstaclesTo } from "../core/expand/obstacles.ts";
import { orderNotes } from "../core/expand/order-notes.ts";
import { isSwapped, jobNames, type RecordedChange } from "../core/expand/recorded-change.ts";
import { sharedColumns } from "../core/expand/shared-columns.ts";
import { tableName } from "../core/expand/twin-names.ts";
import { nameMigration } from "../core/migration/migration-name.ts";
import { statement } from "../core/recipes/statement.ts";
import { listOf } from "../core/report/count-words.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import { listChanges, readChange, writeChange } from "../project/change-files.ts";
import { fileOfStep, type ProvenStep } from "./expand-file.ts";
import { type ChangePlace, inOneTransaction, planOf, prove, runOn, withChangePlace } from "./expand-place.ts";
import { drizzleSchema } from "./migrations-place.ts";
import { versionOf } from "./plan-dump.ts";
import { ScratchCopy } from "./scratch-copy.ts";
import { aboutOf } from "./switch-goal.ts";
import type { WorkflowContext } from "./workflow-context.ts";
import { type WrittenMigration, writeNewMigrations } from "./write-new-migrations.ts";

/** What to begin. */
export interface ExpandRequest extends ChangeRequest {
  /** Whose schema it is planned for; null: production's. */
  readonly environment: string | null;
  /** What to call the change; null: after what it does. */
  readonly name: string | null;
  /** The words that were typed behind `expand`. */
  readonly asked: string;
  readonly now: Date;
}

/** What any step wrote. */
export interface StepOutcome {
  readonly step: "expand" | "switch" | "contract";
  readonly environment: string;
  /** Each run of a job there is confirmed by its name. */
  readonly isProtected: boolean;
  readonly recorded: RecordedChange;
  /** In running order. */
  readonly files: readonly WrittenMigration[];
  /** Files beside the migrations: the record and jobs; relative to the working directory. */
  readonly others: readonly string[];
  /** Jobs that fill the new form. */
  readonly jobs: readonly string[];
  /** What is to be known before the file runs; sentences. */
  readonly notes: readonly string[];
}

/**
 * Writes the first file, the job and the record. The database is only read.
 *
 * @throws AppError USAGE, CHANGE_REFUSED, PLAN_REFUTED, FILE_UNWRITABLE, SCRATCH_*, CONNECT_*
 */
export async function expand(request: ExpandRequest, context: WorkflowContext): Promise<StepOutcome> {
  return withChangePlace(request.environment, context, async (place) => {
    const { catalog, project, environment, folder } = place;
    const type = request.kind === "change-type" ? await resolveType(request.to ?? "", place) : request.to;
    const change = changeOf({ ...request, to: type }, catalog);
    const name = request.name ?? defaultName(request);
    const { slug } = nameMigration(name);
    const recorded: RecordedChange = { schemaVersion: 1, name: slug, asked: request.asked, change };
    if ((await listChanges(project.config)).includes(slug))
      throw new AppError({
        code: "USAGE",
        message: `There is a change ${slug} already.`,
        hint: "Give this one another name: --name NAME",
      });
    const obstacles = obstaclesTo(change, catalog, versionOf(catalog));
    if (obstacles.length > 0)
      throw new AppError({
        code: "CHANGE_REFUSED",
        message: `This cannot be done in steps: ${obstacles.join("; ")}.`,
        hint: "Take that away first and put it back after the change, or make the change in a window: lockstep new.",
      });
    await refuseShared(recorded, place);
    const proving = "proving the first step on a scratch copy";
    context.progress({ step: proving, state: "start" });
    const step = await proven(recorded, place, context);
    context.progress({ step: proving, state: "done" });
    const date = request.now.toISOString().slice(0, 10);
    const options = { now: request.now, isInteractive: false, drizzleSchema: () => drizzleSchema(project) };
    const files = await writeNewMigrations(
      [fileOfStep(step, slug, date, folder.style.kind !== "drizzle")],
      folder,
      options,
      context,
    );
    const others = await writeChange(project.config, recorded, jobTexts(recorded));
    return {
      step: "expand",
      environment: environment.name,
      isProtected: environment.protected,
      recorded,
      files,
      others: others.map((path) => relative(context.cwd, path)),
      jobs: jobNames(recorded),
      notes: notesOf(recorded, catalog),
    };
  });
}

/** Where another change that is not done keeps the same column in two forms. @throws AppError CHANGE_REFUSED, CHANGE_INVALID */
async function refuseShared({ change }: RecordedChange, { project, folder, catalog }: ChangePlace): Promise<void> {
  for (const name of await listChanges(project.config)) {
    const other = await readChange(project.config, name);
    const shared = sharedColumns(change, other.change);
    const isThere = [...catalog.objects.keys()].some((id) => isOwn(other, id));
    // what is not there is done, or not applied yet
    const isDone = !isThere && folder.migrations.some(({ file }) => new RegExp(`(?:^|\\d_)${name}_contract`).test(file));
    if (shared.length === 0 || isDone) continue;
    throw new AppError({
      code: "CHANGE_REFUSED",
      message: `${listOf(shared)} ${shared.length === 1 ? "is" : "are"} part of ${name} (${other.asked}), which is not done: two changes cannot keep one column in two forms at once.`,
      hint: `Bring that one to its end first: lockstep contract ${name}. If it was given up and rolled back, delete its record, ${name}.json.`,
    });
  }
}

async function proven(
  recorded: RecordedChange,
  { catalog, project }: ChangePlace,
  context: WorkflowContext,
): Promise<ProvenStep> {
  const { change, name } = recorded;
  const { up, down } = change.kind === "move" ? moveExpandStep(recorded, change, catalog) : expandStep(recorded, catalog);
  const about = aboutOf(change);
  const [plan, back] = [inOneTransaction(planOf(about, up)), inOneTransaction(planOf(about, down))];
  const copy = await ScratchCopy.build(catalog, catalog, project, context);
  try {
    const spelling = "Expressions name columns plainly, and functions and types of the schema with their schema.";
    await runOn(copy, plan, "The first step", spelling);
    await runOn(
      copy,
      planOf(
        about,
        expressionProbes(recorded).map((sql) => statement("read-rows", sql)),
      ),
      "An expression",
      spelling,
    );
    // the files make functions without a look at their bodies, as what they name may come later; here all of it is there
    const leads = (["after", "before"] as const).flatMap((moment) =>
      change.kind === "move" ? moveLead(recorded, change, moment) : leadStatements(recorded, moment, catalog),
    );
    const bodies = leads.filter(({ form }) => form === "replace-routine");
    const looking = (how: string) => statement("session-command", `SET check_function_bodies = ${how}`);
    await runOn(copy, planOf(about, [looking("on"), ...bodies, looking("off")]), "The trigger", spelling);
    await runOn(copy, back, "The way back of the first step");
    const proof = await prove(copy, catalog, "The way back of the first step");
    return {
      phase: "schema",
      slug: `${name}_expand`,
      title: `${titleOf(recorded)}: both forms`,
      plan,
      back,
      verdicts: [],
      goal: catalog,
      proof,
      notes: [],
    };
  } finally {
    await copy.close();
  }
}

// A trigger's body is not looked at before it runs: each expression is tried with nulls, and with the columns that it may name.
function expressionProbes({ change }: RecordedChange): readonly string[] {
  if (change.kind === "rename-table") return [];
  if (change.kind === "not-null") return [`SELECT ${change.expression}`];
  if (change.kind === "move") {
    const [from, to] = moveSides(change);
    return [`SELECT 1 FROM ${tableName(from)} f JOIN ${tableName(to)} t ON ${joined(from, "f", to, "t")}`];
  }
  return change.twins.flatMap(({ olds, news, table }) => {
    const names = (columns: typeof olds, as: typeof olds) =>
      columns.map(({ type }, i) => `NULL::${type} AS "${(as[i]?.name ?? "").replaceAll('"', '""')}"`).join(", ");
    const probe = (from: string, expressions: typeof olds) =>
      `SELECT ${expressions.map(({ expression }) => `(${expression})`).join(", ")} FROM (SELECT ${from}) AS "${table.replaceAll('"', '""')}"`;
    return [probe(names(olds, olds), news), probe(names(news, isSwapped(change) ? olds : news), olds)];
  });
}

function titleOf({ asked }: RecordedChange): string {
  return asked.length > 70 ? `${asked.slice(0, 70)}…` : asked;
}

function defaultName({ kind, target, to }: ExpandRequest): string {
  const [table = "", ...columns] = target.split(",")[0]?.split(".").slice(-2) ?? [];
  const subject = [table, ...columns].join("_");
  const words = { "change-type": "type", "bigint-key": "bigint", "not-null": "not_null", "rename-table": "rename" } as const;
  const last = kind === "rename" ? `to_${to ?? ""}` : kind in words ? words[kind as keyof typeof words] : kind; // asked by `in`
  return `${subject}_${last}`.replaceAll('"', "");
}

// Types of the schema and of extensions are written with their schema: files and functions have no search path.
async function resolveType(typed: string, { session }: ChangePlace): Promise<string> {
  const [, name = "", rest = ""] = /^((?:[\w.]|"(?:[^"]|"")*")+)(.*)$/s.exec(typed.trim()) ?? [];
  const { rows } = await session.query(`
    select coalesce(pg_catalog.to_regtype(${quoteLiteral(typed).trim()}), pg_catalog.to_regtype(${quoteLiteral(name).trim()}))::pg_catalog.text as known,
           (select pg_catalog.string_agg(pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname), ' ' order by n.nspname)
            from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
            where t.typname = ${quoteLiteral(name.replaceAll('"', "").toLowerCase()).trim()} and t.typelem = 0) as elsewhere`);
  const [row] = rows;
  if (typeof row?.known === "string")
    return rest.trim().startsWith("(") && !/\(/.test(row.known) ? withModifier(row.known, rest.trim()) : row.known;
  const found = typeof row?.elsewhere === "string" ? row.elsewhere.split(" ") : [];
  if (found.length === 1 && found[0] !== undefined) return `${found[0]}${rest}`;
  throw new AppError({
    code: "USAGE",
    message: found.length === 0 ? `The database knows no type ${typed}.` : `${typed} could be ${found.join(" or ")}.`,
    hint:
      found.length === 0
        ? "A type of an extension needs the extension first: CREATE EXTENSION citext"
        : "Name it with its schema.",
  });
}

function withModifier(type: string, modifier: string): string {
  const [, name = type, zone = ""] = /^(timestamp|time)( with(?:out)? time zone)$/.exec(type) ?? [];
  return `${name}${modifier.replace(/\)\s+with.*$/i, ")")}${zone}`;
}

function notesOf({ change }: RecordedChange, catalog: Catalog): readonly string[] {
  if (change.kind === "rename-table")
    return ["The old name is a view: it takes rows as the table does, but no COPY FROM, TRUNCATE or new foreign keys."];
  if (change.kind === "move")
    return [
      `Rows of the old place that have a value and no row in the new one are looked for by the switch: it does not run while there are any. Where your code does not make them: ${missingRows(change)}`,
      "The new column comes bare: its index, its rights and its comment are yours to add.",
    ];
  if (change.kind === "not-null") return [];
  const order = orderNotes(change, catalog);
  if (change.kind !== "rename") return order;
  return [
    ...order,
    "Until the switch, a NULL that is inserted under the new name counts as not given where the column has a default.",
  ];
}
