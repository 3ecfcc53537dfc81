/** Any program that prints a secret: `exec(["vault", "kv", "get", "-field=url", "secret/portal"])`. */

import { AppError } from "../../core/app-error.ts";
import { redact } from "../../core/report/redact.ts";
import type { SecretSource } from "./secret-source.ts";

/** What a program prints. */
export interface ExecReference {
  readonly kind: "exec";
  /** The program and its arguments; there is no shell. */
  readonly command: readonly string[];
  /** Where in JSON output the value is: `data.url`; the whole output when absent. */
  readonly json?: string | undefined;
}

/** What a program prints, its last line breaks dropped; with `json` the value at that path of its JSON output. */
export function exec(command: readonly string[], options: { readonly json?: string | undefined } = {}): ExecReference {
  return options.json === undefined ? { kind: "exec", command } : { kind: "exec", command, json: options.json };
}

/** Vaults behind single sign-on are slow; a program that waits for a person must still end. */
const deadlineMs = 30_000;

/** Runs the program without a shell and reads its standard output. Throws AppError when it fails or prints nothing. */
export const execSource: SecretSource<ExecReference> = {
  describe: ({ command }) => `output of ${redact(command.join(" "))}`,
  resolve: async (reference, context) => {
    const [program = "", ...args] = reference.command;
    const result = await context.run(program, args, {
      env: context.env,
      cwd: context.directory,
      deadlineMs,
      signal: context.signal,
    });
    const problem = {
      "not-found": () => `${program} is not installed, or not on the PATH.`,
      "not-runnable": () => `${program} could not be used: ${"reason" in result ? result.reason : ""}.`,
      "timed-out": () => `${program} did not answer within ${deadlineMs / 1000} s.`,
      exited: () =>
        "code" in result && result.code !== 0 ? `${program} ended with exit code ${result.code}${lastLine(result.stderr)}` : null,
    }[result.kind]();
    if (problem !== null || result.kind !== "exited") {
      throw new AppError({
        code: "SECRET_SOURCE_FAILED",
        message: problem ?? "",
        hint: `Run it by hand: ${redact(reference.command.join(" "))}`,
      });
    }
    const value =
      reference.json === undefined ? result.stdout.replace(/[\r\n]+$/, "") : valueAt(result.stdout, reference.json, program);
    if (value.trim() !== "") return { value, describedAs: execSource.describe(reference) };
    throw new AppError({
      code: "SECRET_MISSING",
      message: `${program} printed ${reference.json === undefined ? "nothing" : `no text at ${reference.json}`}.`,
      hint: `Run it by hand: ${redact(reference.command.join(" "))}`,
    });
  },
};

/** The last line of an error stream, for a message: the one that says what went wrong. */
export function lastLine(stderr: string): string {
  const line = redact(stderr).trim().split("\n").at(-1)?.trim() ?? "";
  return line === "" ? "." : `: ${line.slice(0, 300)}`;
}

/** The string at a dotted path; "" when there is none. Never quotes the output: it is secret. */
function valueAt(output: string, path: string, program: string): string {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    throw new AppError({
      code: "SECRET_SOURCE_FAILED",
      message: `${program} did not print JSON, but json: "${path}" was asked for.`,
    });
  }
  for (const key of path.split(".")) {
    value = typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  }
  return typeof value === "string" ? value : "";
}
