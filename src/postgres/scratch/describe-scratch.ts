/** Which PostgreSQL a scratch server would run, without starting one: for `doctor`. */

import { openCacheFolder } from "./cache-folder.ts";
import { chooseBinaries } from "./choose-binaries.ts";
import { chooseServerAccount } from "./server-account.ts";

/** A line for people, and the warning when it is not the wanted major. @throws AppError SCRATCH_UNAVAILABLE */
export async function describeScratch(
  major: number | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly detail: string; readonly warning: string | undefined }> {
  const account = chooseServerAccount();
  const cache = openCacheFolder({ env, folder: undefined, account });
  const { binaries, warning } = await chooseBinaries({ major, env, origin: "any", extraRoots: [], cache, account });
  return { detail: `PostgreSQL ${binaries.major} in ${binaries.binDir}`, warning };
}
