import { expect, it } from "vitest";
import { maskingKey, otherMaskingKey } from "../../../../test/support/column-traits.ts";
import { domainKey } from "./domain-key.ts";

it("is another key for each project, use and domain, and the same one each time", () => {
  const keys = [
    domainKey(maskingKey, "email", "people"),
    domainKey(maskingKey, "text", "people"),
    domainKey(maskingKey, "email", "firms"),
    domainKey(otherMaskingKey, "email", "people"),
  ].map((key) => key.toString("hex"));
  expect(new Set(keys).size).toBe(keys.length);
  expect(domainKey(maskingKey, "email", "people").toString("hex")).toBe(keys[0]);
});
