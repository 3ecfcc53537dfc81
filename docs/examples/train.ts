/** A scheduler's script: in the window, let the train go with the plan that somebody has approved, else say what is missing. */

import { checklist, schedule, smoke, sync } from "lockstep";

const { open, next, batches } = await schedule();
console.log(`${batches.length} batches are waiting; the next window opens ${next[0]?.opens ?? "never"}`);

const { checklist: proven, planHash } = await checklist("production");
for (const { id, isDemanded, state, why, fix } of proven?.items ?? [])
  if (isDemanded && (state === "open" || state === "waits")) console.log(`${id}: ${why}${fix === null ? "" : ` (${fix})`}`);

if (open !== null && proven?.isSatisfied === true && planHash === process.env.APPROVED_PLAN) {
  const { outcome, applied, failure } = await sync("production", { approve: planHash });
  console.log(`${outcome}: ${applied.map(({ file }) => file).join(", ")} ${failure?.message ?? ""}`);
  const { checks } = await smoke("production");
  for (const { name, passed, message } of checks) if (!passed) console.log(`${name}: ${message ?? "failed"}`);
}
