/**
 * Whether a migration, or a hook, did to the target what it did on the copy. On a protected environment this is asked before COMMIT,
 * inside its own transaction; after a file that cannot run in a transaction it is asked at once.
 */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import { fingerprint } from "../core/catalog/fingerprint.ts";
import type { Change } from "../core/diff/change.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { expectedCatalog, unexpectedChanges } from "../core/parity/expected-catalog.ts";
import { inspect, inspectInside } from "../postgres/inspect.ts";
import { appendEvent } from "../postgres/journal-store.ts";
import type { TransactionCheck } from "../postgres/run-transaction.ts";
import type { Migrating } from "./migrating.ts";
import { type Prediction, rolesOf } from "./predict.ts";

/** Follows a batch from file to file. */
export class PredictionCheck {
  readonly #run: Migrating;
  readonly #prediction: Prediction;
  /** The target's catalog before the file in hand. */
  #before: Catalog;
  /** As the file in hand leaves it, if it commits. */
  #after: { readonly version: string; readonly catalog: Catalog } | null = null;

  constructor(start: Catalog, prediction: Prediction, run: Migrating) {
    this.#before = start;
    this.#prediction = prediction;
    this.#run = run;
  }

  /** For `runTransaction`: looks from inside, by a migration's version or a hook's file. The event gets the catalog's fingerprint. */
  async inside(version: string): Promise<TransactionCheck> {
    this.#advance(version);
    const found = await lookInside(this.#run);
    if (found.kind !== "read") return found;
    const differing = await this.#differences(version, found.catalog);
    if (differing.length > 0) return { kind: "rejected", why: inShort(differing) };
    this.#after = { version, catalog: found.catalog };
    return { kind: "fine", payload: { fingerprint: fingerprint(found.catalog) } };
  }

  /** After a file that ran statement by statement. @throws AppError MIGRATION_DIFFERS, with how to go back */
  async afterwards({ version, file }: MigrationFile): Promise<void> {
    this.#advance(version);
    const { target, environment } = this.#run;
    const { catalog } = await inspect(target.session, { roles: rolesOf(environment) });
    const differing = await this.#differences(version, catalog);
    if (differing.length > 0) throw differs(`${file} did not lead to the schema that was predicted`, differing, environment.name);
    this.#after = { version, catalog };
    const event = this.#run.event(
      { event: "verified", version: null, file: null, checksum: null },
      { fingerprint: fingerprint(catalog) },
    );
    await appendEvent(target.session, event);
  }

  // The next file begins where the last one has ended; the same file again, where it began.
  #advance(version: string): void {
    if (this.#after !== null && this.#after.version !== version) this.#before = this.#after.catalog;
    this.#after = null;
  }

  async #differences(version: string, found: Catalog): Promise<readonly string[]> {
    const changes: readonly Change[] = this.#prediction.changes.get(version) ?? [];
    return unexpectedChanges(expectedCatalog(this.#before, changes), found, this.#prediction.isLeftOut);
  }
}

/** For a hook where nothing is compared: its event gets the fingerprint of the schema that it leaves, by which `verify` goes. */
export async function noteFingerprint(run: Migrating): Promise<TransactionCheck> {
  const found = await lookInside(run);
  return found.kind === "read" ? { kind: "fine", payload: { fingerprint: fingerprint(found.catalog) } } : found;
}

function lookInside({ target: { session }, environment }: Migrating): ReturnType<typeof inspectInside> {
  return inspectInside(session, { lockTimeoutMs: session.lockTimeoutMs }, { roles: rolesOf(environment) });
}

/** The error of a batch or file that is committed and not as predicted. */
export function differs(what: string, differing: readonly string[], environment: string): AppError {
  return new AppError({
    code: "MIGRATION_DIFFERS",
    message: `${environment}: ${what}: ${inShort(differing)}. It is applied.`,
    hint: `Look at it: lockstep verify ${environment}. Go back: lockstep rollback ${environment}`,
  });
}

function inShort(lines: readonly string[]): string {
  const shown = lines.slice(0, 5).join("; ");
  return lines.length <= 5 ? shown : `${shown}; and ${lines.length - 5} more`;
}
