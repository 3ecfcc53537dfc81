import { expect, it } from "vitest";
import { AppError } from "../app-error.ts";
import { errorText } from "./error-text.ts";
import { jsonDocument } from "./json-document.ts";
import { plainStyle } from "./text-style.ts";

const error = new AppError({
  code: "CONNECT_REFUSED",
  message: "Nothing accepts connections at localhost:1.",
  hint: "Check the port.",
  retryable: true,
  cause: new Error("ECONNREFUSED"),
});

it("says code, what failed, what to try and where to read more", () => {
  expect(errorText(error, plainStyle)).toBe(
    "error CONNECT_REFUSED  Nothing accepts connections at localhost:1.\n  try: Check the port.\n  more: lockstep explain CONNECT_REFUSED\n",
  );
});

it("prints stacks, the causes' too, only when asked for everything", () => {
  expect(errorText(error, { ...plainStyle, isVerbose: true })).toMatch(/at .*\ncaused by:\nError: ECONNREFUSED\n/s);
});

it("carries the same fields as JSON", () => {
  const document: unknown = JSON.parse(jsonDocument({ command: "audit", ok: false, data: undefined, findings: [], error }));
  expect(document).toEqual({
    schemaVersion: 1,
    command: "audit",
    ok: false,
    data: null,
    findings: [],
    error: {
      code: "CONNECT_REFUSED",
      message: "Nothing accepts connections at localhost:1.",
      hint: "Check the port.",
      docs: "lockstep explain CONNECT_REFUSED",
      retryable: true,
      cause: "ECONNREFUSED",
    },
  });
});
