import { expect, it } from "vitest";
import { exampleLint, exampleMigration, exampleNotes, exampleStatement } from "../../../test/support/lint-example.ts";
import { lintMarkdown } from "./lint-markdown.ts";

it("opens with a marker, the verdict and a table, and hides the details", () => {
  expect(lintMarkdown(exampleLint)).toMatchInlineSnapshot(`
    "<!-- lockstep:lint -->
    ### ❌ 2 migrations: 1 high, 1 low · 3 findings: 1 high, 1 medium, 1 low · 1 accepted

    from the text alone, for PostgreSQL 18: --env NAME knows the tables

    | risk | migration | findings | why |
    | --- | --- | ---: | --- |
    | ❌ HIGH | \`db/migrations/20251009_orders.sql\` | 3 | holds a statement that Postgres cannot parse; drops a table and its rows |
    | ✅ LOW | \`db/migrations/20251010_notes.sql\` | 0 | a new table |

    <details>
    <summary>db/migrations/20251009_orders.sql: high risk, 3 findings</summary>

    - **LOW** nothing says how to undo it (\`rollback-missing\` db/migrations/20251009\\_orders.sql:1)

    - **HIGH** syntax error at or near "from" (\`syntax-error\` db/migrations/20251009\\_orders.sql:7)
      Postgres cannot parse this statement; the others were judged.

    **Line 3** ⚠️ MEDIUM: blocks writes for as long as it is built

    \`\`\`sql
    create index orders_user_id
        on orders (user_id)
        where paid;
    \`\`\`

    | lock | on | meanwhile |
    | --- | --- | --- |
    | ▮▮▮▮▮▯▯▯ SHARE | \`public.orders\` | reads go on, writes wait |
    | ▮▮▮▮▮▯▯▯ SHARE | \`public.orders_2025\` (partition of public.orders) | reads go on, writes wait |

    - builds an index on public.orders, public.orders\\_2025
    - **MEDIUM** the index on public.orders is built without CONCURRENTLY: writes wait until it is done (\`index-without-concurrently\` db/migrations/20251009\\_orders.sql:4)
      A plain CREATE INDEX holds SHARE on the table until the index is built.
      Fix: CREATE INDEX CONCURRENTLY, in a migration of its own with \`-- lockstep: transaction = none\`.

    **Line 9** ❌ HIGH: drops a table and its rows

    \`\`\`sql
    drop table legacy;
    \`\`\`

    | lock | on | meanwhile |
    | --- | --- | --- |
    | ▮▮▮▮▮▮▮▮ ACCESS EXCLUSIVE | \`public.legacy\` | reads and writes wait |
    | ▮▮▮▮▮▮▮▮ ACCESS EXCLUSIVE | \`public.users\` (foreign key of public.legacy) | reads and writes wait |

    **Line 10** ⚠️ MEDIUM: cannot tell what a dynamic statement does

    \`\`\`sql
    do $$ begin execute what(); end $$;
    \`\`\`

    </details>
    "
  `);
});

it("is short when nothing deserves a look", () => {
  expect(lintMarkdown({ ...exampleLint, migrations: [exampleNotes], source: "production" })).toMatchInlineSnapshot(`
    "<!-- lockstep:lint -->
    ### ✅ 1 migration: 1 low · no finding

    judged for production, PostgreSQL 18

    | risk | migration | findings | why |
    | --- | --- | ---: | --- |
    | ✅ LOW | \`db/migrations/20251010_notes.sql\` | 0 | a new table |
    "
  `);
});

it("puts the riskiest first, else keeps the order", () => {
  const migrations = (["low", "high", "medium", "high"] as const).map((risk, i) => exampleMigration({ file: `${i}.sql`, risk }));
  expect(lintMarkdown({ ...exampleLint, migrations }).match(/\d\.sql/g)).toEqual(["1.sql", "3.sql", "2.sql", "0.sql"]);
});

it("fits into a comment however many migrations there are, and still says what it left out", () => {
  const statement = exampleStatement({ sql: `drop table ${"x".repeat(400)};`, line: 1, risk: "high" });
  const migrations = Array.from({ length: 900 }, (_, i) =>
    exampleMigration({
      file: `db/migrations/a_migration_with_a_rather_long_name_${i}.sql`,
      risk: "high",
      statements: [statement],
    }),
  );
  const text = lintMarkdown({ ...exampleLint, migrations });
  expect(text.length).toBeLessThan(65_536);
  expect(Buffer.byteLength(text)).toBeLessThan(65_536);
  expect(text).toMatch(/… and \d+ more migrations: `lockstep lint` lists all\./);
  expect(text).toMatch(/… and the details of \d+ more migrations/);
  expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
});

it("cuts the details of one migration that is too long alone", () => {
  const statements = Array.from({ length: 400 }, (_, i) =>
    exampleStatement({ sql: `drop table ${"x".repeat(250)};`, line: i + 1, risk: "high" }),
  );
  const text = lintMarkdown({ ...exampleLint, migrations: [exampleMigration({ file: "a.sql", risk: "high", statements })] });
  expect(Buffer.byteLength(text)).toBeLessThan(65_536);
  expect(text).toContain("… cut here: the whole is too long for a comment. `lockstep lint a.sql` shows it.\n\n</details>");
  expect(text).not.toContain("more migration");
});

it("lets no name format the page, mention anybody or leave the block", () => {
  const sql = "drop table x; -- ```\n</details>";
  const finding = { rule: "r", level: "low" as const, file: "<b>@all.sql", line: 1, message: "*no* <script> @all `a|b`" };
  const migration = exampleMigration({
    file: "<b>@all.sql",
    statements: [exampleStatement({ sql, line: 1, risk: "medium" })],
    findings: [finding],
  });
  const text = lintMarkdown({ ...exampleLint, migrations: [migration] });
  expect(text).toContain("````sql");
  expect(text).toContain("<summary>&lt;b>@\u2060all.sql: low risk, 1 finding</summary>");
  expect(text).toContain("\\*no\\* &lt;script&gt; @\u2060all `a\\|b` (`r` ");
});
