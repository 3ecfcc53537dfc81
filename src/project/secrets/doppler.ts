/**
 * Doppler as a secret source. What comes back is believed only when it says that it is of the project and config
 * that were asked for: a service token answers for its own config, whatever -c says.
 */

import { AppError } from "../../core/app-error.ts";
import { redact } from "../../core/report/redact.ts";
import type { Variables } from "../run-process.ts";
import { type DopplerCliFailure, dopplerCliError, missingInDoppler } from "./doppler-errors.ts";
import type { ResolvedSecret, SecretContext, SecretSource } from "./secret-source.ts";

/** A secret in a Doppler config. */
export interface DopplerReference {
  readonly kind: "doppler";
  readonly project: string;
  readonly config: string;
  readonly name: string;
  /** The variable that holds the token for this config; by default DOPPLER_TOKEN or the login of the command line. */
  readonly tokenEnv?: string | undefined;
}

/** A secret in a Doppler config: `doppler("seed-portal-api", "prd", "DATABASE_URL")`. */
export function doppler(
  project: string,
  config: string,
  name: string,
  options: { readonly tokenEnv?: string | undefined } = {},
): DopplerReference {
  const reference = { kind: "doppler", project, config, name } as const;
  return options.tokenEnv === undefined ? reference : { ...reference, tokenEnv: options.tokenEnv };
}

/** Doppler sets these in every config; they say which one an answer is from. */
const identityNames = ["DOPPLER_PROJECT", "DOPPLER_CONFIG", "DOPPLER_ENVIRONMENT"] as const;

/** Twice the 5 s that each attempt has, and the pause between them. */
const deadlineMs = 15_000;

/**
 * Asks, in this order: the variables of `doppler run`, the command line tool, the REST API where a token exists. Throws AppError
 * when none answers, or one for another project or config.
 */
export const dopplerSource: SecretSource<DopplerReference> = {
  describe: ({ project, config, name }) => `${name} of Doppler ${project}/${config}`,
  resolve: async (reference, context) => {
    const injected = injectedValue(reference, context.env);
    if (injected !== null)
      return { value: injected, describedAs: `${dopplerSource.describe(reference)}, injected by doppler run` };
    const token = tokenOf(reference, context.env);
    if (token !== null) context.learn(token);
    return (await askCommandLine(reference, token, context)) ?? askApi(reference, token ?? "", context);
  },
};

/** The variable that `doppler run` set, when it ran with this very project and config. */
function injectedValue(reference: DopplerReference, env: Variables): string | null {
  if (env.DOPPLER_PROJECT !== reference.project || env.DOPPLER_CONFIG !== reference.config) return null;
  const value = env[reference.name];
  return value === undefined || value.trim() === "" ? null : value;
}

/** Null when the command line is not installed but a token lets the API be asked. */
async function askCommandLine(
  reference: DopplerReference,
  token: string | null,
  context: SecretContext,
): Promise<ResolvedSecret | null> {
  const { project, config, name } = reference;
  const scope = ["--json", "-p", project, "-c", config, "--attempts", "2", "--timeout", "5s"];
  const env = childEnvironment(context.env, token);
  const options = { env, cwd: context.directory, deadlineMs, signal: context.signal };
  const result = await context.run("doppler", ["secrets", "get", name, ...identityNames, ...scope], options);
  if ((result.kind === "not-found" || result.kind === "not-runnable") && token !== null) return null;
  if (result.kind !== "exited" || result.code !== 0) {
    throw await dopplerCliError(reference, failureOf(result), async () => {
      const listed = await context.run("doppler", ["secrets", "--only-names", ...scope], options);
      return listed.kind === "exited" && listed.code === 0 ? Object.keys(parseObject(listed.stdout) ?? {}) : [];
    });
  }
  const answer = parseObject(result.stdout);
  if (answer === null) {
    const message = `doppler printed something other than JSON for ${project}/${config}.`;
    throw new AppError({ code: "SECRET_SOURCE_FAILED", message, hint: "Update it: doppler update" });
  }
  const computed = (key: string) => stringAt(answer[key], "computed");
  return accept(reference, computed, "by its command line");
}

async function askApi(reference: DopplerReference, token: string, context: SecretContext): Promise<ResolvedSecret> {
  const { project, config, name } = reference;
  const host = context.env.DOPPLER_API_HOST || null;
  const { signal } = context;
  const answer = await context.dopplerApi({ host, token, project, config, names: [name, ...identityNames], signal });
  return accept(reference, (key) => stringAt(answer, key), "by its API");
}

/** Believes an answer only from the config that was asked, and only with a value in it. */
function accept(reference: DopplerReference, read: (name: string) => string | null, way: string): ResolvedSecret {
  const project = read("DOPPLER_PROJECT");
  const config = read("DOPPLER_CONFIG");
  if (project !== reference.project || config !== reference.config) {
    const came = project === null || config === null ? "no project and config" : `${project}/${config}`;
    throw new AppError({
      code: "IDENTITY_MISMATCH",
      message: `Doppler was asked for ${reference.project}/${reference.config} and answered from ${redact(came)}. Nothing was used.`,
      hint:
        reference.tokenEnv === undefined
          ? `A service token answers only for its own config. Give each environment its own: doppler("${reference.project}", "${reference.config}", "${reference.name}", { tokenEnv: "DOPPLER_TOKEN_${reference.config.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}" })`
          : `The token in ${reference.tokenEnv} belongs to another config; make one for ${reference.project}/${reference.config}.`,
    });
  }
  const value = read(reference.name);
  if (value === null || value.trim() === "") throw missingInDoppler(reference, "it is empty, or restricted for this token", null);
  return { value, describedAs: `${dopplerSource.describe(reference)}, ${way}` };
}

function tokenOf(reference: DopplerReference, env: Variables): string | null {
  const own = reference.tokenEnv === undefined ? undefined : env[reference.tokenEnv];
  return own || env.DOPPLER_TOKEN || null;
}

/** The token travels by environment. ENCLAVE_* are Doppler's old names, which would win over it. */
function childEnvironment(env: Variables, token: string | null): Variables {
  if (token === null) return env;
  const kept = Object.entries(env).filter(([name]) => !name.startsWith("ENCLAVE_"));
  return { ...Object.fromEntries(kept), DOPPLER_TOKEN: token };
}

function failureOf(result: Awaited<ReturnType<SecretContext["run"]>>): DopplerCliFailure {
  if (result.kind === "exited") return { kind: "refused", said: errorText(result.stderr) };
  return result.kind === "timed-out" ? { kind: "timed-out", deadlineMs } : { kind: "not-installed" };
}

/** With --json the error is `{"error": "…"}` on stderr, between other notices; else a line `Doppler Error: …`. */
function errorText(stderr: string): string {
  for (const line of stderr.split("\n").toReversed()) {
    const said = stringAt(parseObject(line), "error") ?? /^Doppler Error: (.*)$/.exec(line)?.[1];
    if (said !== undefined && said !== null && said !== "") return redact(said);
  }
  return stringAt(parseObject(stderr), "error") ?? redact(stderr.trim()).slice(0, 300);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null; // not JSON: the caller knows what that means
  }
}

function stringAt(value: unknown, key: string): string | null {
  const found: unknown =
    typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : null;
  return typeof found === "string" ? found : null;
}
