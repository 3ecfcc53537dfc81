import { describe, expect, it } from "vitest";
import type { EventSummary } from "../journal/journal-event.ts";
import { journalState } from "../journal/journal-state.ts";
import type { PhaseName } from "../migration/phase.ts";
import { deploymentsToAttest, type PhasedFile, phaseRefusals } from "./phase-order.ts";

const part = (version: string, name: PhaseName | null): PhasedFile => ({
  file: `${version}.sql`,
  version,
  phase: name === null ? null : { name, of: "email" },
});
const [schema, rows, cleanup, other] = [part("1", "schema"), part("2", "backfill"), part("3", "cleanup"), part("4", null)];
const folder = [schema, rows, cleanup, other];
const applied = (...versions: readonly string[]) =>
  journalState(
    versions.map(
      (version, i): EventSummary => ({
        seq: i + 1,
        attempt: "",
        event: "applied",
        version,
        file: `${version}.sql`,
        checksum: null,
        actor: "",
        at: "",
        hash: "",
        payload: {},
      }),
    ),
  );
const refused = (chosen: readonly PhasedFile[], state: ReturnType<typeof applied>, isProtected: boolean) =>
  phaseRefusals(chosen, folder, state, { isProtected }).map(({ file }) => file);

describe("the parts of a change", () => {
  it("run in their order, with what has no part beside them", () => {
    expect(refused([schema, rows, other], applied(), true)).toEqual([]);
    expect(refused([rows], applied(), false)).toEqual(["2.sql"]);
    expect(refused([cleanup], applied("1"), false)).toEqual(["3.sql"]);
    expect(refused([rows, schema], applied(), false)).toEqual(["2.sql"]);
  });

  it("keep the clean-up for a later batch where it matters", () => {
    expect(refused([schema, rows, cleanup], applied(), false)).toEqual([]);
    expect(refused([rows, cleanup], applied("1"), true)).toEqual(["3.sql"]);
    expect(refused([cleanup], applied("1", "2"), true)).toEqual([]);
  });

  it("ask whether the code is live before the first rows are moved", () => {
    expect(deploymentsToAttest([rows], folder, applied("1")).map(({ name }) => name)).toEqual(["deployed:email"]);
    expect(deploymentsToAttest([part("5", "backfill")], folder, applied("1", "2"))).toEqual([]);
  });
});
