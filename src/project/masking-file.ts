/** The masking file on disk: read with every mistake named by its column, because people edit it; written so that a review shows what changed. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod";
import { AppError } from "../core/app-error.ts";
import { formatChoices, type MaskChoice, type MaskingFile } from "../core/masking/copy-choices.ts";
import { type Mask, maskKinds } from "../core/masking/mask.ts";
import { messageOf } from "../core/message-of.ts";
import { systemReason } from "../core/system-reason.ts";

const text = z.string().min(1);

// what a mask of each kind may say is its own affair: whoever makes the masker refuses what it cannot use
const mask = z.looseObject({
  kind: z.enum(maskKinds),
  value: z.string().optional(),
  domain: text.optional(),
  keep: z.array(text).optional(),
  days: z.int().positive().optional(),
  entity: text.optional(),
});

const file = z.strictObject({
  $schema: z.string().optional(),
  schemaVersion: z.literal(1),
  columns: z.array(
    z.strictObject({
      table: text,
      column: text,
      type: text,
      mask: mask.refine((one) => one.kind !== "constant" || one.value !== undefined, "constant takes a value"),
      confidence: z.enum(["sure", "likely", "guess"]),
      why: z.string(),
      confirmed: z.union([z.literal(false), text], { error: "must be false or the name of who has looked at it" }),
    }),
  ),
});

/** Its columns; none where there is no file. @throws AppError MASKING_INVALID, FILE_UNREADABLE */
export async function readMaskingFile(path: string, shown: string): Promise<readonly MaskChoice[]> {
  const json = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return null;
    throw new AppError({ code: "FILE_UNREADABLE", message: `${shown} could not be read: ${systemReason(cause)}`, cause });
  });
  if (json === null) return [];
  const content = parsed(json, shown);
  const result = file.safeParse(content);
  if (!result.success) throw invalid(shown, result.error.issues.map((issue) => told(issue, content)).join("; "));
  return result.data.columns.map((column) => ({ ...column, mask: column.mask as Mask })); // kinds are checked, their parts by maskerFor
}

/** Writes it. @throws AppError FILE_UNWRITABLE */
export async function saveMaskingFile(path: string, shown: string, choices: MaskingFile): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, formatChoices(choices));
  } catch (cause) {
    throw new AppError({ code: "FILE_UNWRITABLE", message: `${shown} could not be written: ${systemReason(cause)}`, cause });
  }
}

/** `public.users.email: mask.kind …`: an entry by its column, where it says which one it is, else by its number as people count. */
function told({ path, message }: z.core.$ZodIssue, content: unknown): string {
  const [list, number, ...within] = path;
  if (list !== "columns" || typeof number !== "number") return `${path.join(".")}${path.length === 0 ? "" : ": "}${message}`;
  const entry = entryOf.safeParse(content).data?.columns[number];
  const name = typeof entry?.table === "string" && typeof entry.column === "string" ? `${entry.table}.${entry.column}` : null;
  return `${name ?? `entry ${number + 1} of columns`}: ${[within.join("."), message].filter((part) => part !== "").join(" ")}`;
}

/** As much of a file that is wrong as names its entries. */
const entryOf = z.object({
  columns: z.array(z.object({ table: z.unknown(), column: z.unknown() }).partial().catch({})),
});

function parsed(json: string, shown: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw invalid(shown, `it is not JSON: ${messageOf(error)}`);
  }
}

function invalid(shown: string, why: string): AppError {
  return new AppError({ code: "MASKING_INVALID", message: `${shown}: ${why}`, hint: "lockstep explain MASKING_INVALID" });
}
