import { expect, it } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import { objectId, parentedId } from "../catalog/object-id.ts";
import type { Facts, SchemaObject } from "../catalog/schema-object.ts";
import { catalogMarkdown } from "./catalog-markdown.ts";
import { catalogText } from "./catalog-text.ts";
import { plainStyle } from "./text-style.ts";

const users = objectId("table", "public", "users");
const object = (
  id: SchemaObject["id"],
  kind: SchemaObject["kind"],
  parent: SchemaObject["parent"],
  facts: Facts,
  position = 0,
): SchemaObject => ({
  id,
  kind,
  parent,
  owner: null,
  facts,
  position,
});
const objects = [
  object(users, "table", objectId("schema", "public"), {}),
  object(
    parentedId("column", users, "id"),
    "column",
    users,
    { type: "bigint", notNull: true, identity: "always", default: null, generated: null },
    1,
  ),
  object(
    parentedId("column", users, "Mail|x"),
    "column",
    users,
    { type: "text", notNull: false, identity: null, default: "'a'::text", generated: null },
    2,
  ),
  object(objectId("index", "public", "users_mail"), "index", users, {
    isUnique: true,
    method: "btree",
    columns: [null],
    expressions: "lower(mail)",
    include: [],
    predicate: null,
  }),
  object(objectId("enum", "public", "status"), "enum", objectId("schema", "public"), { labels: ["open", "paid"] }),
];
const catalog: Catalog = {
  server: {
    versionNumber: 170_010,
    version: "17.10",
    database: "portal",
    owner: "app",
    encoding: "UTF8",
    localeProvider: "libc",
    collate: "C",
    ctype: "C",
    locale: null,
    collationVersion: null,
    collationActualVersion: null,
  },
  objects: new Map(objects.map((item) => [item.id, item])),
  dependencies: [],
  notCompared: [{ what: "subscription", why: "superusers only" }],
  cannotExpress: [],
};

it("sums a catalog up", () => {
  expect(catalogText(catalog, "production", "v1:pg17:ab", plainStyle)).toMatchInlineSnapshot(`
    "production  portal on PostgreSQL 17.10, UTF8
    v1:pg17:ab

      1  table
      2  columns
      1  index
      1  enum

    table         columns  indexes
    public.users        2        1

    not read
      subscription: superusers only
    "
  `);
});

it("documents tables with their columns, and everything else by name", () => {
  expect(catalogMarkdown(catalog, "production")).toMatchInlineSnapshot(`
    "# production

    \`portal\` on PostgreSQL 17.10, 1 relation.

    ## public.users

    | Column | Definition | |
    | --- | --- | --- |
    | \`id\` | \`bigint not null generated always as identity\` |  |
    | \`"Mail\\|x"\` | \`text default 'a'::text\` |  |

    - index \`users_mail\` \`unique (lower(mail))\`

    ## Enums

    - \`public.status\` \`(open, paid)\`
    "
  `);
});
