/** Which pending migrations lock tables in use, and what a rehearsal says of each. */

import { lint, rehearse } from "lockstep";

const { migrations, findings } = await lint({ source: "production" });
for (const { file, risk, statements } of migrations) {
  console.log(`${file}: ${risk}`);
  for (const { line, locks } of statements)
    for (const { relation, mode } of locks)
      if (mode === "ACCESS EXCLUSIVE") console.log(`  line ${line}: ${mode} on ${relation}`);
}
for (const { rule, message } of findings.filter(({ level }) => level === "high")) console.log(`${rule}: ${message}`);

const rehearsal = await rehearse("production");
for (const { file, applies, rollback, idempotent } of rehearsal.migrations)
  console.log(`${file}: runs ${applies.verdict}, rollback ${rollback.verdict}, idempotent ${idempotent.verdict}`);
