import { describe, expect, it } from "vitest";
import { doppler } from "./doppler.ts";
import { dopplerCliError } from "./doppler-errors.ts";

const reference = doppler("portal", "prd", "DATABASE_URL", { tokenEnv: "TOKEN_PRD" });
const noNames = () => Promise.resolve([]);

describe("dopplerCliError", () => {
  it("makes a slow network an error that may be tried again, with no stale copy", async () => {
    expect(await dopplerCliError(reference, { kind: "timed-out", deadlineMs: 15_000 }, noNames)).toMatchObject({
      code: "SECRET_SOURCE_FAILED",
      message: "doppler did not answer within 15 s for portal/prd.",
      retryable: true,
    });
  });

  it.each([
    'Get "https://host/v3": dial tcp: lookup host: no such host',
    "context deadline exceeded (Client.Timeout exceeded)",
    "Request failed with HTTP 503",
  ])("knows %j as the network's fault", async (said) => {
    expect(await dopplerCliError(reference, { kind: "refused", said }, noNames)).toMatchObject({ retryable: true });
  });

  it("names the variable that the configuration chose for the token", async () => {
    const error = await dopplerCliError(reference, { kind: "refused", said: "you must provide a token" }, noNames);
    expect(error.hint).toContain("TOKEN_PRD");
  });

  it("passes on what it does not know", async () => {
    const error = await dopplerCliError(reference, { kind: "refused", said: "something new" }, noNames);
    expect(error).toMatchObject({
      message: "doppler could not read DATABASE_URL of portal/prd: something new",
      retryable: false,
    });
  });
});
