/** Where the databases of a fleet are: several URLs, or a query on a catalog database that yields them. */

import type { ListedReference } from "./secrets/secret-reference.ts";

/** The databases of one environment. */
export type FleetPlaces =
  | { readonly kind: "urls"; readonly urls: readonly ListedReference[] }
  /** Each row is a URL or the name of a database on the same server, or a name for the database and one of these. */
  | { readonly kind: "tenants"; readonly url: ListedReference; readonly query: string };
