/** Storage options (`reloptions`, `attoptions`, foreign options) as facts: `{fillfactor=70}` → `{ fillfactor: "70" }`. */

/** Option name → value, sorted by name; an empty object where none are set. */
export function optionsFact(options: readonly string[] | null): { readonly [option: string]: string } {
  const pairs = (options ?? []).map((option): [string, string] => {
    const at = option.indexOf("=");
    return at < 0 ? [option, ""] : [option.slice(0, at), option.slice(at + 1)];
  });
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
