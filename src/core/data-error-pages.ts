/** Error codes of what works at rows: data jobs, changes in steps, encryption, masked copies. */

import { type ErrorPage, errorPage as page } from "./error-page.ts";

/** Code → page. */
export const dataErrorPages = {
  // jobs
  JOB_INVALID: page(
    4,
    "A data job cannot be used as it is written.",
    "The message names the job and what is wrong with it. Jobs are files in db/jobs (`jobs` in the configuration) that export defineBackfill(…) or defineEncryption(…).",
  ),
  JOB_MISSING: page(
    4,
    "There is no such data job.",
    "The message lists those that there are; a job NAME is the file NAME.ts in db/jobs.",
  ),
  JOB_CHANGED: page(
    3,
    "A data job was edited while a run of it is open.",
    "Half of the rows would get the one form and half the other. Undo the edit and let the run end, or cancel it and begin anew: lockstep backfill cancel JOB",
  ),
  TRIGGER_UNDECIDED: page(
    3,
    "The update of a data job would fire triggers, and the job does not say whether it should.",
    'A trigger that stamps or logs every row does so for each row of the job too. The message lists them; the job\'s file says for each: triggers: { touch_updated_at: "skip", check_limit: "keep" }.',
  ),
  JOB_REFUSED: page(3, "A data job may not run here.", "The message says why and what would lift it."),
  JOB_FAILED: page(
    1,
    "A data job stopped at something that neither waiting nor smaller batches could heal.",
    "What was done is done and stands in the ledger; when the cause is gone, the same command goes on from there.",
  ),
  // changes in steps
  CHANGE_REFUSED: page(
    3,
    "A change in several steps cannot be made here, or its next step may not be taken yet.",
    "The message says what stands in the way. A step is written once the one before has been applied, and once the rows are filled and looked at: lockstep backfill run NAME, lockstep backfill verify NAME.",
  ),
  CHANGE_INVALID: page(
    4,
    "The record of a change in several steps cannot be used.",
    "lockstep expand writes db/changes/NAME.json; the later steps read it. The message names the file and what is wrong with it, or lists those that there are.",
  ),
  // encryption
  ENCRYPTION_INVALID: page(
    4,
    "An encryption job says something that cannot be.",
    "The message names the file or the column. A job is `export default defineEncryption({ id, table, columns, key, binding })`.",
  ),
  ENCRYPTION_KEY_INVALID: page(
    4,
    "A key is not 32 bytes, or a wrapped key does not open.",
    "A master key is 64 hexadecimal digits or base64 of 32 random bytes: openssl rand -base64 32. A text of 32 characters is none.",
  ),
  ENCRYPTION_KEY_UNKNOWN: page(
    1,
    "A key that is needed is not there.",
    "Data keys are in lockstep.data_key, each wrapped by a master key that is known by its fingerprint. While a master key is replaced, both are needed.",
  ),
  ENCRYPTION_KEY_MISSING: page(
    4,
    "A value is bound to its row, and the row's key was not given.",
    "With binding row, encrypt and decrypt take the primary key as well, so that a value that was moved to another row does not open there.",
  ),
  ENCRYPTED_VALUE_UNREADABLE: page(
    1,
    "A stored value does not open.",
    "It was damaged, moved from another row or column, sealed with a key that is not known here, or is plain text where the reader is strict. `lockstep encrypt verify JOB --env ENV` names the rows.",
  ),
  ENCRYPTION_REFUSED: page(
    3,
    "The column cannot be encrypted as it is, or something has to be said first.",
    "The message names what stands in the way: a type, an index, a generated column, a policy that hides rows, or that nobody has said that the code which reads and writes encrypted values is live.",
  ),
  // masked copies
  COPY_REFUSED: page(
    3,
    "Rows may not be copied there, or not like that.",
    "No protected environment is ever written to by a copy, both sides must have the same tables, and a target that holds rows has to be given up by name. The message says which it is, and the next command.",
  ),
  COPY_FAILED: page(
    1,
    "A copy was refused by one of the two servers.",
    "The target is written in one transaction: it is as it was before. The message names the code of the refusal and the constraint or column, and never a value; a masked value that a check does not take is the usual reason.",
  ),
  MASKING_INVALID: page(
    4,
    "The masking file, or a mask in it, cannot be used.",
    "The message names the column and what is wrong. lockstep copy FROM TO --classify writes the file anew and keeps what was confirmed.",
  ),
  MASKING_KEY_WEAK: page(
    4,
    "The key for masking is too short.",
    "Masked values are made with it, and a key that can be guessed lets anybody try values until they match. Make one with: openssl rand -base64 32",
  ),
  MASK_UNFIT: page(
    4,
    "A mask cannot be on its column.",
    "What it writes is not of the column's type, does not fit its length, or could not stay unique. The message names each column and what is possible there.",
  ),
  COLUMNS_UNCLASSIFIED: page(
    3,
    "Columns are to be copied about which nobody has decided.",
    "Text, JSON and whatever else may hold anything is not copied until a person has said for each column how it is masked or that it may stay. `lockstep copy FROM TO --classify` proposes; set confirmed in the masking file to your name.",
  ),
} as const satisfies Record<string, ErrorPage>;
