/** The project that a command runs in: its configuration, and how to get at its secrets. */

import { fetchDopplerSecrets } from "../network/doppler-api.ts";
import { type Config, loadConfig } from "../project/config.ts";
import { runProcess } from "../project/run-process.ts";
import type { SecretContext } from "../project/secrets/secret-source.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** A loaded project. */
export interface Project {
  readonly config: Config;
  readonly secrets: SecretContext;
}

/** Loads the configuration. @throws AppError CONFIG_INVALID, CONFIG_UNREADABLE */
export async function openProject(context: WorkflowContext): Promise<Project> {
  const { cwd, env, configPath, learn, signal } = context;
  const config = await loadConfig({ cwd, env, explicitPath: configPath });
  for (const message of config.warnings) context.progress({ step: "configuration", state: "warning", detail: message });
  const secrets: SecretContext = {
    env,
    directory: config.directory,
    run: runProcess,
    dopplerApi: fetchDopplerSecrets,
    learn,
    signal,
    memberUrl: async (reference) => (await import("./fleet-members.ts")).memberUrl(reference, secrets, context),
  };
  return { config, secrets };
}
