/**
 * What makes a catalog row a user's: an oid that initdb did not give out (FirstNormalObjectId in
 * src/include/access/transam.h), in a schema that is neither temporary, TOAST nor our own.
 */

/** First oid that a user's objects get; everything below came with the server. */
export const firstUserOid = 16_384;

/** A condition on a `pg_namespace` alias: the schema's objects can be part of a catalog. */
export function inUserSchema(namespace: string): string {
  return `${namespace}.nspname <> 'lockstep' and ${namespace}.nspname !~ '^pg_(toast|temp|toast_temp)'`;
}

/** A condition on an oid expression: the row was made by a user or an extension. */
export function madeByUser(oid: string): string {
  return `${oid} >= ${firstUserOid}`;
}
