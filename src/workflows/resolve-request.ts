/** An HTTP request of the configuration with its secrets in place, ready to be sent. */

import type { HttpRequest } from "../network/http-check.ts";
import type { HttpReference, SecretText } from "../project/config-file.ts";
import { parseSecretReference } from "../project/secrets/parse-secret-reference.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import type { Project } from "./open-project.ts";

/** Without an own time limit. */
export const httpTimeoutMs = 10_000;

/** Resolves address and headers. @throws AppError SECRET_MISSING, SECRET_SOURCE_FAILED, IDENTITY_MISMATCH */
export async function resolveRequest(reference: HttpReference, { secrets }: Project): Promise<HttpRequest> {
  const { url, method, headers = {}, body, timeoutMs } = reference;
  const named = await Promise.all(
    Object.entries(headers).map(async ([name, value]) => {
      const text = await textOf(value, secrets);
      if (/auth|token|key|secret|cookie/i.test(name)) secrets.learn(text);
      return [name, text] as const;
    }),
  );
  return {
    url: await textOf(url, secrets),
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: Object.fromEntries(named),
    body: body ?? null,
    timeoutMs: timeoutMs ?? httpTimeoutMs,
  };
}

// An address may stand in the configuration as it is, and most headers are no secrets.
async function textOf(value: SecretText, secrets: Project["secrets"]): Promise<string> {
  const reference = typeof value === "string" ? parseSecretReference(value) : value;
  return reference === null ? String(value) : (await resolveSecret(reference, secrets)).value;
}
