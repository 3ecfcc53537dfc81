/** Runs a script as psql would: statement by statement on one connection, with the script's own BEGIN and COMMIT. */

import { splitStatements } from "../../src/core/sql/split-statements.ts";
import { withClient } from "./with-client.ts";

/** Stops at the first statement that fails. @throws the server's error, with the statement in its message */
export async function runSqlScript(url: string, script: string): Promise<void> {
  await withClient(url, async (client) => {
    for (const part of splitStatements(script)) {
      if (part.kind !== "statement") throw new Error(`a script for psql holds ${part.kind}`);
      await client.query(part.text).catch((error: Error) => {
        throw new Error(`${error.message}\n  in ${part.text}`, { cause: error });
      });
    }
  });
}
