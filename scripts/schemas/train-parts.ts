/** Windows, freezes and checklists, as several commands show them. */

import * as z from "zod";
import type { Checklist } from "../../src/core/release/checklist.ts";
import { checklistItems, highRiskItems } from "../../src/core/release/checklist.ts";
import type { Freeze } from "../../src/core/release/freeze.ts";
import type { TrainWindow } from "../../src/core/release/train-windows.ts";
import { flag, risk, text, texts } from "./schema-parts.ts";

export const trainWindow: z.ZodType<TrainWindow> = z.strictObject({ opens: text, closes: text });

export const freeze: z.ZodType<Freeze> = z.strictObject({
  since: text,
  until: text.nullable(),
  why: text,
  liftedBy: text,
  source: z.enum(["launch", "evidence", "journal"]),
});

const missed = z.strictObject({ window: trainWindow, files: texts });
export const trainStanding = z.strictObject({ overdue: missed.nullable(), missed: z.array(missed) });

export const checklistItem = z.enum([...checklistItems, ...highRiskItems]);
const fileState = { file: text, checksum: text, touches: z.record(text, text.nullable()) };
/** A file that somebody has vouched for, as it and its tables were then. */
export const vouchedFile = z.strictObject(fileState);

export const checklist: z.ZodType<Checklist> = z
  .strictObject({
    environment: text,
    files: z.array(z.strictObject({ ...fileState, version: text, meaning: text, risk })),
    batch: text,
    risk,
    items: z.array(
      z.strictObject({
        id: checklistItem,
        state: z.enum(["proven", "attested", "waived", "open", "waits", "not-applicable", "not-set-up"]),
        why: text,
        doesNotProve: text,
        fix: text.nullable(),
        isDemanded: flag,
      }),
    ),
    isSatisfied: flag,
  })
  .meta({ id: "Checklist" });

export const staying = z.array(z.strictObject({ file: text, why: text }));
/** Losses with the flag that takes each. */
export const acknowledgements = z.array(z.strictObject({ name: text, file: text, why: text, flag: text }));
