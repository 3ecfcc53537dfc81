/**
 * One HTTP request to a service that may be busy, repeated a few times within a deadline. Its address is a secret (whoever knows a webhook
 * may write), so no outcome holds it, nor anything that a service answered.
 */

/** What is sent. */
export interface PostRequest {
  readonly url: string;
  /** Default: POST. */
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether an answer counts as taken. */
  readonly isTaken: (status: number, body: string) => boolean;
}

/** How long to go on; time and chance come from outside. */
export interface PostPatience {
  readonly clock: () => Date;
  /** From 0 to 1: spreads the attempts of many senders. */
  readonly random: () => number;
  /** For all attempts together. */
  readonly deadlineMs: number;
  readonly attemptMs: number;
  /** Before the second attempt; doubled for each further one. */
  readonly pauseMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** How it ended; `why` names no address. */
export type PostOutcome = { readonly ok: true } | { readonly ok: false; readonly why: string };

const attempts = 4;

/** Sends; throws nothing. Only 408, 429, 5xx and no answer at all are tried again: other refusals would be the same. */
export async function postWithRetries(request: PostRequest, patience: PostPatience): Promise<PostOutcome> {
  const { clock, deadlineMs } = patience;
  const url = URL.canParse(request.url) ? new URL(request.url) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) return { ok: false, why: "its address is no http(s) URL" };
  const end = clock().getTime() + deadlineMs;
  for (let attempt = 1; ; attempt++) {
    const left = end - clock().getTime();
    const answer = await postOnce(url, request, { ...patience, attemptMs: Math.min(patience.attemptMs, Math.max(1, left)) });
    if (answer.kind === "taken") return { ok: true };
    const pause = Math.max(answer.retryAfterMs ?? 0, pauseBefore(attempt, patience));
    // who asks for more time than there is gets no further request
    if (!answer.mayRetry || attempt === attempts || clock().getTime() + pause >= end) return { ok: false, why: answer.why };
    if (!(await waited(pause, patience.signal))) return { ok: false, why: "sending was interrupted" };
  }
}

type Answer =
  | { readonly kind: "taken" }
  | { readonly kind: "refused"; readonly why: string; readonly mayRetry: boolean; readonly retryAfterMs: number | null };

async function postOnce(url: URL, { method, headers, body, isTaken }: PostRequest, patience: PostPatience): Promise<Answer> {
  const { attemptMs, signal, clock } = patience;
  const timeout = AbortSignal.timeout(attemptMs);
  try {
    const response = await fetch(url, {
      method: method ?? "POST",
      headers: { ...headers },
      body,
      redirect: "error", // a redirect would carry the message to another host
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    const said = (await response.text()).slice(0, 100_000);
    if (isTaken(response.status, said)) return { kind: "taken" };
    return {
      kind: "refused",
      why:
        response.status < 400
          ? `it answered HTTP ${response.status}, which is not what was expected`
          : `it answered HTTP ${response.status}`,
      mayRetry: response.status === 408 || response.status === 429 || response.status >= 500,
      retryAfterMs: retryAfterMs(response.headers.get("retry-after"), clock()),
    };
  } catch (error) {
    const isInterrupted = signal?.aborted === true;
    const why = isInterrupted ? "sending was interrupted" : timeout.aborted ? "it did not answer in time" : reasonOf(error);
    return { kind: "refused", why, mayRetry: !isInterrupted, retryAfterMs: null };
  }
}

/** Seconds or a date, as HTTP has it. */
function retryAfterMs(text: string | null, now: Date): number | null {
  if (text === null) return null;
  if (/^\d{1,6}$/.test(text.trim())) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

// between half and all of the step, so that senders who failed together do not come back together
function pauseBefore(attempt: number, { pauseMs, random }: PostPatience): number {
  return pauseMs * 2 ** (attempt - 1) * (0.5 + random() / 2);
}

/** Only the system's own code: messages of fetch may quote the address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : null;
  return code === null ? "it could not be reached" : `it could not be reached (${code})`;
}

/** False when the wait was interrupted. */
function waited(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted === true) return Promise.resolve(false);
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve(true);
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
