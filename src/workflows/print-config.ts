/** `config print`: load the configuration and tell every value with its origin. */

import { loadConfig } from "../project/config.ts";
import { type ConfigEntry, describeConfig } from "../project/describe-config.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Every value of the configuration; no value is a secret. @throws AppError CONFIG_INVALID, CONFIG_UNREADABLE */
export async function printConfig({
  cwd,
  env,
  configPath,
}: WorkflowContext): Promise<{ readonly entries: readonly ConfigEntry[] }> {
  const config = await loadConfig({ cwd, env, ...(configPath === undefined ? {} : { explicitPath: configPath }) });
  return { entries: describeConfig(config) };
}
