/**
 * Smoke checks in TypeScript, for what neither one query nor one request can tell: sign in, then look whether the session is there. The
 * tools are few on purpose; whatever a check reads through them can be taken away from it to see that it notices.
 */

/** What an HTTP request may say. */
export interface SmokeRequest {
  /** Default: GET, with a body POST. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back; redirects are not followed. */
export interface SmokeResponse {
  readonly status: number;
  readonly body: string;
}

/** What a check is given. */
export interface SmokeTools {
  /** The environment's name. */
  readonly environment: string;
  /** One statement in a read-only transaction; its rows by column name. `int8` and `numeric` come as text, as nothing is lost so. */
  readonly query: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Sends a request. Fails where no answer comes; any status is an answer. */
  readonly http: (url: string, request?: SmokeRequest) => Promise<SmokeResponse>;
  /** Fails with the message where something is not so. */
  readonly expect: (isSo: boolean, message: string) => void;
  /** Variables of the process: where secrets are. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the check's time is over. */
  readonly signal: AbortSignal;
}

/** A check. It passes unless it throws. */
export interface SmokeCheckDefinition {
  readonly name: string;
  /** Default 10 s. */
  readonly timeoutMs?: number;
  readonly run: (tools: SmokeTools) => Promise<void> | void;
}

/** Returns its argument; gives editors the types. `export default` it from a file that `smoke` lists. */
export function defineSmokeCheck(check: SmokeCheckDefinition): SmokeCheckDefinition {
  return check;
}
