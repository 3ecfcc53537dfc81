/** Starts a program and kills it as soon as it says something, for tests of what happens when a laptop dies. */

import { spawn } from "node:child_process";

/** What is started, and where. */
export interface KillPlan {
  readonly command: string;
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** On stdout. */
  readonly at: RegExp;
}

/** Runs until it has said it, or has ended; tells whether it was killed. */
export async function killAt({ command, words, cwd, env, at }: KillPlan): Promise<boolean> {
  const child = spawn(command, [...words], { cwd, env: { ...env }, stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  let isKilled = false;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
    if (!isKilled && at.test(said)) isKilled = child.kill("SIGKILL");
  });
  await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  return isKilled;
}
