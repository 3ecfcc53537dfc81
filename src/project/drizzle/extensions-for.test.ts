import { expect, test } from "vitest";
import { extensionsFor } from "./extensions-for.ts";

test.each([
  ["embedding vector(1536)", ["create extension if not exists vector"]],
  ["place geometry(point)", ["create extension if not exists postgis"]],
  ["email citext not null", ["create extension if not exists citext"]],
  ["using gin (name gin_trgm_ops)", ["create extension if not exists pg_trgm"]],
  ["default uuid_generate_v4()", ['create extension if not exists "uuid-ossp"']],
  ["id uuid default gen_random_uuid(), vectors text", []],
])("%s takes %j", (ddl, statements) => {
  expect(extensionsFor(ddl)).toEqual(statements);
});
