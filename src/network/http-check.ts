/**
 * One HTTP request and its answer, for smoke checks, load and the watch. Redirects are answers: a login page must not pass for the page
 * behind it, and headers with secrets must not travel to another host.
 */

import { messageOf } from "../core/message-of.ts";
import type { HttpAnswer } from "../core/release/http-expectation.ts";
import { redact } from "../core/report/redact.ts";

/** What to send. */
export interface HttpRequest {
  /** http:// or https://; a user and password in it become a header. */
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** For the whole exchange, the body too. */
  readonly timeoutMs: number;
}

/** As much of a body as is read, in bytes. */
const mostBytes = 1_048_576;

/** Sends it once. Throws nothing but what the signal gives as its reason. */
export async function sendRequest(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
  if (!URL.canParse(request.url) || !/^https?:/i.test(request.url))
    return { kind: "none", why: "its address is not http:// or https://" };
  const { url, headers } = withoutCredentials(request);
  const deadline = AbortSignal.timeout(request.timeoutMs);
  try {
    const response = await fetch(url, {
      method: request.method,
      headers,
      redirect: "manual",
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      ...(request.body === null ? {} : { body: request.body }),
    });
    return { kind: "answer", status: response.status, ...(await bodyOf(response)) };
  } catch (error) {
    signal?.throwIfAborted();
    if (deadline.aborted) return { kind: "none", why: `no answer within ${request.timeoutMs / 1000} s` };
    return { kind: "none", why: `no answer: ${networkReason(error)}` };
  }
}

// fetch refuses such an address, and repeats all of it in its message
function withoutCredentials({ url: text, headers }: HttpRequest): {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
} {
  const url = new URL(text);
  if (url.username === "" && url.password === "") return { url, headers };
  const pair = `${decoded(url.username)}:${decoded(url.password)}`;
  url.username = "";
  url.password = "";
  return { url, headers: { authorization: `Basic ${Buffer.from(pair, "utf8").toString("base64")}`, ...headers } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a raw % makes it no percent-encoding
  }
}

async function bodyOf(response: Response): Promise<{ readonly body: string; readonly isWhole: boolean }> {
  const decoder = new TextDecoder();
  let body = "";
  let bytes = 0;
  const reader = response.body?.getReader();
  if (reader === undefined) return { body, isWhole: true };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { body: body + decoder.decode(), isWhole: true };
    bytes += value.byteLength;
    body += decoder.decode(value, { stream: true });
    if (bytes < mostBytes) continue;
    await reader.cancel();
    return { body, isWhole: false };
  }
}

function networkReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return redact(cause instanceof Error ? cause.message : messageOf(error)).slice(0, 200);
}
