import { describe, expect, it } from "vitest";
import { columnTraits, maskingKey } from "../../../../test/support/column-traits.ts";
import { maskerFor } from "../maskers-for.ts";

const phones = maskerFor({ kind: "phone" }, columnTraits(), maskingKey);
const numbers = maskerFor({ kind: "number" }, columnTraits({ type: "numeric" }), maskingKey);

describe("values masked in place", () => {
  it("keep the country, the trunk prefix and the separators of a telephone number", () => {
    const [german, american, irish, national, other] = phones.mask([
      "+49 (0)170-1234567",
      "+1 415 555 2671",
      "+353 1 234 5678",
      "0170/1234567",
      "0049 170 1234567",
    ]);
    expect(german).toMatch(/^\+49 \(0\)\d{3}-\d{7}$/);
    expect(american).toMatch(/^\+1 [1-9]\d\d \d{3} \d{4}$/);
    expect(irish).toMatch(/^\+353 [1-9] \d{3} \d{4}$/);
    expect(national).toMatch(/^0\d{3}\/\d{7}$/);
    expect(other).toMatch(/^0049 [1-9]\d\d \d{7}$/);
  });

  it("map a telephone number alike however it is grouped", () => {
    const [one, other] = phones.mask(["+49 170 1234567", "+49-170-123-4567"]);
    expect(one?.replace(/\D/g, "")).toBe(other?.replace(/\D/g, ""));
  });

  it("leave no letter of what people write into number columns", () => {
    const [noted, foreign] = phones.mask(["ask Anna: 0170 1234567", "спросить Анну 0170"]);
    expect(noted).not.toMatch(/Anna|1234567/);
    expect(foreign).toMatch(/^[0-9a-z]{16}$/);
  });

  it("keep sign, magnitude, scale and zeros of a number", () => {
    const [price, small, round, infinite, exponent] = numbers.mask(["-1234.50", "0.00071", "500.00", "NaN", "1.25e+20"]);
    expect(price).toMatch(/^-[1-9]\d{3}\.[1-9]0$/);
    expect(small).toMatch(/^0\.000[1-9][1-9]$/);
    expect(round).toMatch(/^[1-9]\d\d\.00$/);
    expect(infinite).toBe("NaN");
    expect(exponent).toMatch(/^[1-9]\.\d[1-9]e\+20$/);
  });
});
