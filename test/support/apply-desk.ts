/** A folder of migrations and databases to run them on, for tests that call workflows in process. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { AppError } from "../../src/core/app-error.ts";
import { type ApplyOutcome, type ApplyRequest, apply } from "../../src/workflows/apply.ts";
import { noConsent } from "../../src/workflows/consent.ts";
import type { WorkflowContext } from "../../src/workflows/workflow-context.ts";

/** Databases by their environments. */
export interface DeskUrls {
  readonly dev?: string;
  readonly production?: string;
}

/** What stands on it. */
export interface ApplyDesk {
  readonly folder: () => string;
  /** Writes a configuration beside the variables: what it says of environments comes from those. */
  readonly configure: (config: Readonly<Record<string, unknown>>) => void;
  /** Writes a smoke check. */
  readonly smoke: (name: string, text: string) => void;
  /** Writes a migration. */
  readonly migration: (name: string, text: string) => void;
  readonly read: (path: string) => string;
  /** Surroundings in which these environments exist. */
  readonly context: (urls: DeskUrls) => WorkflowContext;
  /** Applies to dev, or else to production, which is confirmed unless the request says otherwise. */
  readonly apply: (urls: DeskUrls, request?: Partial<ApplyRequest>) => Promise<ApplyOutcome>;
}

/** Made while a test file is loaded; the folder is new for each test. */
export function useApplyDesk(): ApplyDesk {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lockstep-desk-"));
    mkdirSync(join(folder, "db/migrations"), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const context: ApplyDesk["context"] = ({ dev, production }) => ({
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...(dev === undefined ? {} : { DATABASE_URL: dev }),
      ...(production === undefined ? {} : { PRODUCTION_DATABASE_URL: production }),
    },
    osUser: "tester",
    learn: () => undefined,
    progress: () => undefined,
  });
  return {
    folder: () => folder,
    smoke: (name, text) => {
      mkdirSync(join(folder, "smoke"), { recursive: true });
      writeFileSync(join(folder, "smoke", name), text);
    },
    configure: (config) => writeFileSync(join(folder, "lockstep.config.json"), JSON.stringify(config)),
    migration: (name, text) => writeFileSync(join(folder, "db/migrations", name), text),
    read: (path) => readFileSync(join(folder, path), "utf8"),
    context,
    apply: (urls, request = {}) => apply(applyRequest(urls.dev === undefined ? "production" : "dev", request), context(urls)),
  };
}

/** Everything that is pending, patiently enough for a test, and confirmed, unless `request` says otherwise. */
export function applyRequest(environment: string, request: Partial<ApplyRequest> = {}): ApplyRequest {
  return {
    environment,
    to: null,
    only: [],
    limit: null,
    isDryRun: false,
    lockBudgetMs: 3_000,
    attempts: 3,
    waitMs: 5_000,
    tool: "lockstep test",
    consent: { ...noConsent, confirm: environment },
    ...request,
  };
}

/** The AppError that the work fails with. */
export async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    (value) => new Error(`it worked: ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  return error;
}
