/** Is production what dev is? The exit codes are those of the command line. */

import { audit, verdict } from "lockstep";

// URLs come from DATABASE_URL and PRODUCTION_DATABASE_URL, or from lockstep.config.ts where there is one.
const report = await audit({ source: "dev", target: "production", ignore: ["table:public.tmp_*"] });

console.log(verdict(report).text);
for (const change of report.changes) {
  console.log(`${change.change} ${change.id} (${change.risk}: ${change.why}; cause: ${change.cause})`);
}
for (const gap of report.notCompared) console.log(`not compared: ${gap.what} (${gap.why})`);

// "unseen" is not "in-sync": nothing differs in what the role may read, and that is not all there is.
process.exitCode = verdict(report).status === "in-sync" ? 0 : 2;
