/**
 * The library's `diff`: what turns one source into another. Catalogs that were read before are sources too, so that a
 * program can keep what it saw and compare later without a connection.
 */

import type { Catalog } from "../core/catalog/catalog.ts";
import type { ComparedSources } from "./audit.ts";
import type { InspectedCatalog } from "./inspect.ts";
import type { ComparisonOptions } from "./library-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** A source by name, as on the command line, or a catalog. */
export type DiffSource = string | Catalog | InspectedCatalog;

/**
 * Compares two sources. `add` means that `to` has it and `from` lacks it; `to` is the report's `source`, `from` its
 * `target`. A catalog is called by its `name`, else `from` or `to`. Reads only.
 *
 * @throws AppError of configuration, secrets, connections, files; SAME_DATABASE when both lead to one database
 */
export async function diff(from: DiffSource, to: DiffSource, options: ComparisonOptions = {}): Promise<ComparedSources> {
  const { ignore, columnOrder } = options;
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/diff-catalogs.ts");
    const request = {
      from: named(from, "from"),
      to: named(to, "to"),
      ...(ignore === undefined ? {} : { ignore }),
      ...(columnOrder === undefined ? {} : { columnOrder }),
    };
    const { report, findings } = await workflow.diffCatalogs(request, context);
    return { ...report, findings };
  });
}

function named(source: DiffSource, fallback: string) {
  if (typeof source === "string") return source;
  return { catalog: source, name: "name" in source ? source.name : fallback };
}
