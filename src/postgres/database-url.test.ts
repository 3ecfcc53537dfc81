import { expect, it } from "vitest";
import { parseConnectionUrl } from "./connection-url.ts";
import { databaseUrl } from "./database-url.ts";

it.each([
  ["postgres://u:p%2Fw@h:5433/catalog?sslmode=require", "postgres://u:p%2Fw@h:5433/acme%20%2F1?sslmode=require"],
  ["postgresql://u@h", "postgresql://u@h/acme%20%2F1"],
  ["postgres://u@h?dbname=catalog&connect_timeout=3", "postgres://u@h/acme%20%2F1?connect_timeout=3"],
  ["postgres:///catalog?host=/var/run/postgresql&user=u", "postgres:///acme%20%2F1?host=/var/run/postgresql&user=u"],
])("leads from %s to another database of that server", (url, other) => {
  expect(databaseUrl(url, "acme /1")).toBe(other);
  expect(parseConnectionUrl(other, { env: {}, osUser: "u" }).database).toBe("acme /1");
});
