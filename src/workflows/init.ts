/** `init`: looks the repository over, writes what is missing, audits, and says what to do on the first days. */

import { readFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { parseAppliedLog } from "../core/migration/applied-log.ts";
import { defaultTables } from "../core/release/batches.ts";
import { type FirstDay, firstDays } from "../core/release/first-days.ts";
import type { RepositorySurvey } from "../core/release/repository-survey.ts";
import { type Config, loadConfig } from "../project/config.ts";
import { findConfigFile } from "../project/find-config-file.ts";
import { type InitPlaces, initFiles } from "../project/init/init-files.ts";
import { surveyRepository } from "../project/init/survey-repository.ts";
import { type WrittenInitFile, writeInitFiles } from "../project/init/write-init-files.ts";
import { identify } from "./identify.ts";
import { type InitAudit, initAudit } from "./init-drift.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** How to set up. */
export interface InitRequest {
  readonly isDryRun: boolean;
  /** The machine's time zone, an IANA name: where the team's clocks are until somebody says otherwise. */
  readonly zone: string;
  /** The environment whose database is to be marked as being it; asked for once there is a configuration that knows it. Null: none. */
  readonly mark: { readonly environment: string; readonly confirm: () => Promise<MarkingRun> } | null;
}

/** How to mark, once it has been confirmed. */
interface MarkingRun {
  readonly waitMs: number;
  readonly tool: string;
}

/** What was found, done, and is to do. */
export interface InitOutcome {
  readonly isDryRun: boolean;
  /** Absolute: where the configuration is, or would be. */
  readonly folder: string;
  readonly survey: RepositorySurvey;
  readonly files: readonly (WrittenInitFile & {
    /** Of what a dry run would write; else null. */ readonly text: string | null;
  })[];
  readonly audit: InitAudit;
  readonly marked: { readonly environment: string; readonly database: string; readonly identity: string } | null;
  readonly days: readonly FirstDay[];
}

/** Sets up. @throws AppError FILE_UNWRITABLE, CONFIG_INVALID, CONFIG_UNREADABLE; as `identify` where a database is to be marked */
export async function init(request: InitRequest, context: WorkflowContext): Promise<InitOutcome> {
  const { isDryRun, zone, mark } = request;
  const before = await configThere(context);
  const folder = before?.directory ?? resolve(context.cwd);
  const survey = await surveyRepository(folder, context);
  const places = placesOf(before, survey, folder, zone);
  const log = parseAppliedLog(await readFile(resolve(folder, places.log), "utf8").catch(() => ""));
  const planned = initFiles(survey, places);
  const written = await writeInitFiles(folder, planned, { isDryRun });
  // what was written must be what is read
  const config = isDryRun ? before : await configThere(context);
  const marked = isDryRun || mark === null ? null : await markDatabase(mark, context);
  const [source, target] = endsOf(config, places.target);
  const audit = isDryRun ? dryAudit : await auditOf(config, { source, target }, context);
  const facts = { survey, source, target, log, groups: audit.kind === "ran" ? audit.groups : null };
  return {
    isDryRun,
    folder,
    survey,
    files: written.map((file, i) => ({ ...file, text: isDryRun && file.outcome !== "kept" ? (planned[i]?.text ?? null) : null })),
    audit,
    marked,
    days: firstDays({
      ...facts,
      missing: missingOf(config, survey),
      written: written.filter(({ outcome }) => outcome !== "kept").map(({ path }) => path),
    }),
  };
}

async function configThere({ cwd, env, configPath }: WorkflowContext): Promise<Config | null> {
  const path = configPath ?? findConfigFile(cwd);
  return path === null ? null : loadConfig({ cwd, env, explicitPath: path });
}

function placesOf(config: Config | null, { migrations: [found] }: RepositorySurvey, folder: string, zone: string): InitPlaces {
  if (config === null) {
    const dir = found?.dir ?? "db/migrations";
    return { config: null, dir, log: `${dir}/applied_to_prod.log`, target: "production", zone };
  }
  const own = (path: string) => relative(folder, resolve(config.directory, path)).split(sep).join("/");
  const [, target] = endsOf(config, "production");
  return {
    config: config.file === null ? null : own(config.file),
    dir: own(config.migrations.dir),
    log: own(config.migrations.log),
    target,
    zone,
  };
}

/** Where changes begin, and where they are to arrive: the first environment, and the last that is protected. */
function endsOf(config: Config | null, usual: string): readonly [source: string, target: string] {
  const environments = config?.environments ?? [];
  const target = environments.findLast((environment) => environment.protected)?.name ?? usual;
  const source = environments.find(({ name }) => name !== target)?.name ?? "dev";
  return [source, target];
}

const dryAudit: InitAudit = { kind: "not-run", why: "A dry run looks at no database.", hint: "lockstep audit" };

async function auditOf(
  config: Config | null,
  { source, target }: { readonly source: string; readonly target: string },
  context: WorkflowContext,
): Promise<InitAudit> {
  const names = config?.environments.map(({ name }) => name) ?? [];
  const absent = [source, target].filter((name) => !names.includes(name));
  if (absent.length > 0)
    return {
      kind: "not-run",
      why: `It takes two databases, and nothing says where ${absent.join(" and ")} ${absent.length === 1 ? "is" : "are"}.`,
      hint: "lockstep doctor",
    };
  const size = config?.cadence?.batch.tables ?? defaultTables;
  return initAudit({ source, target, size }, context);
}

/** The variables by which the usual environments would be known, where no configuration lists environments. */
function missingOf(config: Config | null, survey: RepositorySurvey) {
  if (config?.written?.environments !== undefined) return [];
  const known = new Set([...(config?.environments ?? []), ...survey.environments].map(({ name }) => name));
  const usual = [
    { environment: "dev", variable: "DATABASE_URL" },
    { environment: "production", variable: "PRODUCTION_DATABASE_URL" },
  ];
  return usual.filter(({ environment }) => !known.has(environment));
}

async function markDatabase({ environment, confirm }: NonNullable<InitRequest["mark"]>, context: WorkflowContext) {
  const run = await confirm();
  const { database, identity } = await identify({ environment, was: null, ...run }, context);
  return { environment, database, identity };
}
