import { expect, it } from "vitest";
import type { ObjectId } from "../catalog/object-id.ts";
import type { Facts } from "../catalog/schema-object.ts";
import { objectDetail } from "./object-detail.ts";

const setting = (facts: Facts) =>
  objectDetail({ id: "setting:work_mem" as ObjectId, kind: "setting", parent: null, owner: null, position: 0, facts });

it("shows what a setting is set to, and for whom where that is not the whole database", () => {
  expect(setting({ value: "32MB", scope: "database", hiddenValue: null })).toBe("= 32MB");
  expect(setting({ value: "", scope: "role in database", hiddenValue: null })).toBe("= '' (role in database)");
  expect(setting({ value: null, scope: "database", hiddenValue: null })).toBe("");
});
