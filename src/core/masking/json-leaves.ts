/**
 * JSON text cut at its leaves, without making values of it: numbers keep every digit, keys their order and duplicates, and what is not
 * replaced stays as it was written.
 */

/** A string, a number or a key. */
export interface JsonLeaf {
  readonly kind: "string" | "number" | "key";
  /** A string's content, a number's digits. */
  readonly value: string;
  /** Keys from the outside in; an element of an array is `[]`. Of a key: where its object stands. */
  readonly path: readonly string[];
}

/** The leaves in order, and the text before each and after the last. */
export interface JsonLeaves {
  readonly between: readonly string[];
  readonly leaves: readonly JsonLeaf[];
}

/** Reads JSON that is known to be valid, as what comes out of json and jsonb columns is. */
export function readLeaves(text: string): JsonLeaves {
  const between: string[] = [];
  const leaves: JsonLeaf[] = [];
  /** Open objects and arrays: the key at hand, or []. */
  let path: string[] = [];
  const open: ("{" | "[")[] = [];
  let expectsKey = false;
  let last = 0;
  let i = 0;
  const add = (kind: JsonLeaf["kind"], value: string, end: number, where: readonly string[]) => {
    between.push(text.slice(last, i));
    leaves.push({ kind, value, path: where });
    last = end;
  };
  while (i < text.length) {
    const sign = text.charAt(i);
    let end = i + 1;
    if (sign === "{" || sign === "[") {
      open.push(sign);
      path = [...path, "[]"];
      expectsKey = sign === "{";
    } else if (sign === "}" || sign === "]") {
      open.pop();
      path = path.slice(0, -1);
      expectsKey = false;
    } else if (sign === ",") expectsKey = open.at(-1) === "{";
    else if (sign === '"') {
      end = stringEnd(text, i);
      // the slice is one JSON string
      const value = JSON.parse(text.slice(i, end)) as string;
      add(expectsKey ? "key" : "string", value, end, expectsKey ? path.slice(0, -1) : path);
      if (expectsKey) path = [...path.slice(0, -1), value];
      expectsKey = false;
    } else if (sign === "-" || (sign >= "0" && sign <= "9")) {
      end = numberEnd(text, i);
      add("number", text.slice(i, end), end, path);
    }
    i = end;
  }
  between.push(text.slice(last));
  return { between, leaves };
}

/** Writes other values between what was read. */
export function writeLeaves({ between, leaves }: JsonLeaves, values: readonly (string | null)[]): string {
  let text = between[0] ?? "";
  for (let i = 0; i < leaves.length; i++) {
    const value = values[i] ?? null;
    const isBare = value === null || leaves[i]?.kind === "number";
    text += `${isBare ? String(value) : JSON.stringify(value)}${between[i + 1] ?? ""}`;
  }
  return text;
}

function stringEnd(text: string, start: number): number {
  let i = start + 1;
  while (text.charAt(i) !== '"' && i < text.length) i += text.charAt(i) === "\\" ? 2 : 1;
  return i + 1;
}

function numberEnd(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && /[0-9.eE+-]/.test(text.charAt(i))) i++;
  return i;
}
