/** 1Password as a secret source, read through its own command line: `op("op://vault/item/field")`. */

import { AppError } from "../../core/app-error.ts";
import { lastLine } from "./exec.ts";
import type { SecretSource } from "./secret-source.ts";

/** A 1Password secret reference. */
export interface OpReference {
  readonly kind: "op";
  /** `op://vault/item/field` */
  readonly reference: string;
  /** The variable that holds a service account's token; by default OP_SERVICE_ACCOUNT_TOKEN. */
  readonly tokenEnv?: string | undefined;
}

/** A 1Password secret reference: `op://vault/item/field`. */
export function op(reference: string, options: { readonly tokenEnv?: string | undefined } = {}): OpReference {
  return options.tokenEnv === undefined ? { kind: "op", reference } : { kind: "op", reference, tokenEnv: options.tokenEnv };
}

/** `op` may ask for a fingerprint on the desktop; longer than this nobody is there. */
const deadlineMs = 30_000;

/** Runs `op read`; a service account's token travels by environment. Throws AppError, with how to sign in where that is it. */
export const opSource: SecretSource<OpReference> = {
  describe: ({ reference }) => `1Password ${reference}`,
  resolve: async (reference, context) => {
    const token = reference.tokenEnv === undefined ? undefined : context.env[reference.tokenEnv];
    if (token !== undefined) context.learn(token);
    const env = token === undefined ? context.env : { ...context.env, OP_SERVICE_ACCOUNT_TOKEN: token };
    const args = ["read", "--no-newline", reference.reference];
    const result = await context.run("op", args, { env, cwd: context.directory, deadlineMs, signal: context.signal });
    if (result.kind === "exited" && result.code === 0) {
      if (result.stdout.trim() !== "")
        return { value: result.stdout.replace(/[\r\n]+$/, ""), describedAs: opSource.describe(reference) };
      throw new AppError({ code: "SECRET_MISSING", message: `1Password has an empty value at ${reference.reference}.` });
    }
    throw opError(reference, result.kind, "stderr" in result ? result.stderr : "");
  },
};

function opError(
  { reference }: OpReference,
  kind: "not-found" | "not-runnable" | "timed-out" | "exited",
  stderr: string,
): AppError {
  if (kind === "not-found" || kind === "not-runnable") {
    return new AppError({
      code: "SECRET_SOURCE_FAILED",
      message: `${reference} needs 1Password's command line, and op is not installed or cannot be run.`,
      hint: "Install it: https://developer.1password.com/docs/cli/get-started",
    });
  }
  if (kind === "timed-out") {
    return new AppError({
      code: "SECRET_SOURCE_FAILED",
      message: `op did not answer within ${deadlineMs / 1000} s for ${reference}.`,
      hint: "Unlock 1Password, or set OP_SERVICE_ACCOUNT_TOKEN where nobody can.",
      retryable: true,
    });
  }
  if (/not (?:currently )?signed in|no accounts? configured|session expired/i.test(stderr)) {
    return new AppError({
      code: "SECRET_SOURCE_FAILED",
      message: "op is not signed in to 1Password.",
      hint: "eval $(op signin)",
    });
  }
  const missing = /isn't an? (?:vault|item|section|field)|could not (?:find|resolve|get) (?:item|secret|vault)|no item/i.test(
    stderr,
  );
  return new AppError({
    code: missing ? "SECRET_MISSING" : "SECRET_SOURCE_FAILED",
    message: `op could not read ${reference}${lastLine(stderr)}`,
    hint: `op read ${reference}`,
  });
}
