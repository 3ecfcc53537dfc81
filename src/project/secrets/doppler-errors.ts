/** What goes wrong between us and Doppler's command line, as errors with a next step. */

import { AppError } from "../../core/app-error.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import type { DopplerReference } from "./doppler.ts";

/** How the command line failed. */
export type DopplerCliFailure =
  | { readonly kind: "not-installed" }
  | { readonly kind: "timed-out"; readonly deadlineMs: number }
  /** `said`: its error text, redacted. */
  | { readonly kind: "refused"; readonly said: string };

/** The error for a failure; `listNames` is asked only when a name is missing, to find the one that was meant. */
export async function dopplerCliError(
  reference: DopplerReference,
  failure: DopplerCliFailure,
  listNames: () => Promise<readonly string[]>,
): Promise<AppError> {
  const { project, config, name } = reference;
  const failed = (message: string, hint: string, retryable = false) =>
    new AppError({ code: "SECRET_SOURCE_FAILED", message, hint, retryable });
  if (failure.kind === "not-installed") {
    return failed(
      `${name} of Doppler ${project}/${config} cannot be read: the command line doppler is not installed, and there is no token for the API.`,
      `Install it (https://docs.doppler.com/docs/install-cli), or set ${reference.tokenEnv ?? "DOPPLER_TOKEN"} to a service token of that config.`,
    );
  }
  if (failure.kind === "timed-out") {
    return failed(
      `doppler did not answer within ${failure.deadlineMs / 1000} s for ${project}/${config}.`,
      "Check the network; a stale copy of the secret is never used instead.",
      true,
    );
  }
  const { said } = failure;
  if (/you must provide a token|unable to find.*token/i.test(said)) {
    return failed(
      "doppler is not logged in.",
      `doppler login, or set ${reference.tokenEnv ?? "DOPPLER_TOKEN"} where nobody can log in.`,
    );
  }
  if (/invalid (?:auth|service|api)\w* ?token|token not found|unauthorized|token.*expired/i.test(said)) {
    return failed(
      `Doppler does not accept the token: ${said}`,
      `Make a new one: doppler configs tokens create lockstep -p ${project} -c ${config}`,
    );
  }
  if (/could not find requested secret/i.test(said))
    return missingInDoppler(reference, null, didYouMean(name, await listNames()));
  if (/could not find requested (?:project|config|environment)|does not have access/i.test(said)) {
    return failed(`Doppler has no ${project}/${config}, or this token may not see it: ${said}`, `doppler configs -p ${project}`);
  }
  const network = /timeout|deadline exceeded|dial tcp|no such host|connection re|TLS handshake|HTTP (?:429|5\d\d)/i.test(said);
  return failed(
    `doppler could not read ${name} of ${project}/${config}: ${said === "" ? "it gave no reason" : said}`,
    network
      ? "Check the network and DOPPLER_API_HOST; a stale copy of the secret is never used instead."
      : `doppler secrets --only-names -p ${project} -c ${config}`,
    network,
  );
}

/** The error for a secret that is not there, is empty, or is hidden from the token. */
export function missingInDoppler({ project, config, name }: DopplerReference, why: string | null, near: string | null): AppError {
  return new AppError({
    code: "SECRET_MISSING",
    message: `Doppler ${project}/${config} gives no value for ${name}${why === null ? ": there is no such secret" : `: ${why}`}.`,
    hint:
      near !== null
        ? `Did you mean ${near}?`
        : why === null
          ? `doppler secrets set ${name} --project ${project} --config ${config}   (asks for the value)`
          : "Set a value, make its visibility unmasked or masked, or use a token that may read it.",
  });
}
