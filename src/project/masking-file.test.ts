import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMaskingFile } from "./masking-file.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-masking-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const right = {
  table: "public.users",
  column: "id",
  type: "integer",
  mask: { kind: "keep" },
  confidence: "sure",
  why: "",
  confirmed: "ana",
};

async function refusal(columns: unknown): Promise<string> {
  const path = join(folder, "masking.json");
  await writeFile(path, JSON.stringify({ schemaVersion: 1, columns }));
  const outcome = await readMaskingFile(path, "db/masking.json").catch((error: unknown) => error);
  return outcome instanceof Error ? outcome.message : "read";
}

test("a mistake is named by its column, not by its place in the list", async () => {
  expect(await refusal([right])).toBe("read");
  const said = await refusal([
    right,
    { ...right, column: "email", mask: { kind: "e-mail" } },
    { ...right, column: "name", confirmed: true },
  ]);
  expect(said).toMatch(
    /^db\/masking.json: public.users.email: mask.kind .+; public.users.name: confirmed must be false or the name/,
  );
  expect(said).not.toMatch(/columns\.?[0-9]/);
});

test("an entry that does not say which column it is has a number as people count", async () => {
  const { table: _, ...nameless } = right;
  expect(await refusal([right, nameless])).toContain("entry 2 of columns: table ");
  expect(await refusal([right, 7])).toContain("entry 2 of columns: ");
  expect(await refusal({})).toContain("columns: ");
});
