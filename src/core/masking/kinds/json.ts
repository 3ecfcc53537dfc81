/**
 * JSON: every string and number is masked unless its path is named to stay, as nobody knows what applications put there. Strings that look like
 * something (an address, a UUID) become another of it, in the domain of the columns, so that joins into JSON survive too.
 */

import { type JsonLeaf, readLeaves, writeLeaves } from "../json-leaves.ts";
import { isBelow, type JsonPath, readJsonPath } from "../json-paths.ts";
import type { Mask } from "../mask.ts";
import { type Masker, maskerOf } from "../masker.ts";
import { type ValueShape, valueShape } from "../value-shape.ts";

/** What a string of a shape becomes. */
const maskOfShape: { readonly [Shape in ValueShape]: Mask } = {
  email: { kind: "email" },
  uuid: { kind: "uuid" },
  url: { kind: "url" },
  ip: { kind: "ip" },
  jwt: { kind: "token" },
  iban: { kind: "digits" },
  card: { kind: "digits" },
  phone: { kind: "phone" },
  date: { kind: "date-shift", domain: "json" },
  number: { kind: "digits" },
  secret: { kind: "token" },
  json: { kind: "text", domain: "json" },
  image: { kind: "text", domain: "json" },
};

/** Hashes, of which programs expect no other letters. */
const hexadecimal: Mask = { kind: "token", alphabet: "hex" };
/** Words: made up to their length. */
const words: Mask = { kind: "text", domain: "json" };
const numbers: Mask = { kind: "number", domain: "json" };
/** Keys that are values themselves, and look like nothing. */
const oddKeys: Mask = { kind: "token" };

type JsonMask = Extract<Mask, { kind: "json" }>;

/** A masker; `masking` gives the maskers of leaves, which are asked for when first needed. `isText`: a column of text may hold what is no JSON. */
export function json(mask: JsonMask, isText: boolean, masking: (mask: Mask) => Masker): Masker {
  const keep = (mask.keep ?? []).map(readJsonPath);
  const paths = (mask.paths ?? []).map(({ path, mask: own }) => ({ path: readJsonPath(path), mask: own }));
  const keyMask = remembered((key) => (isName(key) ? kept : shapeMask(key, oddKeys)));
  return maskerOf((values) => {
    const documents = values.map((value) => (!isText || isJson(value) ? readLeaves(value) : null));
    const chosen = documents.map((document) => document?.leaves.map((leaf) => leafMask(leaf, keep, paths, keyMask)) ?? []);
    const batches = new Map<Mask, { values: string[]; places: { document: number; leaf: number }[] }>();
    const results = documents.map((document) => document?.leaves.map(({ value }): string | null => value) ?? []);
    for (let document = 0; document < chosen.length; document++) {
      const masks = chosen[document] ?? [];
      for (let leaf = 0; leaf < masks.length; leaf++) {
        const own = masks[leaf];
        if (own === undefined || own.kind === "keep") continue;
        const batch = batches.get(own) ?? { values: [], places: [] };
        batches.set(own, batch);
        batch.values.push(results[document]?.[leaf] ?? "");
        batch.places.push({ document, leaf });
      }
    }
    for (const [own, batch] of batches) {
      const masked = masking(own).mask(batch.values);
      batch.places.forEach(({ document, leaf }, i) => {
        const row = results[document];
        if (row !== undefined) row[leaf] = masked[i] ?? null;
      });
    }
    const others = masking(words).mask(values.map((value, i) => (documents[i] === null ? value : null)));
    return documents.map((document, i) => (document === null ? (others[i] ?? "") : writeLeaves(document, results[i] ?? [])));
  });
}

const kept: Mask = { kind: "keep" };

function leafMask(
  { kind, value, path }: JsonLeaf,
  keep: readonly JsonPath[],
  paths: readonly { readonly path: JsonPath; readonly mask: Mask }[],
  keyMask: (key: string) => Mask,
): Mask {
  const place = kind === "key" ? [...path, value] : path;
  if (keep.some((named) => isBelow(place, named))) return kept;
  if (kind === "key") return keyMask(value);
  const own = paths.find((named) => isBelow(place, named.path))?.mask;
  if (kind === "number") return own !== undefined && givesNumber(own) ? own : numbers;
  // a date that is none would stay as it is
  if (own !== undefined && (own.kind !== "date-shift" || valueShape(value) === "date")) return own;
  return shapeMask(value, words);
}

/** A number must stay one: no other mask leaves what JSON can read. */
function givesNumber(mask: Mask): boolean {
  if (mask.kind === "constant") return /^-?\d+(?:\.\d+)?$/.test(mask.value);
  return mask.kind === "keep" || mask.kind === "null" || mask.kind === "number";
}

function shapeMask(value: string, otherwise: Mask): Mask {
  const shape = valueShape(value);
  if (shape === "secret" && /^[\da-f]+$/.test(value)) return hexadecimal;
  return shape === null ? otherwise : maskOfShape[shape];
}

/** Keys that were judged: documents of a column have mostly the same ones. */
function remembered(judge: (key: string) => Mask): (key: string) => Mask {
  const known = new Map<string, Mask>();
  return (key) => {
    const mask = known.get(key) ?? judge(key);
    if (known.size < 10_000) known.set(key, mask);
    return mask;
  };
}

/** What programmers call fields: an identifier, perhaps with dashes, dots or blanks, and few digits. */
function isName(key: string): boolean {
  return /^[\p{L}_$][\p{L}\d_$ .:/-]{0,63}$/u.test(key) && !/\d{4}/.test(key) && valueShape(key) === null;
}

function isJson(value: string): boolean {
  if (!/^\s*["[{\dtfn-]/.test(value)) return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
