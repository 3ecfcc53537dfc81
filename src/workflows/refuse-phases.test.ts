import { expect, it } from "vitest";
import { loadedFolder } from "../../test/support/loaded-folder.ts";
import { journalState } from "../core/journal/journal-state.ts";
import { pendingWork } from "../core/journal/pending-work.ts";
import { environmentsFromFile } from "../project/environments-from-file.ts";
import { refusePhases } from "./refuse-phases.ts";

const parts = {
  "1_schema.sql": "-- lockstep: phase = schema of mail\nalter table users add column mail text;",
  "2_rows.sql": "-- lockstep: phase = backfill of mail\n-- lockstep: kind = data\nupdate users set mail = email;",
  "4_drop.sql": "-- lockstep: phase = cleanup of mail\nalter table users drop column email;",
};
const empty = journalState([]);

function refuse(texts: Readonly<Record<string, string>>, only: (file: string) => boolean = () => true) {
  const [dev] = environmentsFromFile(
    { dev: "postgres://h/dev" },
    { dir: "db/migrations", log: "applied.log" },
    "lockstep.config.json",
  );
  if (dev === undefined) throw new Error("there is one");
  const { migrations } = loadedFolder(texts);
  const { pending } = pendingWork(migrations, empty, { environment: "dev", isProtected: false });
  const chosen = pending.filter(({ migration }) => only(migration.file));
  return refusePhases(chosen, migrations, empty, dev);
}

it("refuses a part whose earlier ones are neither applied nor before it in the batch", () => {
  expect(refuse(parts)).toEqual([]);
  expect(() => refuse(parts, (file) => file !== "2_rows.sql")).toThrow("2_rows.sql, its backfill, is not applied");
});

it("takes the parts that a checkpoint of the batch holds for done", () => {
  const held = {
    ...parts,
    "3_held.sql": "-- lockstep: checkpoint = through 2_rows\ncreate table users (email text, mail text);",
  };
  expect(refuse(held)).toEqual([]);
});
