/** A nightly script: fill what is new, prove it, and give staging one percent of production, masked. */

import { backfill, copy, verifyBackfill } from "lockstep";

const { ending, totals, quarantine } = await backfill("lower-emails", { environment: "production", confirm: "production" });
console.log(`${ending}: ${totals.written} rows written`);
for (const { key, reason } of quarantine) console.log(`row ${key.join(", ")}: ${reason}`);

const { isRight } = await verifyBackfill("lower-emails", { environment: "production" });
if (!isRight) process.exitCode = 2;

const { tables, refuted } = await copy("production", "staging", { percent: 1, acknowledge: ["replace:staging"] });
console.log(refuted.length === 0 ? `${tables.length} tables copied` : `nothing was copied: ${refuted.join("; ")}`);
