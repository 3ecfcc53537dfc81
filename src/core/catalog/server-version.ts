/** `server_version_num` of a PostgreSQL server, e.g. 180001. Catalog queries choose their columns by it. */
export type ServerVersion = number & { readonly __brand: "ServerVersion" };

/** True when the server is of this major version or newer. */
export function atLeast(version: ServerVersion, major: number): boolean {
  return version >= major * 10_000;
}
