import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactors, redact, redactJson } from "./redact.ts";

describe("redact", () => {
  it("masks the password of a URL and keeps the rest", () => {
    expect(redact("connect postgres://u:s3cret@h:5432/db failed")).toBe("connect postgres://u:***@h:5432/db failed");
    expect(redact("postgresql://u:p%40ss@h/db?sslmode=require")).toBe("postgresql://u:***@h/db?sslmode=require");
    expect(redact("redis://:pw@h")).toBe("redis://:***@h");
  });

  it("masks a password with an unencoded @, slash, quote or hash", () => {
    expect(redact("postgres://u:p@ss@h/db")).toBe("postgres://u:***@h/db");
    expect(redact("postgres://u:pa/ss@h/db")).toBe("postgres://u:***@h/db");
    expect(redact("postgres://u:pa'ss@h/db")).toBe("postgres://u:***@h/db");
    expect(redact("postgres://u:pa#ss?@h/db")).toBe("postgres://u:***@h/db");
  });

  it("masks a password that consists of digits", () => {
    expect(redact("postgres://u:12345@h/db")).toBe("postgres://u:***@h/db");
  });

  it("leaves URLs without a password alone", () => {
    for (const url of ["postgres://h:5432/db?x=a@b", "postgres://u@h/db", "https://h/a:b", "postgres://h1:5432,h2:5432/db?x=@"]) {
      expect(redact(url)).toBe(url);
    }
    expect(redact('{"a":"postgres://h:5432","b":"x@y"}')).toBe('{"a":"postgres://h:5432","b":"x@y"}');
  });

  it("leaves the form of a URL in our own hints alone", () => {
    expect(redact("The form is postgres://USER:PASSWORD@HOST:5432/DATABASE")).toContain("USER:PASSWORD@HOST");
    expect(redact("POSTGRES://u:PASSWORD1@h")).toBe("POSTGRES://u:***@h");
  });

  it("masks several URLs in one text", () => {
    expect(redact("a://u:one@h b://u:two@h")).toBe("a://u:***@h b://u:***@h");
  });

  it("masks passwords in query strings, conninfo strings and PGPASSWORD", () => {
    expect(redact("postgres://h/db?user=u&password=abc&x=1")).toBe("postgres://h/db?user=u&password=***&x=1");
    expect(redact("host=h port=5432 user=u password=abc dbname=d")).toBe("host=h port=5432 user=u password=*** dbname=d");
    expect(redact("host=h password='a b' dbname=d")).toBe("host=h password=*** dbname=d");
    expect(redact("PGPASSWORD=abc psql")).toBe("PGPASSWORD=*** psql");
  });

  it("does not change SQL that compares a column called password", () => {
    const sql = "select 1 from users where password='x' and token = 'y'";
    expect(redact(sql)).toBe(sql);
  });

  it("masks tokens of Doppler, bearer tokens and Slack webhooks", () => {
    expect(redact("dp.st.prd.AbCdEf0123456789AbCd")).toBe("dp.st.***");
    expect(redact("token dp.pt.AbCdEf0123456789")).toBe("token dp.pt.***");
    expect(redact("Authorization: Bearer abcdefgh12345")).toBe("Authorization: Bearer ***");
    expect(redact("https://hooks.slack.com/services/T00/B00/XXXX")).toBe("https://hooks.slack.com/services/***");
  });

  it("takes linear time on long lines", () => {
    const line = "a://b:".repeat(20_000);
    const started = performance.now();
    redact(line);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

const createRedactor = (secrets: readonly string[]) => createRedactors(secrets).text;

describe("createRedactors", () => {
  const canary = `p@ss/"w'o&rd\\ é`;

  it("masks a known secret in each spelling that it can leave the process in", () => {
    const clean = createRedactor([canary]);
    const spellings = [
      canary,
      encodeURIComponent(canary),
      encodeURIComponent(canary).toLowerCase(),
      JSON.stringify({ a: canary }),
      JSON.stringify(JSON.stringify({ a: canary })),
      Buffer.from(canary).toString("base64"),
      canary.replaceAll("'", "''"),
      new URLSearchParams({ a: canary }).toString(),
    ];
    for (const text of spellings) {
      expect(clean(text)).toContain("***");
      expect(clean(text)).not.toMatch(/rd(\\|%5C)/i);
    }
  });

  it("masks the password of a secret URL outside of the URL too, encoded or not", () => {
    const clean = createRedactor(["postgres://app:c%40nary-77@db.internal/portal"]);
    expect(clean("it was c@nary-77 or c%40nary-77, user app at db.internal")).toBe("it was *** or ***, user app at db.internal");
  });

  it("leaves names alone that happen to be somebody's local password", () => {
    const clean = createRedactor(["postgres://postgres:postgres@localhost/postgres", "postgres://portal:portal@localhost/x"]);
    expect(clean("table public.portal owned by postgres")).toBe("table public.portal owned by postgres");
    expect(clean("postgres://postgres:postgres@localhost/postgres")).toBe("postgres://postgres:***@localhost/postgres");
  });

  it("masks a short word only where it stands alone", () => {
    const clean = createRedactor(["sesame"]);
    expect(clean("sesame, sesame_seeds")).toBe("***, sesame_seeds");
  });

  it("takes nothing from a connection URL without a password, and all of a webhook", () => {
    const clean = createRedactor([
      "postgres://app@db.internal:5432/portal",
      "postgresql:///portal",
      "https://example.com/hook/a8f3",
    ]);
    expect(clean("app@db.internal: postgres://app@db.internal:5432/portal, postgresql:///portal")).toBe(
      "app@db.internal: postgres://app@db.internal:5432/portal, postgresql:///portal",
    );
    expect(clean("POST https://example.com/hook/a8f3")).toBe("POST ***");
    expect(createRedactor(["postgres://db/portal?user=a&password=c%40nary-1"])("c@nary-1 at db")).toBe("*** at db");
  });

  it("masks words of SQL in URLs only", () => {
    for (const password of ["text", "TABLE", "uuid", "public", "default", "materialized-view"]) {
      const { text, data } = createRedactors([`postgres://app:${password}@db/portal`, password]);
      const sentence = `a ${password} in postgres://app:${password}@db/portal`;
      expect(text(sentence)).toBe(`a ${password} in postgres://app:***@db/portal`);
      expect(data(sentence)).toBe(text(sentence));
    }
  });

  it("leaves names in data that happen to be a short or word-like password, except where a password stands", () => {
    for (const password of ["orders", "portal_db", "Sesame", "x7Tq", "4711"]) {
      const { text, data } = createRedactors([`postgres://app:${password}@db/main`]);
      expect(data(`table:public.${password}`)).toBe(`table:public.${password}`);
      expect(text(`table:public.${password}`)).toBe("table:public.***");
      for (const place of ["password=", "password '", "PASSWORD => ", '"password": "', "passwd = '"])
        expect(data(`dblink(host=db ${place.toLowerCase()}${password}')`), place).not.toContain(password);
    }
  });

  it("masks a secret that no name looks like wherever it stands, in data too", () => {
    const { data } = createRedactors(["postgres://app:k9-Zebra-44@db/main", "AbCdEfGhIjKl"]);
    expect(data("comment k9-Zebra-44xAbCdEfGhIjKly")).toBe("comment ***x***y");
  });

  it("masks the longer of two secrets where one begins with the other", () => {
    expect(createRedactor(["secret-1", "secret-1-more"])("secret-1-more")).toBe("***");
  });

  it("changes nothing the second time and never lets a password-like secret through", () => {
    const secret = fc.string({ minLength: 12, maxLength: 30 }).filter((text) => /^\S+$/.test(text) && !text.includes("*"));
    fc.assert(
      fc.property(secret, fc.string(), (value, around) => {
        const once = createRedactor([value])(`${around} ${value} ${around}`);
        expect(once).not.toContain(value);
        expect(createRedactor([value])(once)).toBe(once);
      }),
    );
  });
});

describe("redactJson", () => {
  const passwords = ["12345", "PGPASSWORD", 'a"b\\c', "quoted"];

  it("leaves JSON that is JSON, whatever the password is", () => {
    for (const password of passwords) {
      const document = { ok: true, none: null, rows: 123_456, quoted: 'PGPASSWORD="x y" psql', note: `<${password}>` };
      const text = redactJson(JSON.stringify(document), createRedactor([`postgres://u:${encodeURIComponent(password)}@h/d`]));
      expect(JSON.parse(text)).toMatchObject({ ok: true, rows: 123_456 });
      expect(JSON.parse(text).note, password).not.toContain(password);
    }
  });

  it("leaves keys, and with everyday words everything", () => {
    const document = { text: "text", table: ["column:public.a.text"], sesame: "sesame" };
    const redactors = createRedactors(["postgres://u:text@h/d", "postgres://u:sesame@h/d"]);
    expect(JSON.parse(redactJson(JSON.stringify(document), redactors.data))).toEqual(document);
    expect(JSON.parse(redactJson(JSON.stringify(document), redactors.text))).toEqual({ ...document, sesame: "***" });
  });

  it("handles one document per line", () => {
    const text = redactJson('{"a":true,"b":"s3cret"}\n{"a":"s3cret"}\n', createRedactor(["s3cret"]));
    expect(text).toBe('{"a":true,"b":"***"}\n{"a":"***"}\n');
  });
});
