import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppError } from "../../src/core/app-error.ts";
import { createSecretRegister } from "../../src/core/report/secret-register.ts";
import { fetchDopplerSecrets } from "../../src/network/doppler-api.ts";
import { loadConfig } from "../../src/project/config.ts";
import { resolveEnvironments } from "../../src/project/resolve-environments.ts";
import { runProcess, type Variables } from "../../src/project/run-process.ts";
import { doppler } from "../../src/project/secrets/doppler.ts";
import { resolveSecret } from "../../src/project/secrets/resolve-secret.ts";
import type { SecretReference } from "../../src/project/secrets/secret-reference.ts";
import type { SecretContext } from "../../src/project/secrets/secret-source.ts";
import type { DopplerWorld } from "../support/doppler-world.ts";
import { type FakeDopplerApi, startFakeDopplerApi } from "../support/fake-doppler-api.ts";
import { type FakeDoppler, installFakeDoppler } from "../support/install-fake-doppler.ts";

const devToken = "dp.st.dev.AAAAAAAAAAAAAAAAAAAA1111";
const userToken = "dp.ct.BBBBBBBBBBBBBBBBBBBB2222";
const world: DopplerWorld = {
  configs: {
    "portal/dev": { DATABASE_URL: "postgres://dev:canary-dev@dev/portal", EMPTY: "", HIDDEN: null },
    "portal/prd": { DATABASE_URL: "postgres://prd:canary-prd@prd/portal" },
  },
  serviceTokens: { [devToken]: "portal/dev" },
  userTokens: [userToken],
};
const devUrl = "postgres://dev:canary-dev@dev/portal";
const prdUrl = "postgres://prd:canary-prd@prd/portal";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-doppler-"));
});
afterEach(() => rm(folder, { recursive: true }));

const contextFor = (env: Variables, learn: (secret: string) => void = () => {}): SecretContext => ({
  env,
  directory: folder,
  run: runProcess,
  dopplerApi: fetchDopplerSecrets,
  learn,
});
const ask = (reference: SecretReference, env: Variables) => resolveSecret(reference, contextFor(env));
const refusal = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    (value) => expect.unreachable(`it was accepted: ${JSON.stringify(value)}`),
    (error) => error,
  );

describe("Doppler's command line", () => {
  let fake: FakeDoppler;
  beforeEach(async () => {
    fake = await installFakeDoppler(folder, world);
  });
  const loggedIn = () => installFakeDoppler(folder, { ...world, isLoggedIn: true });

  it("gives the value of the config that was asked for, even where variables steer nested calls elsewhere", async () => {
    const env = { ...fake.env, DOPPLER_TOKEN: userToken, DOPPLER_PROJECT: "portal", DOPPLER_CONFIG: "dev", DATABASE_URL: devUrl };
    expect(await ask(doppler("portal", "prd", "DATABASE_URL"), env)).toEqual({
      value: prdUrl,
      describedAs: "DATABASE_URL of Doppler portal/prd, by its command line",
    });
  });

  it("uses the injected variable inside doppler run of the same config, and calls nobody", async () => {
    const inside = await runProcess(
      "doppler",
      ["run", "-p", "portal", "-c", "dev", "--", process.execPath, "-p", "JSON.stringify(process.env)"],
      {
        env: { ...fake.env, DOPPLER_TOKEN: userToken, DATABASE_URL: "postgres://somebody-elses" },
        cwd: folder,
        deadlineMs: 20_000,
      },
    );
    const env: Variables = JSON.parse(inside.kind === "exited" ? inside.stdout : "");
    const before = (await fake.calls()).length;
    expect(await ask(doppler("portal", "dev", "DATABASE_URL"), env)).toEqual({
      value: devUrl,
      describedAs: "DATABASE_URL of Doppler portal/dev, injected by doppler run",
    });
    expect((await fake.calls()).length).toBe(before);
    const zeroConfig = await loadConfig({ cwd: folder, env });
    expect(zeroConfig.environments).toMatchObject([{ name: "dev", protected: false }]);
  });

  it("asks with a project, a config, few attempts and the names that prove the answer, and no token in the arguments", async () => {
    await ask(doppler("portal", "dev", "DATABASE_URL", { tokenEnv: "TOKEN_DEV" }), {
      ...fake.env,
      TOKEN_DEV: devToken,
      ENCLAVE_TOKEN: "dp.st.old.token",
    });
    const names = ["DATABASE_URL", "DOPPLER_PROJECT", "DOPPLER_CONFIG", "DOPPLER_ENVIRONMENT"];
    expect(await fake.calls()).toEqual([
      ["secrets", "get", ...names, "--json", "-p", "portal", "-c", "dev", "--attempts", "2", "--timeout", "5s"],
    ]);
  });

  it("refuses an answer from another config: a service token ignores -c", async () => {
    const error = await refusal(ask(doppler("portal", "prd", "DATABASE_URL"), { ...fake.env, DOPPLER_TOKEN: devToken }));
    expect(error).toMatchObject({
      code: "IDENTITY_MISMATCH",
      message: expect.stringContaining("asked for portal/prd and answered from portal/dev"),
    });
    expect(error.hint).toContain('tokenEnv: "DOPPLER_TOKEN_PRD"');
    expect(`${error.message}${error.hint}`).not.toMatch(/canary|AAAA/);
  });

  it("treats an empty and a restricted value as missing, although the exit code is 0", async () => {
    for (const name of ["EMPTY", "HIDDEN"]) {
      const error = await refusal(ask(doppler("portal", "dev", name), { ...fake.env, DOPPLER_TOKEN: devToken }));
      expect(error).toMatchObject({ code: "SECRET_MISSING", message: expect.stringContaining("empty, or restricted") });
    }
  });

  it("names the secret that was meant when the name is wrong", async () => {
    const near = await refusal(ask(doppler("portal", "dev", "DATABSE_URL"), { ...fake.env, DOPPLER_TOKEN: devToken }));
    expect(near).toMatchObject({ code: "SECRET_MISSING", hint: "Did you mean DATABASE_URL?" });
    const far = await refusal(ask(doppler("portal", "dev", "REDIS"), { ...fake.env, DOPPLER_TOKEN: devToken }));
    expect(far.hint).toContain("doppler secrets set REDIS --project portal --config dev");
  });

  it("says what is wrong with the login, the token and the config", async () => {
    expect(await refusal(ask(doppler("portal", "dev", "DATABASE_URL"), fake.env))).toMatchObject({
      message: "doppler is not logged in.",
    });
    const token = await refusal(
      ask(doppler("portal", "dev", "DATABASE_URL"), { ...fake.env, DOPPLER_TOKEN: "dp.st.x.canary00000000" }),
    );
    expect(token).toMatchObject({ code: "SECRET_SOURCE_FAILED", message: expect.stringContaining("Invalid Service token") });
    const config = await refusal(ask(doppler("portal", "nope", "DATABASE_URL"), { ...fake.env, DOPPLER_TOKEN: userToken }));
    expect(config.message).toContain("Doppler has no portal/nope");
  });

  it("falls back on the login when the token's variable is not set", async () => {
    const { env } = await loggedIn();
    const reference = doppler("portal", "prd", "DATABASE_URL", { tokenEnv: "DOPPLER_TOKEN_PRD" });
    expect((await ask(reference, env)).value).toBe(prdUrl);
  });

  it("resolves several environments at the same time and teaches the redactor each value", async () => {
    const { env } = await installFakeDoppler(folder, { ...world, isLoggedIn: true, delayMs: 1_000 });
    const environments = { dev: "doppler://portal/dev/DATABASE_URL", production: "doppler://portal/prd/DATABASE_URL" };
    await writeFile(join(folder, "lockstep.config.json"), JSON.stringify({ environments }));
    const config = await loadConfig({ cwd: folder, env });
    const register = createSecretRegister();
    const active = { now: 0, most: 0 };
    const run: typeof runProcess = async (...call) => {
      active.most = Math.max(active.most, ++active.now);
      return runProcess(...call).finally(() => active.now--);
    };
    const resolved = await resolveEnvironments(config.environments, { ...contextFor(env, register.add), run });
    expect(resolved.map(({ environment, url }) => [environment.name, url.value])).toEqual([
      ["dev", devUrl],
      ["production", prdUrl],
    ]);
    expect(active.most).toBe(2);
    expect(register.redact("canary-dev canary-prd")).toBe("*** ***");
  });
});

describe("Doppler's API, where the command line is not installed", () => {
  let api: FakeDopplerApi;
  beforeAll(async () => {
    api = await startFakeDopplerApi(world);
  });
  afterAll(() => api.close());
  const without = (env: Variables): Variables => ({ PATH: folder, DOPPLER_API_HOST: api.host, ...env });

  it("gives the value to whoever has a token", async () => {
    expect(await ask(doppler("portal", "prd", "DATABASE_URL", { tokenEnv: "T" }), without({ T: userToken }))).toEqual({
      value: prdUrl,
      describedAs: "DATABASE_URL of Doppler portal/prd, by its API",
    });
    expect(api.requests.at(-1)).toBe(
      "/v3/configs/config/secrets/download?project=portal&config=prd&format=json&secrets=DATABASE_URL%2CDOPPLER_PROJECT%2CDOPPLER_CONFIG%2CDOPPLER_ENVIRONMENT",
    );
  });

  it("refuses an answer from another config", async () => {
    expect(await refusal(ask(doppler("portal", "prd", "DATABASE_URL"), without({ DOPPLER_TOKEN: devToken })))).toMatchObject({
      code: "IDENTITY_MISMATCH",
    });
  });

  it("treats empty, restricted and absent values as missing", async () => {
    for (const name of ["EMPTY", "HIDDEN", "ABSENT"]) {
      const error = await refusal(ask(doppler("portal", "dev", name), without({ DOPPLER_TOKEN: devToken })));
      expect(error.code).toBe("SECRET_MISSING");
    }
  });

  it("asks once more when the service is busy, and no more than that", async () => {
    api.failNext(503);
    expect((await ask(doppler("portal", "dev", "DATABASE_URL"), without({ DOPPLER_TOKEN: devToken }))).value).toBe(devUrl);
    api.failNext(429, 502);
    const before = api.requests.length;
    expect(await refusal(ask(doppler("portal", "dev", "DATABASE_URL"), without({ DOPPLER_TOKEN: devToken })))).toMatchObject({
      code: "SECRET_SOURCE_FAILED",
      retryable: true,
      message: expect.stringContaining("HTTP 502"),
    });
    expect(api.requests.length - before).toBe(2);
  });

  it("passes on what the API refuses, without the token", async () => {
    const error = await refusal(
      ask(doppler("portal", "dev", "DATABASE_URL"), without({ DOPPLER_TOKEN: "dp.st.x.canary00000000" })),
    );
    expect(error).toMatchObject({
      code: "SECRET_SOURCE_FAILED",
      message: expect.stringContaining("Invalid Service token (HTTP 401)"),
    });
    expect(`${error.message}${error.hint}`).not.toContain("canary");
  });

  it("sends the token to no host without TLS but this machine", async () => {
    const env = { PATH: folder, DOPPLER_API_HOST: "http://example.com", DOPPLER_TOKEN: devToken };
    expect(await refusal(ask(doppler("portal", "dev", "DATABASE_URL"), env))).toMatchObject({ code: "CONFIG_INVALID" });
  });

  it("says when the API cannot be reached", async () => {
    const env = { PATH: folder, DOPPLER_API_HOST: "http://127.0.0.1:1", DOPPLER_TOKEN: devToken };
    expect(await refusal(ask(doppler("portal", "dev", "DATABASE_URL"), env))).toMatchObject({
      code: "SECRET_SOURCE_FAILED",
      retryable: true,
    });
  });

  it("says how to go on without command line and token", async () => {
    const error = await refusal(ask(doppler("portal", "dev", "DATABASE_URL"), { PATH: folder }));
    expect(error).toMatchObject({ code: "SECRET_SOURCE_FAILED", hint: expect.stringContaining("set DOPPLER_TOKEN") });
  });
});

/** The same promises, checked on the real command line against the loopback API, wherever somebody has it. */
describe("the real doppler, as the fake one claims it to be", () => {
  const path = process.env.PATH ?? "";
  let api: FakeDopplerApi;
  beforeAll(async () => {
    api = await startFakeDopplerApi(world);
  });
  afterAll(() => api.close());

  it("keeps the contract", async (test) => {
    const version = await runProcess("doppler", ["--version"], {
      env: { PATH: path, HOME: folder },
      cwd: folder,
      deadlineMs: 10_000,
    });
    if (version.kind !== "exited") {
      console.log("contract not run: no doppler binary");
      return test.skip("contract not run: no doppler binary");
    }
    const folders = path.split(delimiter).filter((part) => part !== "");
    const env = (token: string): Variables => ({
      PATH: folders.join(delimiter),
      HOME: folder,
      DOPPLER_API_HOST: api.host,
      DOPPLER_TOKEN: token,
    });
    expect((await ask(doppler("portal", "prd", "DATABASE_URL"), env(userToken))).value).toBe(prdUrl);
    expect(await refusal(ask(doppler("portal", "prd", "DATABASE_URL"), env(devToken)))).toMatchObject({
      code: "IDENTITY_MISMATCH",
    });
    expect(await refusal(ask(doppler("portal", "dev", "HIDDEN"), env(devToken)))).toMatchObject({ code: "SECRET_MISSING" });
    expect(await refusal(ask(doppler("portal", "dev", "DATABSE_URL"), env(devToken)))).toMatchObject({
      hint: "Did you mean DATABASE_URL?",
    });
    expect(await refusal(ask(doppler("portal", "nope", "X"), env(userToken)))).toMatchObject({ code: "SECRET_SOURCE_FAILED" });
    expect(await refusal(ask(doppler("portal", "dev", "X"), env("dp.st.x.unknown000000")))).toMatchObject({
      code: "SECRET_SOURCE_FAILED",
    });
  });
});
