import { expect, it } from "vitest";
import { createSecretRegister } from "./secret-register.ts";

it("masks a secret from the moment that it is learnt, for sinks that held the redactor before", () => {
  const register = createSecretRegister(["first-canary-1"]);
  const { redact, redactData } = register;
  expect(redact("first-canary-1 second-canary-2")).toBe("*** second-canary-2");
  register.add("second-canary-2");
  expect(redact("first-canary-1 second-canary-2")).toBe("*** ***");
  expect(redactData("first-canary-1 second-canary-2")).toBe("*** ***");
});
