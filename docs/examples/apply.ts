/** A deploy script's step: bring staging up to date, then see whether every environment stands as it should. */

import { AppError, apply, status, verify } from "lockstep";

try {
  const { applied } = await apply("staging");
  for (const { file, seq } of applied) console.log(`${file}: #${seq}`);
} catch (error) {
  // exit code 5 on the command line: the reply was lost, and nothing needs to be cleaned up
  if (error instanceof AppError && error.code === "OUTCOME_UNKNOWN") console.log("run it again when the server can be reached");
  throw error;
}

const { holds, why } = await verify("staging");
if (!holds) console.log(`staging is not what its journal says: ${why ?? "see the report"}`);

const { environments } = await status();
for (const { environment, migrations } of environments) {
  const pending = migrations.filter(({ state }) => state === "pending");
  console.log(`${environment}: ${pending.length} pending`);
}
