import { createSecretKey } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { BatchRow, RowVerdict } from "../backfill/batch-work.ts";
import { blindIndexOf } from "./blind-index.ts";
import { columnIdOf } from "./column-id.ts";
import type { ColumnKeys } from "./column-keys.ts";
import { decryptWork, encryptWork, newTally, verifyWork } from "./column-work.ts";
import { proofBytes, type ValueProof } from "./row-proof.ts";
import { sealText } from "./seal.ts";
import type { WorkColumn } from "./work-column.ts";

const job = "6f8b0c3e-58b7-4a44-9d0c-3f1e2d4c5b6a";
const named = (kid: string, byte: number) => ({ kid, key: createSecretKey(new Uint8Array(32).fill(byte)) });
const old = named("000000000001", 1);
const current = named("000000000002", 2);
const index = named("000000000003", 3);
const keysOf = (column: string): ColumnKeys => ({
  columnId: columnIdOf(job, column),
  current,
  byKid: new Map([old, current].map(({ kid, key }) => [kid, key])),
  index,
});
const column = (name: string, blindIndex: WorkColumn["blindIndex"] = null): WorkColumn => ({
  name,
  keys: keysOf(name),
  binding: "row",
  blindIndex,
});
const columns = [column("token"), column("email", { into: "email_index", normaliser: "lower-trim-1" })];
const row = (key: string, ...values: readonly (string | null)[]): BatchRow => ({ key: [key], values });

let reserved: readonly (readonly [string, number])[] = [];
let kept: readonly ValueProof[] = [];
beforeEach(() => {
  reserved = [];
  kept = [];
});
const work = encryptWork(columns, {
  reserve: async (kid, count) => {
    reserved = [...reserved, [kid, count]];
  },
  keep: (proofs) => {
    kept = proofs.flatMap(({ columnId, bytes }) =>
      Array.from({ length: bytes.length / proofBytes }, (_, i) => {
        const one = Buffer.from(bytes.subarray(i * proofBytes, (i + 1) * proofBytes));
        return { columnId, nonce: one.toString("base64url", 0, 12), digest: one.toString("base64url", 12) };
      }),
    );
    return kept.length === 0 ? [] : ["insert"];
  },
});
const written = (verdict: RowVerdict | undefined) => {
  if (verdict?.kind !== "write") throw new Error(`expected a write, got ${verdict?.kind}`);
  return verdict.values;
};
const encrypt = async (rows: readonly BatchRow[]) => {
  const verdicts = await work.compute(rows);
  work.alongside?.(rows, verdicts);
  return verdicts;
};
const verify = async (rows: readonly BatchRow[], proofs: readonly ValueProof[]) => {
  const tally = newTally();
  const check = verifyWork(columns, { proofs: async () => proofs, tally });
  if (check.kind !== "check-rows") throw new Error("it checks rows");
  return { tally, verdicts: await check.check(rows) };
};

describe("encryption of rows", () => {
  it("seals plain text and what older keys have sealed, leaves null alone, and a second time writes nothing", async () => {
    const place = { columnId: columnIdOf(job, "token"), binding: "row", key: ["2"] } as const;
    const rows = [
      row("1", "plain", " Ada@X.com ", null),
      row("2", sealText("older", old, place), null, null),
      row("3", null, null, null),
    ];
    const verdicts = await encrypt(rows);
    expect(verdicts.map(({ kind }) => kind)).toEqual(["write", "write", "keep"]);
    expect(reserved).toEqual([
      [current.kid, 2],
      [current.kid, 1],
    ]);
    expect(written(verdicts[0])[2]).toBe(blindIndexOf("ADA@x.com", "lower-trim-1", index.key));
    expect(kept).toHaveLength(3);
    const again = rows.map(({ key }, i) => row(key[0] ?? "", ...(i === 2 ? [null, null, null] : written(verdicts[i]))));
    expect((await encrypt(again)).map(({ kind }) => kind)).toEqual(["keep", "keep", "keep"]);
    expect(kept).toEqual([]);
  });

  it("never writes over what begins as an envelope and does not open, and names no value", async () => {
    const elsewhere = sealText("canary", current, { columnId: columnIdOf(job, "token"), binding: "row", key: ["8"] });
    const verdicts = await encrypt([
      row("1", "ls1.canary", null, null),
      row("2", elsewhere, null, null),
      row("3", `ls1.g.00000000000f.${"c".repeat(40)}`, null, null),
      row("4", `ls1.z.000000000002.${"c".repeat(40)}`, "plain-canary", null),
    ]);
    expect(verdicts).toMatchObject([
      { kind: "fault", reason: "token begins as encrypted, and does not open" },
      { kind: "fault", reason: "token begins as encrypted, and does not open (key 000000000002)" },
      { kind: "fault", reason: "token is encrypted with a key that is not known here (key 00000000000f)" },
      { kind: "fault", reason: "token is encrypted in a way that is not known here" },
    ]);
    expect(JSON.stringify(verdicts)).not.toContain("canary");
    expect(kept).toEqual([]);
  });

  it("seals an empty text too, and gives every text back", async () => {
    const rows = [row("1", "", "é \u{1F511}", null)];
    const [values = []] = (await encrypt(rows)).map(written);
    expect(values.slice(0, 2).every((value) => value?.startsWith("ls1.g."))).toBe(true);
    const back = await decryptWork(columns).compute([row("1", ...values.slice(0, 2))]);
    expect(written(back[0])).toEqual(["", "é \u{1F511}"]);
    expect(await decryptWork(columns).compute([row("1", "plain", null)])).toEqual([{ kind: "keep" }]);
  });

  it("leaves what does not open on the way back too", async () => {
    const [values = []] = (await encrypt([row("1", "one", "canary", null)])).map(written);
    const verdicts = await decryptWork(columns).compute([
      row("2", ...values.slice(0, 2)),
      row("1", "ls1.canary", values[1] ?? null),
    ]);
    expect(verdicts).toMatchObject([
      { kind: "fault", reason: expect.stringMatching(/^token begins as encrypted, .* email begins as encrypted, /) },
      { kind: "fault", reason: "token begins as encrypted, and does not open" },
    ]);
    expect(JSON.stringify(verdicts)).not.toContain("canary");
  });
});

describe("verification of rows", () => {
  const two = [row("1", "one", "a@x.com", null), row("2", "two", null, null)];

  it("opens every value, compares it with its digest, and tries it elsewhere", async () => {
    const sealed = (await encrypt(two)).map((verdict, i) => row(String(i + 1), ...written(verdict)));
    const { tally, verdicts } = await verify(sealed, kept);
    expect(verdicts.every(({ kind }) => kind === "keep")).toBe(true);
    expect(tally).toMatchObject({ compared: 3, writtenSince: 0, classes: { current: 3, null: 1, plaintext: 0 } });
    expect(tally.swapped).toBeGreaterThan(0);
    const swapped = [row("1", sealed[1]?.values[0] ?? null, null), row("2", sealed[0]?.values[0] ?? null, null)];
    expect((await verify(swapped, kept)).verdicts.map(({ kind }) => kind)).toEqual(["fault", "fault"]);
  });

  it("finds a value that opens to something else, and takes one that was written since", async () => {
    const sealed = (await encrypt(two)).map((verdict, i) => row(String(i + 1), ...written(verdict)));
    const forged = kept.map((proof) => ({ ...proof, digest: "0".repeat(64) }));
    expect((await verify(sealed, forged)).verdicts[0]).toMatchObject({
      kind: "fault",
      reason: "token opens to something else than what stood there; email opens to something else than what stood there",
    });
    const { tally, verdicts } = await verify(sealed, []);
    expect(verdicts.every(({ kind }) => kind === "keep")).toBe(true);
    expect(tally).toMatchObject({ compared: 0, writtenSince: 3 });
  });

  it("finds a value that opens in another row too", async () => {
    // two rows of one key stand in for a binding that forgot the row
    const [values = []] = (await encrypt([row("1", "one", null, null)])).map(written);
    const doubled = [0, 1].map(() => row("1", ...values.slice(0, 2)));
    const { tally, verdicts } = await verify(doubled, kept);
    expect(verdicts[0]).toMatchObject({ kind: "fault", reason: "token opens in another place too" });
    expect(tally.swapped).toBe(1);
  });

  it("computes blind indexes again, and tells one that is missing from one of another text", async () => {
    const both = [row("1", null, "ada@x.com", null), row("2", null, "b@x.com", null), row("3", null, null, null)];
    const sealed = (await encrypt(both)).map((verdict, i) =>
      row(String(i + 1), ...(verdict.kind === "write" ? verdict.values : [null, null, null])),
    );
    const right = await verify(sealed, kept);
    expect(right.verdicts.every(({ kind }) => kind === "keep")).toBe(true);
    expect(right.tally).toMatchObject({ indexes: 3, wrongIndexes: 0 });
    const ofFirst = sealed[0]?.values[2] ?? null;
    const wrong = sealed.map(({ key, values }, r) => row(key[0] ?? "", ...values.slice(0, 2), r === 0 ? null : ofFirst));
    const { tally, verdicts } = await verify(wrong, kept);
    expect(verdicts).toEqual([
      { kind: "fault", code: "LSE01", reason: "email_index lacks the blind index of email" },
      { kind: "fault", code: "LSE01", reason: "email_index is not the blind index of email" },
      { kind: "fault", code: "LSE01", reason: "email_index is not the blind index of email" },
    ]);
    expect(tally).toMatchObject({ indexes: 3, wrongIndexes: 3 });
  });

  it("calls plain text wrong", async () => {
    expect((await verify([row("1", "plain-canary", "")], [])).verdicts).toEqual([
      { kind: "fault", code: "LSE01", reason: "token is plain text; email is empty" },
    ]);
  });
});
