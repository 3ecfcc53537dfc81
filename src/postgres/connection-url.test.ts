import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { AppError } from "../core/app-error.ts";
import { parseConnectionUrl } from "./connection-url.ts";

const parse = (url: string, env: Record<string, string> = {}) => parseConnectionUrl(url, { env, osUser: "me" });

function failure(url: string, env: Record<string, string> = {}): AppError {
  try {
    parse(url, env);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("the URL was accepted");
}

describe("reading a complete URL", () => {
  test("gives every part, percent-decoded", () => {
    const target = parse(
      "postgres://al%40ice:p%40ss%2Fw%3A%23%20d@db.example.com:6543/my%20db?sslmode=require&connect_timeout=7",
    );
    expect(target).toMatchObject({
      host: "db.example.com",
      port: 6543,
      user: "al@ice",
      database: "my db",
      connectTimeoutSeconds: 7,
    });
    expect(target.password?.()).toBe("p@ss/w:# d");
    expect(target.tls.mode).toBe("require");
    expect(target.socket).toBe(false);
  });

  test("takes postgresql:// and surrounding white space too", () => {
    expect(parse(" postgresql://u@h/d\n")).toMatchObject({ host: "h", port: 5432, user: "u", database: "d", warnings: [] });
  });

  test("keeps further colons of a password, as libpq does", () => {
    expect(parse("postgres://u:a:b@h/d").password?.()).toBe("a:b");
  });

  test("reads a socket's directory from the query or from an encoded host", () => {
    expect(parse("postgres:///d?host=/var/run/postgresql&port=5433")).toMatchObject({
      host: "/var/run/postgresql",
      port: 5433,
      socket: true,
      display: "postgres://me@/d?host=/var/run/postgresql&port=5433",
    });
    expect(parse("postgres://%2Ftmp/d")).toMatchObject({ host: "/tmp", socket: true });
  });

  test("lets query parameters win over the rest of the URL", () => {
    const target = parse("postgres://u:p@h:1/d?host=other&port=2&user=w&dbname=e&password=q");
    expect(target).toMatchObject({ host: "other", port: 2, user: "w", database: "e" });
    expect(target.password?.()).toBe("q");
  });

  test("reads IPv6 addresses in brackets", () => {
    expect(parse("postgres://u@[2001:db8::1]:6000/d")).toMatchObject({
      host: "2001:db8::1",
      port: 6000,
      display: "postgres://u@[2001:db8::1]:6000/d",
    });
  });

  test("reads several hosts, each with its port or with one for all", () => {
    const hosts = [
      { host: "a", port: 1 },
      { host: "b", port: 2 },
    ];
    expect(parse("postgres://u@a:1,b:2/d").hosts).toEqual(hosts);
    expect(parse("postgres://u@/d?host=a,b&port=1,2").hosts).toEqual(hosts);
    expect(parse("postgres://u@/d?host=a,b&port=7").hosts.map(({ port }) => port)).toEqual([7, 7]);
    expect(parse("postgres://u@a,b:2/d").hosts.map(({ port }) => port)).toEqual([5432, 2]);
    expect(parse("postgres://u@a:1,b:2/d").display).toBe("postgres://u@a:1,b:2/d");
  });

  test("connects to hostaddr while the certificate must name the host", () => {
    expect(parse("postgres://u@name/d?hostaddr=10.0.0.1").hosts).toEqual([{ host: "name", address: "10.0.0.1", port: 5432 }]);
  });
});

describe("filling the parts that are missing", () => {
  test("takes them from the PG* variables", () => {
    const env = {
      PGHOST: "h",
      PGPORT: "77",
      PGUSER: "u",
      PGDATABASE: "d",
      PGPASSWORD: "secret",
      PGSSLMODE: "verify-full",
      PGSSLROOTCERT: "/ca",
    };
    const target = parse("postgres://", env);
    expect(target).toMatchObject({ host: "h", port: 77, user: "u", database: "d", display: "postgres://u:***@h:77/d" });
    expect(target.tls).toMatchObject({ mode: "verify-full", rootCertificate: { path: "/ca", explicit: true } });
    expect(target.password?.()).toBe("secret");
  });

  test("prefers the URL over the variables", () => {
    expect(
      parse("postgres://u@h:1/d?sslmode=disable", { PGHOST: "x", PGPORT: "2", PGUSER: "y", PGSSLMODE: "require" }),
    ).toMatchObject({
      host: "h",
      port: 1,
      user: "u",
      tls: { mode: "disable" },
    });
  });

  test("falls back to libpq's defaults", () => {
    const target = parse("postgres://h", { HOME: "/home/me" });
    expect(target).toMatchObject({ user: "me", database: "me", port: 5432, password: null, passfile: "/home/me/.pgpass" });
    expect(target.tls).toMatchObject({
      mode: "prefer",
      channelBinding: "prefer",
      rootCertificate: { path: "/home/me/.postgresql/root.crt", explicit: false },
    });
  });
});

describe("TLS wishes", () => {
  test("sslrootcert=system asks for the full check and refuses less", () => {
    expect(parse("postgres://u@h/d?sslrootcert=system").tls.mode).toBe("verify-full");
    expect(failure("postgres://u@h/d?sslrootcert=system&sslmode=require").message).toContain("too weak");
  });

  test("ssl=true means require, and no-verify means require that no root certificate makes stricter", () => {
    expect(parse("postgres://u@h/d?ssl=true").tls.mode).toBe("require");
    expect(parse("postgres://u@h/d?sslmode=no-verify", { HOME: "/home/me" }).tls).toMatchObject({
      mode: "require",
      rootCertificate: null,
    });
  });

  test("an unknown sslmode is refused with the list of known ones", () => {
    expect(failure("postgres://u@h/d?sslmode=required").hint).toContain("verify-full");
  });

  test("direct negotiation needs TLS that is required", () => {
    expect(parse("postgres://u@h/d?sslmode=require&sslnegotiation=direct").tls.direct).toBe(true);
    expect(failure("postgres://u@h/d?sslnegotiation=direct").message).toContain("sslnegotiation=direct");
  });
});

describe("parameters of other clients", () => {
  test("are ignored with one warning each", () => {
    const target = parse("postgres://u@h/d?schema=public&pgbouncer=true&channel_binding=require&connection_limit=1&wat=1");
    expect(target.warnings).toHaveLength(4);
    expect(target.warnings[0]).toContain("schema is a setting of Prisma");
    expect(target.tls.channelBinding).toBe("require");
  });

  test("of libpq that change nothing here are ignored silently", () => {
    expect(parse("postgres://u@h/d?gssencmode=disable&keepalives=1").warnings).toEqual([]);
  });
});

describe("a URL that cannot be used", () => {
  const canary = "hunter2";
  test.each([
    ["", "it is empty"],
    [canary, "the scheme is missing"],
    [`mysql://u:${canary}@h/d`, "its scheme is mysql"],
    [`"postgres://u:${canary}@h/d"`, "quotation mark"],
    [`postgres:u:${canary}@h/d`, "'://'"],
    [`host=h password=${canary}`, "keyword=value"],
    [`postgres://u:${canary}@/d`, "the host is missing"],
    ["postgres://", "the host is missing"],
    [`postgres://u:${canary}@h:54x2/d`, "the port is not a number"],
    [`postgres://u:${canary}@h:99999/d`, "the port is not a number"],
    [`postgres://u:${canary}@${canary}@h/d`, "an '@' stands unescaped"],
    [`postgres://u:#${canary}@h/d`, "a '#' stands unescaped"],
    [`postgres://u:${canary}#x@h:5432/d`, "a '#' stands unescaped"],
    [`postgres://u:${canary}?x@h/d`, "a '?' stands unescaped"],
    [`postgres://u:x/${canary}@h/d`, "a '/' stands unescaped"],
    [`postgres://u:x%${canary}@h/d`, "a '%' stands unescaped"],
    [`postgres://u:${canary} x@h/d`, "a space"],
    [`postgres://u:${canary}%00@h/d`, "%00"],
    [`postgres://u:${canary}%ff@h/d`, "not UTF-8"],
    [`postgres://u:${canary}@::1/d`, "the host cannot be read"],
    [`postgres://u:${canary}@a,b/d?port=1,2,3`, "another number of ports"],
    [`postgres://u:${canary}@h/d?ssl=${canary}`, "neither true nor false"],
    [`postgres://u:${canary}@h/d?connect_timeout=${canary}`, "connect_timeout"],
  ])("%s: is refused by naming the part, without its text", (url, part) => {
    const error = failure(url);
    expect(error.code).toBe("URL_INVALID");
    expect(error.message).toContain(part);
    expect(error.hint).toBeTruthy();
    expect(`${error.message} ${error.hint} ${error.stack}`).not.toContain(canary);
  });

  test("names whose URL it is, where there are several", () => {
    expect(() => parseConnectionUrl("", { env: {}, osUser: "me", whose: "production" })).toThrow(
      "The connection URL of production cannot be used: it is empty.",
    );
  });

  test("a warning repeats no rest of a password either", () => {
    expect(parse(`postgres://u:p@h/d?x=1&Hunter2%20secret`).warnings.join()).not.toContain("Hunter2");
  });
});

test("a target can be printed and serialised without giving the password away", () => {
  const target = parse("postgres://u:hunter2@h/d");
  expect(JSON.stringify(target)).not.toContain("hunter2");
  expect(inspect(target, { depth: 9 })).not.toContain("hunter2");
  expect(target.display).toBe("postgres://u:***@h:5432/d");
});
