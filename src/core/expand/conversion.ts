/** How a value of one type becomes one of another where nobody says how, and whether that can fail on some value. */

/** An expression, and whether it never raises. */
export interface Conversion {
  readonly expression: string;
  readonly isSafe: boolean;
}

const integers: { readonly [type: string]: number } = { smallint: 2, integer: 4, bigint: 8 };
const bounds: { readonly [type: string]: readonly [low: string, high: string] } = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
};

/**
 * The cast of a column, with two exceptions: a length is left out, because a cast to it cuts without a word where an assignment raises; and
 * an integer that is too large for a narrower type becomes null, so that the new form never waits for the old one.
 */
export function conversion(column: string, from: string, to: string): Conversion {
  if (from === to) return { expression: column, isSafe: true };
  const [wide, narrow] = [integers[from], integers[to]];
  const bound = bounds[to];
  if (wide !== undefined && narrow !== undefined && bound !== undefined && wide > narrow)
    return { expression: `case when ${column} between ${bound[0]} and ${bound[1]} then ${column}::${to} end`, isSafe: true };
  const isWidening = wide !== undefined && (to === "numeric" || (narrow !== undefined && narrow > wide));
  const isText = to === "text" || to === "character varying" || /^(?:[\w"]+\.)?citext$/.test(to);
  return { expression: `${column}::${withoutLength(to)}`, isSafe: isText || isWidening };
}

function withoutLength(type: string): string {
  return /^(?:character varying|character|bit varying|bit)\(/.test(type)
    ? type.replace(/\(\d+\)/, "").replace(/^character$/, "bpchar")
    : type;
}
