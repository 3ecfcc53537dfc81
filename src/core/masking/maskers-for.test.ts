import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnTraits, maskingKey, otherMaskingKey } from "../../../test/support/column-traits.ts";
import type { ColumnTraits } from "./column-traits.ts";
import type { Mask } from "./mask.ts";
import { maskerFor, maskersFor } from "./maskers-for.ts";

function mask(kind: Mask, values: readonly (string | null)[], changes: Partial<ColumnTraits> = {}): readonly (string | null)[] {
  return maskerFor(kind, columnTraits(changes), maskingKey).mask(values);
}

const unique = { isUnique: true } as const;
const email = fc.emailAddress();
const integers = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);

/** Each mask with a type it is for, values, and what every masked value must look like. */
const kinds: readonly (readonly [string, Mask, Partial<ColumnTraits>, fc.Arbitrary<string>, RegExp])[] = [
  ["email", { kind: "email" }, {}, email, /^[a-z.0-9]+@example\.(com|org|net)$/],
  ["name", { kind: "name" }, {}, fc.string({ minLength: 1 }), /^\p{Lu}\p{L}+ \p{L}/u],
  ["phone", { kind: "phone" }, {}, fc.stringMatching(/^\+49 1[0-9]{2} [0-9]{7}$/), /^\+49 \d{3} \d{7}$/],
  ["url", { kind: "url" }, {}, fc.webUrl(), /^https?:\/\/www\.example\.com\/[0-9a-z]{16}$/],
  ["street", { kind: "street" }, {}, fc.string({ minLength: 1 }), /^\p{Lu}.* \d{1,3}$/u],
  ["zip", { kind: "zip" }, {}, fc.stringMatching(/^[A-Z]{2}[0-9][A-Z] [0-9][A-Z]{2}$/), /^[A-Z]{2}\d[A-Z] \d[A-Z]{2}$/],
  ["token", { kind: "token" }, {}, fc.stringMatching(/^sk-[a-z0-9]{20}$/), /^[a-z]{2}-[a-z0-9]{20}$/],
  ["hex", { kind: "token" }, { type: "bytea" }, fc.stringMatching(/^\\x([0-9a-f]{2}){1,40}$/), /^\\x([0-9a-f]{2}){1,40}$/],
  ["uuid", { kind: "uuid" }, { type: "uuid" }, fc.uuid(), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  [
    "number",
    { kind: "number" },
    { type: "numeric(12,2)" },
    fc.stringMatching(/^-?[1-9][0-9]{0,9}\.[0-9]{2}$/),
    /^-?[1-9]\d{0,9}\.\d\d$/,
  ],
  ["integer", { kind: "number" }, { type: "bigint" }, integers, /^-?\d+$/],
  ["ip", { kind: "ip" }, { type: "inet" }, fc.ipV4(), /^(198\.1[89]\.\d+|192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/],
  ["ip 6", { kind: "ip" }, { type: "inet" }, fc.constant("fe80::1/64"), /^2001:db8(:[0-9a-f]{1,4}){6}\/64$/],
  ["text", { kind: "text" }, {}, fc.stringMatching(/^\S[\s\S]{1,200}\S$/), /^[a-z ]+$/],
];

describe("masks", () => {
  it.each(kinds)("write what they are for: %s", (_name, kind, changes, values, pattern) => {
    fc.assert(
      fc.property(fc.array(values), (sources) => {
        const masker = maskerFor(kind, columnTraits(changes), maskingKey);
        const masked = masker.mask(sources);
        for (const value of masked) expect(value).toMatch(pattern);
        // alone or in company, in this run or another: the same
        expect(sources.map((source) => maskerFor(kind, columnTraits(changes), maskingKey).mask([source])[0])).toEqual(masked);
      }),
      { numRuns: 40 },
    );
  });

  it("leave null and the empty string, which say nothing", () => {
    for (const kind of ["email", "name", "text", "digits", "phone", "token"] as const)
      expect(mask({ kind }, [null, "", null])).toEqual([null, "", null]);
  });

  it("give other values under another key", () => {
    const sources = ["ada@lovelace.org", "bob@x.de"];
    const other = maskerFor({ kind: "email" }, columnTraits(), otherMaskingKey).mask(sources);
    expect(other).not.toEqual(mask({ kind: "email" }, sources));
  });

  it("refuse a key that can be guessed", async () => {
    const { createSecretKey } = await import("node:crypto");
    const weak = createSecretKey(Buffer.from("short"));
    expect(() => maskerFor({ kind: "email" }, columnTraits(), weak)).toThrow(/shorter than 16 bytes/);
  });
});

const injective: readonly (readonly [string, Mask, Partial<ColumnTraits>, fc.Arbitrary<string>])[] = [
  ["email", { kind: "email" }, { maxLength: 20 }, fc.string({ minLength: 1 })],
  ["name", { kind: "name" }, { maxLength: 13 }, fc.string({ minLength: 1 })],
  ["text", { kind: "text" }, {}, fc.string({ minLength: 1 })],
  ["url", { kind: "url" }, { maxLength: 28 }, fc.webUrl()],
  ["digits", { kind: "digits" }, {}, fc.stringMatching(/^[0-9]{1,4}$/)],
  ["zip", { kind: "zip" }, {}, fc.stringMatching(/^[A-Za-z0-9 -]{1,4}$/)],
  ["phone", { kind: "phone" }, {}, fc.stringMatching(/^(\+|00|0|)[0-9 ]{1,5}$/)],
  ["token", { kind: "token", alphabet: "hex" }, {}, fc.stringMatching(/^[0-9a-fA-F]{1,3}$/)],
  ["number", { kind: "number" }, { type: "numeric" }, fc.stringMatching(/^-?(0|[1-9][0-9]{0,1})(\.[0-9]{1,2})?$/)],
  ["smallint", { kind: "number" }, { type: "smallint" }, fc.integer({ min: -32_768, max: 32_767 }).map(String)],
  ["bigint", { kind: "number" }, { type: "bigint" }, integers],
  ["ip", { kind: "ip", anywhere: true }, { type: "inet" }, fc.ipV4()],
  ["date", { kind: "date-shift" }, { type: "date" }, fc.stringMatching(/^19[0-9][0-9]-0[1-9]-[12][0-9]$/)],
];

describe("masks of unique columns", () => {
  it("do not write a national number that would be read as an international one", () => {
    const short = Array.from({ length: 1_000 }, (_, i) => String(i).padStart(3, "0"));
    expect(new Set(mask({ kind: "phone" }, short, unique)).size).toBe(1_000);
  });

  it.each(injective)("keep different values different: %s", (_name, kind, changes, values) => {
    fc.assert(
      fc.property(fc.uniqueArray(values, { minLength: 20, maxLength: 400 }), (sources) => {
        // 1.5 and 1.50 are one number, and a unique column holds it once
        const distinct =
          kind.kind === "number"
            ? sources.filter((one, i) => sources.findIndex((two) => Number(two) === Number(one)) === i)
            : sources;
        const masked = mask(kind, distinct, { ...unique, ...changes });
        const images = changes.type === "numeric" ? masked.map(Number) : masked;
        expect(new Set<unknown>(images).size).toBe(distinct.length);
        const { maxLength } = changes;
        if (typeof maxLength === "number") for (const value of masked) expect(value?.length).toBeLessThanOrEqual(maxLength);
      }),
      { numRuns: 30 },
    );
  });

  it("permute every smallint into the smallints", () => {
    const all = Array.from({ length: 65_536 }, (_, i) => String(i - 32_768));
    const masked = mask({ kind: "number" }, all, { ...unique, type: "smallint" });
    expect(new Set(masked).size).toBe(65_536);
    expect(masked.filter((value) => Number(value) < -32_768 || Number(value) > 32_767)).toEqual([]);
    expect(masked.filter((value, i) => value?.length !== all[i]?.length)).toEqual([]);
  });

  it("permute all numbers of four digits", () => {
    const all = Array.from({ length: 10_000 }, (_, i) => String(i).padStart(4, "0"));
    expect(new Set(mask({ kind: "digits" }, all, unique)).size).toBe(10_000);
    expect(new Set(mask({ kind: "digits" }, all, unique).map((value) => value?.length))).toEqual(new Set([4]));
  });

  it("meet in none of 100,000 addresses", () => {
    const masker = maskerFor({ kind: "email" }, columnTraits(unique), maskingKey);
    const seen = new Set<string | null>();
    for (let from = 0; from < 100_000; from += 5_000)
      for (const value of masker.mask(Array.from({ length: 5_000 }, (_, i) => `user${from + i}@example.com`))) seen.add(value);
    expect(seen.size).toBe(100_000);
  });

  it("tell spellings apart where the column does, and fold them where it does not", () => {
    const spellings = ["Ada@X.org", "ada@x.org"];
    const [one, other] = mask({ kind: "email" }, spellings, unique);
    expect(one).not.toBe(other);
    const folded = mask({ kind: "email" }, spellings, { ...unique, type: "public.citext" });
    expect(folded[0]).toBe(folded[1]);
  });
});

describe("limits", () => {
  it("are never passed, whatever the length of the column", () => {
    const kindsOfText = [
      "email",
      "name",
      "first-name",
      "last-name",
      "url",
      "company",
      "street",
      "city",
      "text",
      "digits",
      "token",
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...kindsOfText),
        fc.integer({ min: 19, max: 60 }),
        fc.array(fc.string({ maxLength: 19 })),
        (kind, maxLength, values) => {
          for (const value of mask({ kind }, values, { maxLength })) expect(value?.length).toBeLessThanOrEqual(maxLength);
        },
      ),
    );
  });

  it("refuse a unique column that leaves fewer than 64 bits, by name and with what to choose", () => {
    const short = columnTraits({ ...unique, maxLength: 19, type: "character varying(19)" });
    expect(() => maskerFor({ kind: "email" }, short, maskingKey)).toThrow(
      /^public\.people\.value \(character varying\(19\)\) cannot be masked by email: .* take 20; choose token/,
    );
  });

  it.each<readonly [Mask, Partial<ColumnTraits>, RegExp]>([
    [{ kind: "email" }, { type: "integer" }, /possible are keep, null, constant, phone, zip, digits, number/],
    [{ kind: "null" }, { isNullable: false }, /may not be null/],
    [{ kind: "constant", value: "x" }, unique, /must differ/],
    [{ kind: "constant", value: "x" }, { enumLabels: ["a", "b"], type: "public.mood" }, /none of its labels/],
    [{ kind: "text" }, { enumLabels: ["a", "b"], type: "public.mood" }, /not of that type/],
    [{ kind: "ip" }, { ...unique, type: "inet" }, /anywhere/],
    [{ kind: "json" }, { ...unique, type: "jsonb" }, /unique index/],
    [{ kind: "date-shift", entity: "id" }, { ...unique, type: "date" }, /leave out entity/],
    [{ kind: "number" }, { ...unique, type: "double precision" }, /rounded/],
  ])("refuse what cannot be: %o on %o", (kind, changes, reason) => {
    expect(() => maskerFor(kind, columnTraits(changes), maskingKey)).toThrow(reason);
  });
});

describe("columns together", () => {
  const users = columnTraits({ table: "public.users", column: "email", ...unique });
  const invites = columnTraits({ table: "public.invites", column: "sent_to", maxLength: 40 });

  it("map the same address alike in all tables, unique or not, long or short", () => {
    const [one, other] = maskersFor(
      [
        { traits: users, mask: { kind: "email" } },
        { traits: invites, mask: { kind: "email" } },
      ],
      maskingKey,
    );
    const sources = ["ada@lovelace.org", "alexander.montgomery@x.org"];
    const masked = one?.masker.mask(sources);
    expect(other?.masker.mask(sources)).toEqual(masked);
    for (const value of masked ?? []) expect(value?.length).toBeLessThanOrEqual(40);
  });

  it("mask a foreign key as what it refers to, over chains and joins", () => {
    const middle = columnTraits({ table: "public.b", column: "owner", foreignKeyTo: { table: "public.users", column: "email" } });
    const far = columnTraits({ table: "public.c", column: "owner", foreignKeyTo: { table: "public.b", column: "owner" } });
    const joined = columnTraits({ table: "public.d", column: "mail" });
    const keep = { kind: "keep" } as const;
    const maskers = maskersFor(
      [far, middle, users, joined].map((traits) => ({ traits, mask: traits === users ? ({ kind: "text" } as const) : keep })),
      maskingKey,
      [["public.d.mail", "public.users.email"]],
    );
    expect(maskers.map(({ mask: taken }) => taken.kind)).toEqual(["text", "text", "text", "text"]);
    expect(new Set(maskers.map(({ masker }) => masker.mask(["ada@lovelace.org"])[0])).size).toBe(1);
  });

  it("mask a column that refers to two others when one of them is masked", () => {
    const kept = columnTraits({ table: "public.a", column: "id" });
    const masked = columnTraits({ table: "public.z", column: "id" });
    const both = columnTraits({ table: "public.both", column: "id", foreignKeyTo: { table: "public.a", column: "id" } });
    const taken = maskersFor(
      [kept, masked, both].map((traits) => ({ traits, mask: { kind: traits === masked ? "token" : "keep" } as const })),
      maskingKey,
      [["public.both.id", "public.z.id"]],
    );
    expect(taken.map(({ mask: own }) => own.kind)).toEqual(["token", "token", "token"]);
  });

  it("give amounts of two columns nothing to do with each other", () => {
    const [one, other] = ["price", "salary"].map((column) =>
      maskerFor({ kind: "number" }, columnTraits({ column, type: "bigint" }), maskingKey).mask(["123456789012"]),
    );
    expect(one).not.toEqual(other);
  });

  it("mask the elements of arrays as columns of their type", () => {
    const [masked] = mask({ kind: "email" }, ['{a@x.org,NULL,"b@x.org"}'], { type: "text[]", isArray: true });
    const [a, b] = mask({ kind: "email" }, ["a@x.org", "b@x.org"]);
    expect(masked).toBe(`{${a},NULL,${b}}`);
  });
});
