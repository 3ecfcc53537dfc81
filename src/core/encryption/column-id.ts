/**
 * The logical id of an encrypted column. It is made of the job's uuid and the column's name in the job file, and not of what the column is called in
 * the database: a rename there must not make every value unreadable.
 */

import { createHash } from "node:crypto";
import { AppError } from "../app-error.ts";
import { lengthPrefixed } from "./additional-data.ts";

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A uuid (version 8) for a column of a job. @throws AppError ENCRYPTION_INVALID where `jobId` is no uuid */
export function columnIdOf(jobId: string, column: string): string {
  const id = jobId.toLowerCase();
  if (!uuidPattern.test(id))
    throw new AppError({
      code: "ENCRYPTION_INVALID",
      message: "The id of an encryption is a uuid of its own, made once and never changed.",
      hint: "node -e 'console.log(crypto.randomUUID())'",
    });
  const bytes = createHash("sha256")
    .update(lengthPrefixed(["lockstep column", id, column]))
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
