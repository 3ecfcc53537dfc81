/**
 * What every secret source is: a way to turn a reference, which is plain data and safe to print, into a value.
 * Sources are only read; nothing writes a secret back.
 */

import type { RunProcess, Variables } from "../run-process.ts";
import type { MemberReference } from "./member.ts";

/** What resolving may use; all of it is an argument, so that tests and the dashboard decide. */
export interface SecretContext {
  readonly env: Variables;
  /** The folder that relative paths and programs start from: the configuration's own. */
  readonly directory: string;
  readonly run: RunProcess;
  /** Reads secrets over HTTP; HTTP lives in another room, so it comes in as a function. */
  readonly dopplerApi: DopplerApi;
  /** Asks a fleet for the URL of one of its databases; databases live in another room too. */
  readonly memberUrl?: ((reference: MemberReference) => Promise<string>) | undefined;
  /** Told every value before anybody else sees it, so that no sink can print it: a secret register's `add`. */
  readonly learn: (secret: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A resolved secret. `value` must reach no sink; `describedAs` may reach every one. */
export interface ResolvedSecret {
  readonly value: string;
  /** Where it came from: `DATABASE_URL of Doppler portal/prd, by its command line`. */
  readonly describedAs: string;
}

/** One secret source. */
export interface SecretSource<Reference> {
  /** Where the reference leads, for people, without the value. */
  readonly describe: (reference: Reference) => string;
  /** @throws AppError SECRET_MISSING, SECRET_SOURCE_FAILED, IDENTITY_MISMATCH */
  readonly resolve: (reference: Reference, context: SecretContext) => Promise<ResolvedSecret>;
}

/** What is asked of Doppler's REST API. */
export interface DopplerApiRequest {
  /** `https://…`, without a path; null for Doppler's own. */
  readonly host: string | null;
  readonly token: string;
  readonly project: string;
  readonly config: string;
  readonly names: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Answers with name → value; a name that is missing or restricted has no string. */
export type DopplerApi = (request: DopplerApiRequest) => Promise<Readonly<Record<string, unknown>>>;
