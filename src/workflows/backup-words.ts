/** Small texts of backups: their names, and what programs call them. */

/** `20261120T170000Z` */
export function stampOf(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, "");
}

/** The text at a dotted path (default `id`) of JSON that a program printed; null where there is none. */
export function foreignIdOf(output: string, path = "id"): string | null {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return null; // plain words of a program that has nothing to name
  }
  for (const key of path.split("."))
    value = typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  return typeof value === "string" && value !== "" && value.length <= 200 ? value : null;
}
