import { expect, test } from "vitest";
import { checksumOf } from "./checksum.ts";

test("line endings and a byte order mark do not count, everything else does", () => {
  expect(checksumOf("\uFEFFselect 1;\r\nselect 2;\r")).toBe(checksumOf("select 1;\nselect 2;\n"));
  expect(checksumOf("select 1;")).not.toBe(checksumOf("select 1; "));
  expect(checksumOf("")).toBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});
