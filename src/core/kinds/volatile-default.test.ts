import { describe, expect, it } from "vitest";
import type { ObjectId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { CatalogView } from "./kind-ddl.ts";
import { isVolatileDefault } from "./volatile-default.ts";

const routine = (name: string, volatility: string): SchemaObject => ({
  id: `function:${name}()` as ObjectId, // as a reader would build it
  kind: "function",
  parent: null,
  owner: null,
  position: 0,
  facts: { volatility },
});
const functions = [routine("app.stamp", "volatile"), routine("app.fixed", "stable"), routine('app."Odd.name"', "immutable")];
const view: CatalogView = { get: () => undefined, partsOf: () => [], allOfKind: () => functions };

describe("a default", () => {
  it.each([
    "gen_random_uuid()",
    "(clock_timestamp() + '1 day'::interval)",
    "nextval('app.numbers'::regclass)",
    "lower((random())::text)",
    "app.stamp()",
    "extensions.uuid_generate_v4()",
  ])("%s gives each row a value of its own", (expression) => {
    expect(isVolatileDefault(expression, view)).toBe(true);
  });

  it.each([
    "now()",
    "'gen_random_uuid()'::text",
    "CURRENT_TIMESTAMP",
    "app.fixed()",
    'app."Odd.name"()',
    "'[1,2,3]'::extensions.vector(3)",
    "(0)::numeric(10,2)",
    "COALESCE(lower('A'::text), 'x'::text)",
  ])("%s gives all rows the same", (expression) => {
    expect(isVolatileDefault(expression, view)).toBe(false);
  });
});
