import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnTraits, maskingKey } from "../../../../test/support/column-traits.ts";
import { maskerFor } from "../maskers-for.ts";

const column = columnTraits({ type: "date" });
const ofTable = maskerFor({ kind: "date-shift" }, column, maskingKey);
const ofEntity = maskerFor({ kind: "date-shift", entity: "id", days: 30 }, column, maskingKey);
const dayNumber = (text: string | null | undefined) => Date.parse(`${text?.slice(0, 10)}T00:00:00Z`) / 86_400_000;

describe("dates moved by days", () => {
  it("keep every distance within a table, over leap years and turns of the year", () => {
    const dates = fc.date({ min: new Date("0001-06-01"), max: new Date("9998-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(dates, { minLength: 2 }), (days) => {
        const texts = days.map((day) => day.toISOString().slice(0, 10)).filter((text) => text.length === 10);
        const moves = ofTable.mask(texts).map((text, i) => dayNumber(text) - dayNumber(texts[i]));
        expect(new Set(moves).size).toBeLessThanOrEqual(1);
        for (const move of moves) expect(Math.abs(move) > 0 && Math.abs(move) <= 365).toBe(true);
      }),
    );
  });

  it("keep distances within an entity, and not between two", () => {
    const masked = ofEntity.mask(["2024-02-28", "2024-03-01", "2024-02-28"], ["1", "1", "2"]);
    expect(dayNumber(masked[1]) - dayNumber(masked[0])).toBe(2);
    expect(masked[2]).not.toBe(masked[0]);
    expect(Math.abs(dayNumber(masked[0]) - dayNumber("2024-02-28"))).toBeLessThanOrEqual(30);
    expect(ofEntity.entity).toBe("id");
  });

  it("keep the time, the zone and infinity, and know the years before Christ", () => {
    const [stamp, infinite, early, missing] = ofTable.mask(["2024-02-28 23:59:59.123+05:30", "-infinity", "0044-03-15 BC", null]);
    expect(stamp).toMatch(/^20\d\d-\d\d-\d\d 23:59:59\.123\+05:30$/);
    expect(infinite).toBe("-infinity");
    expect(early).toMatch(/^00(43|44|45)-\d\d-\d\d BC$/);
    expect(missing).toBeNull();
  });
});
