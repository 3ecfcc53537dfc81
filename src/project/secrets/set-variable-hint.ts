/**
 * The next command to type when a variable is missing. It never has the value in it: what is typed on a command line
 * stays in the shell's history.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { Variables } from "../run-process.ts";

/** How to set a variable here: with Doppler inside `doppler run`, else in the shell; and that a `.env` has it, if one has. */
export function howToSetVariable(name: string, variables: Variables, directory: string): string {
  const { DOPPLER_PROJECT: project, DOPPLER_CONFIG: config } = variables;
  if (project !== undefined && project !== "" && config !== undefined && config !== "") {
    return `doppler secrets set ${name} --project ${project} --config ${config}   (asks for the value, which stays out of the shell's history)`;
  }
  if (dotenvHas(name, directory)) {
    // not `. ./.env`: a shell takes the & of an unquoted URL for its own
    return `export ${name}="$(node --env-file=.env -p process.env.${name})"   (.env has it, and is only read when asked; dotenv(".env", "${name}") in lockstep.config.ts asks each time)`;
  }
  return `read -rs ${name} && export ${name}   (paste the value; it stays out of the shell's history)`;
}

function dotenvHas(name: string, directory: string): boolean {
  try {
    return (parseEnv(readFileSync(join(directory, ".env"), "utf8"))[name] ?? "") !== "";
  } catch {
    return false; // no .env here, or not one that can be read: then there is nothing to say about it
  }
}
