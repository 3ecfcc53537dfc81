import { expect, it } from "vitest";
import { doctorText } from "./doctor-text.ts";
import { plainStyle } from "./text-style.ts";

const checks = [
  { name: "dev", status: "ok" as const, detail: "PostgreSQL 17.10 over TLS" },
  {
    name: "production",
    status: "failed" as const,
    detail: "nothing accepts connections at db.internal:5432",
    fix: "start the server, or check the port",
  },
  { name: "pg_dump", status: "warning" as const, detail: "15, older than the server's 17" },
];

it("lists every check with the remedy under it", () => {
  expect(doctorText(checks, { ...plainStyle, width: 60 })).toMatchInlineSnapshot(`
    "✓ dev         PostgreSQL 17.10 over TLS
    ✗ production  nothing accepts connections at
                  db.internal:5432
                  fix: start the server, or check the port
    ! pg_dump     15, older than the server's 17

    3 checks: 1 failed, 1 warning
    "
  `);
});

it("shows only problems when it is to be quiet", () => {
  expect(doctorText(checks, { ...plainStyle, isQuiet: true })).not.toContain("17.10 over TLS");
  expect(doctorText(checks.slice(0, 1), { ...plainStyle, isQuiet: true })).toBe("1 check, all fine\n");
});
