import { describe, expect, it } from "vitest";
import { type Claim, type Comparison, implies, negated } from "./claim.ts";

const compared = (operator: Comparison["operator"], value: string | number, type: string | null = "integer"): Claim => ({
  column: "id",
  operator,
  value,
  type,
});
const present: Claim = { column: "id", isNull: false };

describe("a claim about rows", () => {
  it("is proved by a narrower one", () => {
    const wanted: Claim = { all: [present, compared(">=", 10), compared("<", 20)] };
    expect(implies({ all: [present, compared(">=", 12), compared("<", 15)] }, wanted)).toBe(true);
    expect(implies({ all: [present, compared("=", 10)] }, wanted)).toBe(true);
    expect(implies({ all: [present, compared(">=", 9), compared("<", 20)] }, wanted)).toBe(false);
    expect(implies({ all: [present, compared(">=", 10), compared("<=", 20)] }, wanted)).toBe(false);
  });

  it("asks for presence by itself, since a check holds for null", () => {
    expect(implies(compared(">=", 10), { all: [present, compared(">=", 10)] })).toBe(false);
  });

  it("is proved by alternatives only if each of them proves it", () => {
    const outside: Claim = { any: [compared("<", 100), compared(">=", 200)] };
    expect(implies(outside, negated({ all: [present, compared(">=", 100), compared("<", 200)] }))).toBe(true);
    expect(implies(outside, negated({ all: [present, compared(">=", 90), compared("<", 200)] }))).toBe(false);
  });

  it("compares dates in ISO spelling by time, and text for equality alone", () => {
    expect(implies(compared("<", "2027-12-31", null), compared("<", "2028-01-01", "date"))).toBe(true);
    expect(implies(compared("<", "2028-01-01 00:00:00", null), compared("<", "2028-01-01", "timestamp without time zone"))).toBe(
      true,
    );
    expect(implies(compared("<", "a", null), compared("<", "b", "text"))).toBe(false);
    expect(implies(compared("=", "a", null), compared("<>", "b", "text"))).toBe(true);
  });

  it("says the opposite when negated twice over", () => {
    const claim: Claim = { any: [{ column: "id", isNull: true }, { all: [compared("<", 1), compared("<>", 0)] }] };
    expect(negated(negated(claim))).toEqual(claim);
  });
});
