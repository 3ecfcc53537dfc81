/** A project with databases to back up, for tests that call workflows in process. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import type { ConfigFile } from "../../src/project/config-file.ts";
import type { ProgressEvent, WorkflowContext } from "../../src/workflows/workflow-context.ts";

/** What stands on it. */
export interface BackupDesk {
  readonly folder: () => string;
  /** Writes the configuration; URLs stand in it, as tests have no secrets. */
  readonly configure: (config: ConfigFile) => void;
  readonly context: (env?: Readonly<Record<string, string>>) => WorkflowContext;
  /** What was reported since the test began. */
  readonly events: () => readonly ProgressEvent[];
}

/** Made while a test file is loaded; the folder is new for each test. */
export function useBackupDesk(): BackupDesk {
  let folder = "";
  let events: ProgressEvent[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lockstep-backup-"));
    events = [];
    mkdirSync(join(folder, "db/migrations"), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder: () => folder,
    configure: (config) => writeFileSync(join(folder, "lockstep.config.json"), JSON.stringify(config)),
    context: (env = {}) => ({
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      osUser: "tester",
      learn: () => undefined,
      progress: (event) => void events.push(event),
    }),
    events: () => events,
  };
}
