import { expect, test } from "vitest";
import { settingAssignment } from "./setting-value.ddl.ts";

test.each([
  ["work_mem", "1MB", "work_mem TO '1MB'"],
  ["search_path", '""', "search_path TO ''"],
  ["search_path", '"$user", public, "My ""odd"", schema"', `search_path TO '$user', 'public', 'My "odd", schema'`],
  ["app.Mode", "it's", `app."Mode" TO 'it''s'`],
  ["datestyle", "ISO, DMY", "datestyle TO 'ISO, DMY'"],
  ["app.path", "C:\\x", "app.path TO E'C:\\\\x'"],
])("%s = %s is set as %s", (name, value, sql) => {
  expect(settingAssignment(name, value)).toBe(sql);
});
