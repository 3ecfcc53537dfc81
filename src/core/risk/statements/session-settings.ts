/** Settings of the session that change what later statements mean: where names are looked up, and which time zone casts use. */

import type { SchemaDraft } from "../schema-draft.ts";
import { namePartsOf } from "./name-parts.ts";

/** What SET LOCAL hid, until the transaction ends. */
const hidden = new WeakMap<SchemaDraft, Pick<SchemaDraft, "searchPath" | "timeZone">>();

/** SET, SET LOCAL or RESET (`values` null) of one setting; most settings change nothing here. */
export function changeSetting(name: string, values: readonly string[] | null, isLocal: boolean, draft: SchemaDraft): void {
  const { searchPath, timeZone } = draft;
  const setting = name.toLowerCase();
  if (setting !== "search_path" && setting !== "timezone") return;
  if (isLocal && !hidden.has(draft)) hidden.set(draft, { searchPath, timeZone });
  if (setting === "timezone") draft.timeZone = values === null ? draft.model.timeZone : (values[0] ?? null);
  else draft.searchPath = values === null ? draft.model.searchPath : schemasIn(values);
}

/** The transaction ends: what was local to it is over. */
export function endLocalSettings(draft: SchemaDraft): void {
  const before = hidden.get(draft);
  if (before === undefined) return;
  draft.searchPath = before.searchPath;
  draft.timeZone = before.timeZone;
  hidden.delete(draft);
}

// one value may hold a list: set_config('search_path', 'app, public', …)
function schemasIn(values: readonly string[]): readonly string[] {
  const schemas = values.length === 1 ? (values[0] ?? "").split(",").flatMap((one) => namePartsOf(one.trim())) : values;
  return schemas.filter((schema) => schema !== "" && schema !== "$user");
}
