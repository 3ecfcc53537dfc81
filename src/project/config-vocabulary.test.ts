import { expect, it } from "vitest";
import * as packageRoot from "../index.ts";
import { configVocabulary } from "./config-vocabulary.ts";

it("is exactly what the package root exports under the same names", () => {
  expect(packageRoot).toMatchObject(configVocabulary);
});

it("makes plain data that JSON can hold", () => {
  const { attested, cron, doppler, email, env, exec, http, slack } = configVocabulary;
  const made = [
    doppler("p", "c", "N", { tokenEnv: "T" }),
    exec(["x"], { json: "a.b" }),
    http("https://example.com", { status: 204 }),
    slack(env("HOOK")),
    email(env("SMTP"), { from: "a@example.com", to: "b@example.com" }),
    cron("0 17 * * 5", { minutes: 90 }),
    attested({ maxAgeHours: 12 }),
  ];
  expect(JSON.parse(JSON.stringify(made))).toEqual(made);
});
