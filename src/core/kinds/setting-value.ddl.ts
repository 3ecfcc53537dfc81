/** Values of settings as `SET name TO …` takes them: stored lists (`"$user", public`) are several literals, all else is one. */

import { qualifiedName, quoteLiteral, unquoteIdentifier } from "../sql/quote.ts";
import { splitList } from "../sql/split-list.ts";

/** Settings whose stored value is a list of quoted names: GUC_LIST_QUOTE in src/backend/utils/misc/guc_tables.c. */
const lists: ReadonlySet<string> = new Set([
  "local_preload_libraries",
  "search_path",
  "session_preload_libraries",
  "shared_preload_libraries",
  "temp_tablespaces",
  "unix_socket_directories",
]);

/** `search_path TO public, 'My Schema'`: what follows SET. */
export function settingAssignment(name: string, value: string): string {
  return `${qualifiedName(...name.split("."))} TO ${settingValue(name, value)}`;
}

/** What follows TO. */
export function settingValue(name: string, value: string): string {
  const items = lists.has(name.toLowerCase()) ? splitList(value).map(unquoteIdentifier) : [value];
  return items.length === 0 ? "''" : items.map((item) => quoteLiteral(item).trim()).join(", ");
}
