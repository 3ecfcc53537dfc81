/**
 * Signatures of routines and operators (`app.step(integer,integer)`) as the places write them that want a bare name. A schema's
 * quoted name may hold a parenthesis, so the text is not cut at the first one.
 */

const signature = /^((?:"(?:[^"]|"")*"|[^"(])*)\((.*)\)$/s;

/** `app.step(integer,integer)` → `app.step`. */
export function bareName(text: string): string {
  return signature.exec(text)?.[1] ?? text;
}

/** `app.===(integer,integer)` → `integer,integer`. */
export function argumentTypes(text: string): string {
  return signature.exec(text)?.[2] ?? "";
}

/** `app.===(integer,integer)` → `OPERATOR(app.===)`. */
export function operatorReference(text: string): string {
  const name = bareName(text);
  const isQualified = /^(?:"(?:[^"]|"")*"|[\w$\u0080-\uffff]+)\./.test(name);
  return `OPERATOR(${isQualified ? name : `pg_catalog.${name}`})`;
}
