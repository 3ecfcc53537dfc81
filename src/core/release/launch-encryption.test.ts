import { expect, it } from "vitest";
import { encryptedReadable, encryptionRun } from "./launch-encryption.ts";

const done = {
  job: "tokens",
  relation: "public.email_accounts",
  rows: 200_000,
  encryptedAt: "2026-03-10T12:00:00.000Z",
  verifiedAt: "2026-03-10T12:05:00.000Z",
};

const production = { name: "production", protected: true };

it("is proven when every job is at its end, and says which one is not", () => {
  expect(encryptionRun([done], production)).toMatchObject({
    state: "proven",
    why: "public.email_accounts: 200000 rows by 2026-03-10, and the server's check holds",
  });
  expect(encryptionRun([done, { ...done, job: "keys", relation: "public.keys", encryptedAt: null }], production)).toMatchObject({
    state: "open",
    why: "public.keys is not encrypted yet",
    fix: "lockstep encrypt run keys --env production --confirm production",
  });
});

it("takes a verification of this week or later only", () => {
  const verdict = (opens: string, verifiedAt: string | null = done.verifiedAt) =>
    encryptedReadable([{ ...done, verifiedAt }], "production", opens);
  expect(verdict("2026-03-09T00:00:00.000Z")).toMatchObject({
    state: "proven",
    why: "public.email_accounts: every value opened on 2026-03-10",
  });
  expect(verdict("2026-03-16T00:00:00.000Z")).toMatchObject({
    state: "open",
    why: "every value of public.email_accounts was opened last on 2026-03-10, before this week",
    fix: "lockstep encrypt verify tokens --env production",
  });
  expect(verdict("2026-03-09T00:00:00.000Z", null)).toMatchObject({ state: "open", why: expect.stringContaining("never since") });
});
