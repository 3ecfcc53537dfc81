/** The SQL that closes the drift, written only when it was proven and loses nothing on its way back. */

import { writeFile } from "node:fs/promises";
import { plan } from "lockstep";

const { sql, plan: made, rollback } = await plan("production", "dev", { tables: ["users", "teams"] });

if (sql === "") console.log("nothing to do");
else if (made.proof.kind !== "proven") console.log("not proven: look at it first");
else {
  for (const { change, verdict, detail } of rollback.verdicts) if (verdict !== "lossless") console.log(`${change}: ${detail}`);
  await writeFile("close.sql", sql);
}
