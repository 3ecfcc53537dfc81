/** How the rows of a restored database differ from those that were counted in the dump's own moment. */

/** One sentence for each table, in the order of names; empty when all rows came back. */
export function rowDifferences(
  dumped: Readonly<Record<string, number>>,
  restored: Readonly<Record<string, number>>,
): readonly string[] {
  const tables = [...new Set([...Object.keys(dumped), ...Object.keys(restored)])].sort();
  return tables.flatMap((table) => {
    const [then, now] = [dumped[table], restored[table]];
    if (then === now) return [];
    if (now === undefined) return [`${table} did not come back (${then} rows)`];
    if (then === undefined) return [`${table} came back and was not dumped`];
    return [`${table} has ${now} rows and had ${then}`];
  });
}
