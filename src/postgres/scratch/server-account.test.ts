import { expect, it } from "vitest";
import { findAccount } from "./server-account.ts";

it("takes nobody's ids as the system has them", () => {
  expect(findAccount("root:x:0:0::/:/bin/sh\nnobody:x:99:98::/:/sbin/nologin\n")).toEqual({ uid: 99, gid: 98 });
});

it("passes over an account whose id spawn cannot take", () => {
  const passwd = "nobody:*:-2:-2::/:/usr/bin/false\nroot:*:0:0::/:/bin/sh\ndaemon:*:1:1::/:/usr/bin/false\n";
  expect(findAccount(passwd)).toEqual({ uid: 1, gid: 1 });
});

it("never chooses root, whatever the file says", () => {
  expect(findAccount("nobody:x:0:0::/:/bin/sh\n")).toEqual({ uid: 65534, gid: 65534 });
  expect(findAccount("")).toEqual({ uid: 65534, gid: 65534 });
});
