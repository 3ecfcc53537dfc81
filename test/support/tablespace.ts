/** A folder for a tablespace: it must belong to the account that the server runs as. */

import { chown, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseServerAccount } from "../../src/postgres/scratch/server-account.ts";

/** Makes an empty folder that the scratch server may fill; the caller removes it. */
export async function tablespaceFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-tablespace-"));
  const account = chooseServerAccount();
  if (account !== undefined) await chown(folder, account.uid, account.gid);
  return folder;
}
