import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { http } from "./define-config.ts";
import { env } from "./secrets/env.ts";
import { loadSmokeChecks, matchingFiles } from "./smoke-files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-smoke-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const load = (...smoke: Parameters<typeof loadSmokeChecks>[0]["smoke"]) => loadSmokeChecks({ smoke, directory: folder });

describe("smoke files", () => {
  it("are found by patterns, sorted, each once", async () => {
    for (const file of ["smoke/b.sql", "smoke/a.sql", "smoke/deep/c.sql", "smoke/notes.md"]) write(file, "select 1;");
    expect(matchingFiles(folder, "smoke/*.sql")).toEqual(["smoke/a.sql", "smoke/b.sql"]);
    expect(matchingFiles(folder, "./smoke/**/*.sql")).toEqual(["smoke/a.sql", "smoke/b.sql", "smoke/deep/c.sql"]);
    expect(matchingFiles(folder, "elsewhere/*.sql")).toEqual([]);
    const { checks } = await load("smoke/*.sql", "smoke/a.sql");
    expect(checks.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("change their checksum with their wording only", async () => {
    write("smoke/a.sql", "select 1;");
    const request = http("https://example.com/health", { status: 200 });
    const before = (await load("smoke/a.sql", request)).checks;
    const same = (await load("smoke/a.sql", { ...request, kind: "http" })).checks;
    expect(same.map(({ checksum }) => checksum)).toEqual(before.map(({ checksum }) => checksum));
    write("smoke/a.sql", "select 2;");
    const after = (await load("smoke/a.sql", { ...request, status: 204 })).checks;
    expect(after.map(({ checksum }, i) => checksum === before[i]?.checksum)).toEqual([false, false]);
  });

  it("are called without what may be a secret", async () => {
    const { checks } = await load(
      http("https://jon:Pa55word@example.com/health?token=abcdef"),
      http(env("HEALTH_URL"), { method: "HEAD" }),
    );
    expect(checks.map(({ name }) => name)).toEqual(["GET https://example.com/health", "HEAD HEALTH_URL"]);
  });

  it("may be TypeScript that exports a check", async () => {
    write(
      "smoke/login.ts",
      'import { defineSmokeCheck } from "lockstep";\nexport default defineSmokeCheck({ name: "login", run: () => {} });\n',
    );
    const { checks } = await load("smoke/*.ts");
    expect(checks).toMatchObject([{ kind: "typescript", name: "login", file: "smoke/login.ts" }]);
    write("smoke/login.ts", "export default { name: 1 };\n");
    await expect(load("smoke/*.ts")).rejects.toMatchObject({
      code: "SMOKE_INVALID",
      message: "smoke/login.ts exports no smoke check.",
    });
    write("smoke/login.ts", "export default {;\n");
    await expect(load("smoke/*.ts")).rejects.toMatchObject({ code: "SMOKE_INVALID" });
  });

  it("say which pattern means nothing, and refuse two checks of one name", async () => {
    write("smoke/a.sql", "select 1;");
    expect((await load("smoke/*.sql", "checks/*.sql")).unmatched).toEqual(["checks/*.sql"]);
    write("more/a.sql", "select 1;");
    await expect(load("smoke/*.sql", "more/*.sql")).rejects.toMatchObject({ code: "SMOKE_INVALID" });
    await expect(load("missing.sql")).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
  });
});
