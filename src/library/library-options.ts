/**
 * What every function of the library may be told about its surroundings. As the outermost layer this is, beside the
 * command line, the one place that falls back to the process: everything below gets its surroundings as arguments.
 */

import { userInfo } from "node:os";
import type { ProgressEvent, WorkflowContext } from "../workflows/workflow-context.ts";

/** Surroundings of a call; each part has the command line's default. */
export interface LibraryOptions {
  /** Relative paths and the configuration file start here. Default: the process's working directory. */
  readonly cwd?: string | undefined;
  /** Variables that URLs and secret sources are read from. Default: the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** A configuration file, instead of the nearest `lockstep.config.*`. */
  readonly configPath?: string | undefined;
  /** Ends the work at a safe point; the call then fails with the code INTERRUPTED. */
  readonly signal?: AbortSignal | undefined;
  /** For connecting and for each statement, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** Told of each step. Called synchronously; it should not throw. */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
}

/** How two sources are compared. */
export interface ComparisonOptions extends LibraryOptions {
  /** Object ids that are not compared, beside the configuration's, `*` for anything: `table:public.tmp_*`. */
  readonly ignore?: readonly string[] | undefined;
  /** Report columns that stand in another order. Default: what the configuration says, else false. */
  readonly columnOrder?: boolean | undefined;
}

/** The surroundings with every default filled in. */
export function workflowContext(options: LibraryOptions, learn: (secret: string) => void): WorkflowContext {
  const { cwd, env, configPath, signal, timeoutMs, onProgress } = options;
  return {
    cwd: cwd ?? process.cwd(),
    env: env ?? process.env,
    osUser: osUser(),
    learn,
    progress: onProgress ?? (() => {}),
    ...(configPath === undefined ? {} : { configPath }),
    ...(signal === undefined ? {} : { signal }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? ""; // a container may run as a number that has no name
  }
}
