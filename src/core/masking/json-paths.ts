/** Paths into JSON as people write them: `plan`, `address.city`, `items[].sku`, `labels.*`. A path stands for all that is below it. */

/** A path, as segments: keys, `[]` for every element, `*` for every key. */
export type JsonPath = readonly string[];

/** Reads a path; a leading `$.` is allowed. */
export function readJsonPath(text: string): JsonPath {
  return text
    .replace(/^\$\.?/, "")
    .replaceAll("[*]", "[]")
    .replaceAll("[]", ".[]")
    .split(".")
    .filter((segment) => segment !== "");
}

/** True when `place` is at the path or below it. The empty path stands for everything. */
export function isBelow(place: readonly string[], path: JsonPath): boolean {
  if (place.length < path.length) return false;
  return path.every((segment, i) => segment === place[i] || (segment === "*" && place[i] !== "[]"));
}
