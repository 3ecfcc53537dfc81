/** What the JSON Schemas of several commands are made of. */

import * as z from "zod";
import type { ObjectId } from "../../src/core/catalog/object-id.ts";
import { objectKinds } from "../../src/core/catalog/object-kind.ts";
import { errorPages } from "../../src/core/error-codes.ts";
import type { Finding } from "../../src/core/finding.ts";
import { riskLevels } from "../../src/core/risk/risk-level.ts";

export const text = z.string();
export const texts = z.array(text);
export const flag = z.boolean();
export const count = z.int().min(0);
/** Of a line, a statement or an event: from 1. */
export const ordinal = z.int().min(1);
export const risk = z.enum(riskLevels);
export const kind = z.enum(objectKinds);
/** A brand has no JSON form; the grammar stands in its place. */
export const id = text.regex(/^[a-z][a-z-]*:/) as unknown as z.ZodType<ObjectId>;
export const fact = z.json().meta({ id: "FactValue" });
// Object.keys forgets that the codes are known.
export const errorCode = z.enum(Object.keys(errorPages));

export const finding: z.ZodType<Finding> = z
  .strictObject({
    rule: text,
    level: risk,
    message: text,
    why: text.exactOptional(),
    file: text.exactOptional(),
    line: ordinal.exactOptional(),
    column: ordinal.exactOptional(),
    fix: text.exactOptional(),
  })
  .meta({ id: "Finding" });

/** What a command says that goes on after something has failed. */
export const failure = z.strictObject({ code: text, message: text, hint: text.nullable() });

/** An event of the journal, by number and hash. */
export const head = z.strictObject({ seq: ordinal, hash: text });

/** Title and `data` of a command, or of several that give the same. */
export interface CommandSchema {
  readonly title: string;
  readonly data: z.ZodType;
  readonly commands: readonly [string, ...string[]];
}
