import { describe, expect, it } from "vitest";
import { valueShape } from "./value-shape.ts";

describe("valueShape", () => {
  it.each<readonly [string, string | null]>([
    ["ada@lovelace.org", "email"],
    ["Ada <ada@lovelace.org>", null],
    ["7ab83d10-4513-4b7c-ad3a-717f69c5ba7c", "uuid"],
    ["https://example.de/a?b=c", "url"],
    ["10.0.0.255", "ip"],
    ["10.0.0.256", null],
    ["fe80::1", "ip"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_DEF-123", "jwt"],
    ["DE89 3704 0044 0532 0130 00", "iban"],
    ["DE88 3704 0044 0532 0130 00", null],
    ["4111 1111 1111 1111", "card"],
    ["+49 170 1234567", "phone"],
    ["(030) 901820", "phone"],
    ["415-555-2671", "phone"],
    ["2024-02-29T12:00:00Z", "date"],
    ["-12.5", "number"],
    ["ghp_16C7e42F292c6912E7710c838347Ae178B4a", "secret"],
    ["$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW", "secret"],
    ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "secret"],
    ['{"a": 1}', "json"],
    ["order-2024-shipped", null],
    ["The quick brown fox", null],
    ["active", null],
  ])("%s is %s", (value, shape) => {
    expect(valueShape(value)).toBe(shape);
  });
});
