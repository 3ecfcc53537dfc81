/** Arrays in Postgres' text form: read into elements and written back with the same bounds and dimensions. */

/** An array's text, cut at its elements. */
export interface ArrayText {
  /** Text before each element, and after the last: one more than there are elements. */
  readonly between: readonly string[];
  /** null: an unquoted NULL. */
  readonly elements: readonly (string | null)[];
}

/** Reads `{a,"b c",NULL}`, of any dimension, with or without bounds; elements are divided by commas. */
export function readArray(text: string): ArrayText {
  const between: string[] = [];
  const elements: (string | null)[] = [];
  // bounds stand before an equals sign: [0:1]={a,b}
  let i = text.startsWith("[") ? text.indexOf("=") + 1 : 0;
  let last = 0;
  while (i < text.length) {
    const sign = text.charAt(i);
    if (sign === "{" || sign === "}" || sign === ",") {
      i++;
      continue;
    }
    between.push(text.slice(last, i));
    const end = sign === '"' ? quotedEnd(text, i) : plainEnd(text, i);
    const raw = text.slice(i, end);
    elements.push(
      sign === '"' ? raw.slice(1, -1).replace(/\\(.)/gs, "$1") : raw === "NULL" ? null : raw.replace(/\\(.)/gs, "$1"),
    );
    i = end;
    last = end;
  }
  between.push(text.slice(last));
  return { between, elements };
}

/** Writes other elements between what was read. */
export function writeArray(between: readonly string[], elements: readonly (string | null)[]): string {
  let text = between[0] ?? "";
  for (let i = 0; i < elements.length; i++) text += `${quoted(elements[i] ?? null)}${between[i + 1] ?? ""}`;
  return text;
}

function quotedEnd(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text.charAt(i) !== '"') i += text.charAt(i) === "\\" ? 2 : 1;
  return i + 1;
}

function plainEnd(text: string, start: number): number {
  let i = start;
  while (i < text.length && text.charAt(i) !== "," && text.charAt(i) !== "}") i += text.charAt(i) === "\\" ? 2 : 1;
  return i;
}

function quoted(element: string | null): string {
  if (element === null) return "NULL";
  const isPlain = element !== "" && !/[\s"\\{},]/.test(element) && element.toUpperCase() !== "NULL";
  return isPlain ? element : `"${element.replace(/["\\]/g, "\\$&")}"`;
}
