/** What reading a source gives, whatever the source is. */

import type { Catalog } from "../core/catalog/catalog.ts";
import type { Finding } from "../core/finding.ts";
import type { EnvironmentFacts } from "../core/parity/environment-facts.ts";
import type { DatabaseIdentity } from "../postgres/same-database.ts";
import type { Session } from "../postgres/session.ts";

/** The database behind a live source; its session stays open until `close`. */
export interface LiveReading {
  readonly session: Session;
  readonly environment: EnvironmentFacts;
  readonly identity: DatabaseIdentity;
}

/** A source, read. The reader's caller closes it in `finally`. */
export interface SourceReading {
  /** As reports show it: an environment's name, `env:NAME`, a file; a URL without its password. */
  readonly name: string;
  readonly catalog: Catalog;
  /** Of a snapshot: how its source was called when it was written; null where it does not say. */
  readonly recordedSource?: string | null;
  /** How the connection was made, for live sources. */
  readonly connection: string | null;
  readonly live: LiveReading | null;
  /** Problems met on the way that are not errors. */
  readonly findings: readonly Finding[];
  close(): Promise<void>;
}
