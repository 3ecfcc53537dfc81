import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppError } from "../../core/app-error.ts";
import { runProcess, type Variables } from "../run-process.ts";
import { dotenv } from "./dotenv.ts";
import { env } from "./env.ts";
import { exec } from "./exec.ts";
import { file } from "./file.ts";
import { op } from "./op.ts";
import { describeSecret, resolveSecret } from "./resolve-secret.ts";
import type { SecretReference } from "./secret-reference.ts";

let folder = "";
const learnt: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-secrets-"));
});
afterAll(() => rm(folder, { recursive: true }));

const ask = (reference: SecretReference, variables: Variables = { PATH: process.env.PATH }) =>
  resolveSecret(reference, {
    env: variables,
    directory: folder,
    run: runProcess,
    dopplerApi: () => Promise.reject(new Error("not asked here")),
    learn: (secret) => learnt.push(secret),
  });
const refusal = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => expect.unreachable("it was accepted"),
    (error) => error,
  );
const program = async (name: string, script: string) => {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
};

describe("every source", () => {
  it("tells the redactor each value before anybody else has it", async () => {
    await ask(env("A_URL"), { A_URL: "postgres://u:canary-1@h/d" });
    expect(learnt).toContain("postgres://u:canary-1@h/d");
  });

  it("can be described without its value", () => {
    expect(describeSecret({ kind: "literal", value: "postgres://u:canary@h/d" })).toBe("postgres://u:***@h/d");
    expect(describeSecret(exec(["sh", "-c", "echo postgres://u:canary@h/d"]))).not.toContain("canary");
    expect(describeSecret(dotenv(".env.local", "A"))).toBe("A of .env.local");
  });
});

describe("env", () => {
  it("refuses a variable that is unset or blank and suggests the one that is a slip away", async () => {
    expect(await refusal(ask(env("A_URL"), {}))).toMatchObject({
      code: "SECRET_MISSING",
      message: expect.stringContaining("not set"),
    });
    expect(await refusal(ask(env("A_URL"), { A_URL: " " }))).toMatchObject({ message: expect.stringContaining("empty") });
    expect((await refusal(ask(env("DATABASE_URL"), { DATABSE_URL: "x" }))).hint).toBe("Did you mean DATABSE_URL, which is set?");
    expect((await refusal(ask(env("STAGING_DATABASE_URL"), { DATABASE_URL: "x" }))).hint).toContain(
      "read -rs STAGING_DATABASE_URL",
    );
  });
});

describe("file", () => {
  it("reads the file's content without the line break at its end", async () => {
    await writeFile(join(folder, "url"), "postgres://h/d\n");
    expect(await ask(file("url"))).toEqual({ value: "postgres://h/d", describedAs: "file url" });
  });

  it("refuses a file that is missing, blank or no secret", async () => {
    await writeFile(join(folder, "blank"), "\n");
    await writeFile(join(folder, "dump"), "x".repeat(70_000));
    for (const path of ["nowhere", "blank", "dump", "."]) expect((await refusal(ask(file(path)))).code).toBe("SECRET_MISSING");
  });
});

describe("dotenv", () => {
  it("reads one value with dotenv's quoting", async () => {
    await writeFile(join(folder, ".env.staging"), '# team\nexport DATABASE_URL="postgres://u:p#w@h/d"\nEMPTY=\n');
    expect((await ask(dotenv(".env.staging", "DATABASE_URL"))).value).toBe("postgres://u:p#w@h/d");
    expect((await refusal(ask(dotenv(".env.staging", "DATABASE_URI")))).hint).toBe("Did you mean DATABASE_URL?");
    expect((await refusal(ask(dotenv(".env.staging", "EMPTY")))).code).toBe("SECRET_MISSING");
    expect((await refusal(ask(dotenv(".env.none", "A")))).message).toContain("does not exist");
  });
});

describe("exec", () => {
  it("takes what a program prints, or a value of its JSON", async () => {
    expect((await ask(exec(["echo", "postgres://h/d"]))).value).toBe("postgres://h/d");
    expect((await ask(exec(["echo", '{"data":{"url":"postgres://j/d"}}'], { json: "data.url" }))).value).toBe("postgres://j/d");
  });

  it("runs in the configuration's folder, without a shell", async () => {
    await program("vault", 'printf "%s" "$1"');
    expect((await ask(exec(["./vault", "$HOME; ls"]))).value).toBe("$HOME; ls");
  });

  it("says how a program failed, with the last line of its complaint and no secret", async () => {
    const failed = await refusal(ask(exec(["sh", "-c", "echo first >&2; echo 'no postgres://u:canary@h' >&2; exit 7"])));
    expect(failed).toMatchObject({ code: "SECRET_SOURCE_FAILED", message: "sh ended with exit code 7: no postgres://u:***@h" });
    expect((await refusal(ask(exec(["no-such-program-here"])))).message).toContain("is not installed");
    expect((await refusal(ask(exec(["true"])))).code).toBe("SECRET_MISSING");
    expect((await refusal(ask(exec(["echo", "canary"], { json: "a" })))).message).not.toContain("canary");
    expect((await refusal(ask(exec(["echo", '{"a":1}'], { json: "a" })))).code).toBe("SECRET_MISSING");
  });
});

describe("op", () => {
  it("asks 1Password's command line with the token in the environment", async () => {
    await program("op", 'printf "%s|%s" "$*" "$OP_SERVICE_ACCOUNT_TOKEN"');
    const variables = { PATH: `${folder}:${process.env.PATH}`, MY_TOKEN: "ops_token" };
    expect((await ask(op("op://v/i/f", { tokenEnv: "MY_TOKEN" }), variables)).value).toBe(
      "read --no-newline op://v/i/f|ops_token",
    );
  });

  it("tells a missing item from a missing login and a missing program", async () => {
    const variables = { PATH: `${folder}:${process.env.PATH}` };
    await program("op", `echo '[ERROR] 2026/01/01 "x" isn'"'"'t an item in the "v" vault' >&2; exit 1`);
    expect((await refusal(ask(op("op://v/x/f"), variables))).code).toBe("SECRET_MISSING");
    await program("op", "echo '[ERROR] you are not currently signed in' >&2; exit 1");
    expect((await refusal(ask(op("op://v/x/f"), variables))).hint).toBe("eval $(op signin)");
    expect((await refusal(ask(op("op://v/x/f"), { PATH: "/nowhere" }))).message).toContain("op is not installed");
  });
});
