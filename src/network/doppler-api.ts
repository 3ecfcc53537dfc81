/**
 * Doppler's REST API, for machines that have a token but not Doppler's command line.
 * The token is sent only over TLS, or to this machine itself.
 */

import { AppError } from "../core/app-error.ts";
import { redact } from "../core/report/redact.ts";

/** What is asked for. */
export interface DopplerSecretsRequest {
  /** `https://…` without a path; null for Doppler's own. */
  readonly host: string | null;
  readonly token: string;
  readonly project: string;
  readonly config: string;
  readonly names: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

const defaultHost = "https://api.doppler.com";
const attempts = 2;
const attemptMs = 5_000;
const pauseMs = 500;

/**
 * The named secrets of one config, name → value. What is missing, or restricted for the token, is absent or null.
 * Asks twice when the service is busy. @throws AppError SECRET_SOURCE_FAILED, CONFIG_INVALID for an unsafe host
 */
export async function fetchDopplerSecrets(request: DopplerSecretsRequest): Promise<Readonly<Record<string, unknown>>> {
  const url = requestUrl(request);
  for (let attempt = 1; ; attempt++) {
    const outcome = await askOnce(url, request);
    if (outcome.kind === "answer") return outcome.secrets;
    if (!outcome.error.retryable || attempt === attempts) throw outcome.error;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    request.signal?.throwIfAborted();
  }
}

type Outcome =
  | { readonly kind: "answer"; readonly secrets: Readonly<Record<string, unknown>> }
  | { readonly kind: "failed"; readonly error: AppError };

async function askOnce(url: URL, request: DopplerSecretsRequest): Promise<Outcome> {
  const { project, config, signal } = request;
  const timeout = AbortSignal.timeout(attemptMs);
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${request.token}`, accept: "application/json" },
      redirect: "error", // a redirect would carry the token to another host
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    const body = parseObject(await response.text());
    if (response.ok && body !== null) return { kind: "answer", secrets: body };
    return { kind: "failed", error: refusal(response.status, body, project, config) };
  } catch (error) {
    signal?.throwIfAborted();
    const why = timeout.aborted
      ? `did not answer within ${attemptMs / 1000} s`
      : `could not be reached (${networkReason(error)})`;
    const message = `Doppler's API at ${url.host} ${why}.`;
    const hint = "Check the network and DOPPLER_API_HOST; a stale copy of the secret is never used instead.";
    return {
      kind: "failed",
      error: new AppError({ code: "SECRET_SOURCE_FAILED", message, hint, retryable: true, cause: error }),
    };
  }
}

function requestUrl({ host, project, config, names }: DopplerSecretsRequest): URL {
  const base = URL.canParse(host ?? defaultHost) ? new URL(host ?? defaultHost) : null;
  const isLoopback = base !== null && ["localhost", "127.0.0.1", "[::1]"].includes(base.hostname);
  if (base === null || !(base.protocol === "https:" || (base.protocol === "http:" && isLoopback))) {
    throw new AppError({
      code: "CONFIG_INVALID",
      message: "DOPPLER_API_HOST is not an https:// address, so the token was not sent there.",
      hint: "Plain http:// is taken only for this machine (127.0.0.1).",
    });
  }
  const url = new URL("/v3/configs/config/secrets/download", base);
  url.search = new URLSearchParams({ project, config, format: "json", secrets: names.join(",") }).toString();
  return url;
}

function refusal(status: number, body: Readonly<Record<string, unknown>> | null, project: string, config: string): AppError {
  const messages = Array.isArray(body?.messages) ? body.messages.map(String).join(" ") : "";
  const said = messages === "" ? `HTTP ${status}` : `${redact(messages).slice(0, 300)} (HTTP ${status})`;
  // Doppler answers a broken request with JSON; anything else with 5xx is a gateway that may recover.
  const retryable = status === 429 || (status >= 500 && body === null);
  const hint =
    status === 401 || status === 403
      ? `Make a new token: doppler configs tokens create lockstep -p ${project} -c ${config}`
      : status === 404
        ? "Check the project's and config's names, and that the token may see them."
        : "Try again; if it stays, see Doppler's status page.";
  return new AppError({
    code: "SECRET_SOURCE_FAILED",
    message: `Doppler's API refused ${project}/${config}: ${said}.`,
    hint,
    retryable,
  });
}

function networkReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && "code" in cause
    ? String(cause.code)
    : error instanceof Error
      ? redact(error.message)
      : "unknown reason";
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null; // a gateway's HTML page
  }
}
