/** The library's `inspect`: the catalog of one source as a value. */

import type { Catalog } from "../core/catalog/catalog.ts";
import type { Finding } from "../core/finding.ts";
import type { LibraryOptions } from "./library-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** A catalog, with what is known of where it came from. */
export interface InspectedCatalog extends Catalog {
  /** The source as reports call it; never with a password. */
  readonly name: string;
  /** Changes with any fact of the catalog: `v1:pg17:…`. */
  readonly fingerprint: string;
  /** Problems met on the way that are not errors. */
  readonly findings: readonly Finding[];
}

/**
 * Reads one source: an environment's name, `postgres://…`, `env:NAME`, a file, a folder, or `empty`. Reads only.
 *
 * @throws AppError of configuration, secrets, connections, files
 */
export async function inspect(source: string, options: LibraryOptions = {}): Promise<InspectedCatalog> {
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/inspect.ts");
    const { catalog, name, fingerprint, findings } = await workflow.inspect({ source }, context);
    return { ...catalog, name, fingerprint, findings };
  });
}
