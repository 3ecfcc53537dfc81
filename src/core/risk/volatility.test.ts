import { beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "../sql/parse-sql.ts";
import { SchemaDraft } from "./schema-draft.ts";
import { modelOfText, type RoutineModel } from "./schema-model.ts";
import { volatilityOf } from "./volatility.ts";

beforeAll(loadParser);

function routine(name: string, facts: Partial<RoutineModel>): RoutineModel {
  return {
    name: `public.${name}`,
    signature: "()",
    volatility: "volatile",
    language: "sql",
    body: "select 1",
    isNew: false,
    ...facts,
  };
}

const draft = new SchemaDraft({
  ...modelOfText(18),
  isComplete: true,
  routines: [
    routine("constant", {}),
    routine("dice", { body: "select random()" }),
    routine("guarded", { isOpaque: true }),
    routine("slow", { language: "plpgsql", body: "begin return 1; end" }),
    routine("counted", { body: "select count(*) from t" }),
    routine("calm", { volatility: "stable", language: "plpgsql", body: "begin return 1; end" }),
  ],
});
const textOnly = new SchemaDraft(modelOfText(18));

const of = (sql: string, on: SchemaDraft = draft) => volatilityOf({ sql }, on).kind;

describe("a default", () => {
  it.each(["5", "now()", "lower('A')", "array[1, 2]", "current_user", "calm()", "constant()"])(
    "%s is one value for all rows",
    (sql) => {
      expect(of(sql)).toBe("steady");
    },
  );

  it.each([
    "random()",
    "coalesce(null, clock_timestamp())",
    "nextval('s')",
    "pg_catalog.gen_random_uuid()",
    "uuid_generate_v4()",
  ])("%s is another value for each row", (sql) => {
    expect(of(sql)).toBe("volatile");
  });

  it("sees through SQL functions that planning replaces by their body, and through no others", () => {
    expect(of("dice()")).toBe("volatile");
    expect(of("guarded()")).toBe("volatile");
    expect(of("slow()")).toBe("volatile");
    expect(of("public.counted()")).toBe("volatile");
  });

  it("that calls what nobody knows is unknown from text alone, unless something else is volatile for sure", () => {
    expect(volatilityOf({ sql: "app.make_id()" }, textOnly)).toEqual({ kind: "unknown", calls: "app.make_id" });
    expect(of("make_id() || random()", textOnly)).toBe("volatile");
    expect(of("jsonb_build_object('a', 1)", textOnly)).toBe("steady");
  });

  it("trusts the server's own list where there is one", () => {
    const listed = new SchemaDraft({ ...modelOfText(18), isComplete: true, volatileFunctions: new Set(["snowflake"]) });
    expect(of("snowflake()", listed)).toBe("volatile");
    expect(of("make_id()", listed)).toBe("steady");
  });
});
