import { expect, it } from "vitest";
import { parseSecretReference } from "./parse-secret-reference.ts";

it.each([
  ["env://DATABASE_URL", { kind: "env", name: "DATABASE_URL" }],
  ["env:DATABASE_URL", { kind: "env", name: "DATABASE_URL" }],
  ["doppler://portal/prd/DATABASE_URL", { kind: "doppler", project: "portal", config: "prd", name: "DATABASE_URL" }],
  ["op://vault/item/section/field", { kind: "op", reference: "op://vault/item/section/field" }],
  ["file:///run/secrets/url", { kind: "file", path: "/run/secrets/url" }],
  ["file://secrets/url", { kind: "file", path: "secrets/url" }],
  ["dotenv://.env.staging#DATABASE_URL", { kind: "dotenv", path: ".env.staging", name: "DATABASE_URL" }],
  ["$DATABASE_URL", { kind: "env", name: "DATABASE_URL" }],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how people write it
  ["${DATABASE_URL}", { kind: "env", name: "DATABASE_URL" }],
  ['env("DATABASE_URL")', { kind: "env", name: "DATABASE_URL" }],
  ["doppler('portal', 'prd', 'URL')", { kind: "doppler", project: "portal", config: "prd", name: "URL" }],
  ['dotenv(".env", "URL")', { kind: "dotenv", path: ".env", name: "URL" }],
  ["file('/run/secrets/url')", { kind: "file", path: "/run/secrets/url" }],
  ['op("op://vault/item/field")', { kind: "op", reference: "op://vault/item/field" }],
  ["postgresql://localhost/d", { kind: "literal", value: "postgresql://localhost/d" }],
])("reads %s", (text, reference) => {
  expect(parseSecretReference(text)).toEqual(reference);
});

it.each([
  "",
  "DATABASE_URL",
  "env://",
  "env://A-B",
  "doppler://portal/prd",
  "doppler://a/b/c/d",
  "op://vault/item",
  "dotenv://.env",
  "dotenv://#A",
  "mysql://h/d",
  "$A-B",
  "${A",
  "env()",
  "doppler(a, b)",
  "op(vault)",
])("does not take %j for a reference", (text) => {
  expect(parseSecretReference(text)).toBeNull();
});
