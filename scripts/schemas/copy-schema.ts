/** What `copy` prints: the rows that came, or the masks that are proposed. */

import * as z from "zod";
import type { ClassifyOutcome } from "../../src/core/masking/copy-record.ts";
import { type Mask, maskKinds } from "../../src/core/masking/mask.ts";
import type { CopyResult } from "../../src/workflows/copy.ts";
import { count, flag, text, texts } from "./schema-parts.ts";

const number = z.number().min(0);

const copied: z.ZodType<CopyResult> = z.strictObject({
  kind: z.enum(["copied", "planned"]),
  from: text,
  to: text,
  tables: z.array(
    z.strictObject({
      table: text,
      share: z.enum(["whole", "root", "children", "needed"]),
      rows: count.nullable(),
      written: count.nullable(),
      masked: texts,
      ms: number.nullable(),
    }),
  ),
  refuted: texts,
  warnings: texts,
  notCopied: texts,
  proven: texts,
  replaced: texts,
  ms: number,
  evidence: text.nullable(),
});
/** Flat: which of these a kind takes is for the masking file's own reader. */
const mask = z
  .strictObject({
    kind: z.enum(maskKinds),
    value: text.exactOptional(),
    domain: text.exactOptional(),
    anywhere: flag.exactOptional(),
    alphabet: z.literal("hex").exactOptional(),
    days: count.exactOptional(),
    entity: text.exactOptional(),
    keep: texts.exactOptional(),
    get paths() {
      return z.array(z.strictObject({ path: text, mask })).exactOptional();
    },
  })
  .meta({ id: "Mask" });
const classified: z.ZodType<ClassifyOutcome> = z.strictObject({
  kind: z.literal("classified"),
  from: text,
  to: text,
  file: text,
  choices: z.strictObject({
    schemaVersion: z.literal(1),
    columns: z.array(
      z.strictObject({
        table: text,
        column: text,
        type: text,
        mask: mask as unknown as z.ZodType<Mask>, // of the same fields, not sorted by kind
        confidence: z.enum(["sure", "likely", "guess"]),
        why: text,
        confirmed: z.union([text, z.literal(false)]),
      }),
    ),
  }),
  added: texts,
  changed: texts,
  gone: texts,
});

/** Of a copy, a dry run and a classification. */
export const copy = z.union([copied, classified]);
