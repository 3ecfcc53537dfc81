import { expect, it } from "vitest";
import { exampleChange, exampleReport, inSyncReport } from "../../../test/support/parity-example.ts";
import { auditMarkdown } from "./audit-markdown.ts";

it("opens with a marker and the verdict, and hides the lists", () => {
  expect(auditMarkdown([exampleReport])).toMatchInlineSnapshot(`
    "<!-- lockstep:audit -->
    ### ❌ production differs from dev: lacks 9, has 2 too many, 3 differ

    | missing | too many | different | renamed | high risk | medium | low |
    | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | 9 | 2 | 3 | 0 | 1 | 3 | 5 |

    <details>
    <summary>15 differences</summary>

    \`\`\`diff
    database (1 difference)
    +   role app_reader                                                  MEDIUM  changes what a role may do

    app (1 difference)
    !   function app.total(integer,integer)  body  [hot-fix]             MEDIUM  callers get the new behaviour at once
    -           perform 1;
    -           return a - b;
    +           return a + b;
    +           -- ever so plain

    public (13 differences)
    -   table public.legacy_sessions  1 column                           HIGH    drops a table and its rows
        table public.users
    !       column  email  type varchar(20) → text, not null: no → yes   MEDIUM  a type change may rewrite the table and its
                                                                                 indexes
    +       column  nickname  text                                       LOW     a nullable column, instant under a short
                                                                                 lock
    +       index   users_email_idx  unique (email)                      LOW     an index, built concurrently
    +       comment on column id  'who'                                  LOW     a comment
    +   table public.invoices  3 columns, 1 primary key, 1 index         LOW     a new table
          [pending 20251017103000_invoices.sql]
    !   enum  public.status  labels + void                               LOW     a new enum value, added in place
    \`\`\`

    </details>

    - server version **differs**: dev 17.10, production 16.4
    - settings warning: work\\_mem is 4MB on dev and 64MB on production
    - in order: extensions, sequences

    **Not compared**

    - \`subscription\`: pg\\_subscription can be read by superusers only
    - \`function (3)\`: one of the sources cannot express this kind
    "
  `);
});

it("is short when nothing differs", () => {
  expect(auditMarkdown([inSyncReport])).toBe(
    "<!-- lockstep:audit -->\n### ✅ no drift: production matches dev\n\n- in order: extensions\n",
  );
});

it("fits into a comment however much differs, and still says what it left out", () => {
  const changes = Array.from({ length: 3_000 }, (_, i) =>
    exampleChange("add", `table:schema_${i}.a_table_with_a_rather_long_name_${i}`, `schema:schema_${i}`),
  );
  const text = auditMarkdown([
    { ...exampleReport, changes },
    { ...exampleReport, changes },
  ]);
  expect(Buffer.byteLength(text)).toBeLessThan(65_536);
  expect(text).toMatch(/… and [\d,]+ more lines/);
  expect(text.match(/### ❌/g)).toHaveLength(2);
});

it("lets no name format the page, mention anybody or leave the block", () => {
  const changes = [exampleChange("add", 'table:public."```\n</details>@all"', "schema:public")];
  const gap = { what: "`x`|<b>", why: "*no* <script> @all" };
  const text = auditMarkdown([{ ...exampleReport, changes, notCompared: [gap] }]);
  expect(text).toContain("````diff");
  expect(text).toContain("`` `x`\\|<b> ``: \\*no\\* &lt;script&gt; @\u2060all");
});

it("tells findings after the lists, escaped, and never more than twenty", () => {
  const finding = {
    rule: "since-other-database",
    level: "medium" as const,
    message: "taken of *dev*",
    why: "Other.",
    fix: "lockstep audit",
  };
  expect(auditMarkdown([inSyncReport], [finding])).toMatch(
    /\n\n- medium risk, since-other-database: taken of \\\*dev\\\* · Other\. · fix: lockstep audit\n$/,
  );
  const many = auditMarkdown(
    [inSyncReport],
    Array.from({ length: 23 }, () => finding),
  );
  expect(many.match(/^- medium risk/gm)).toHaveLength(20);
  expect(many).toContain("- … and 3 more findings\n");
});
