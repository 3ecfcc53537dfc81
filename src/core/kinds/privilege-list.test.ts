import { describe, expect, it } from "vitest";
import type { ServerVersion } from "../catalog/server-version.ts";
import { grantedPrivileges } from "./privilege-list.ts";

const v16 = 160_000 as ServerVersion; // a version is only a number with a brand
const v17 = 170_000 as ServerVersion; // as above
const same = (name: string) => name;
const seven = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

describe("grantedPrivileges", () => {
  it("calls a full set ALL whatever the server version counts to it", () => {
    expect(grantedPrivileges(seven, "r", v16, same).privileges).toEqual(["ALL"]);
    expect(grantedPrivileges([...seven, "MAINTAIN"], "r", v17, same).privileges).toEqual(["ALL"]);
    expect(grantedPrivileges(seven, "r", v17, same).privileges).toEqual([...seven].sort());
  });

  it("keeps grant options apart from the rights themselves", () => {
    expect(grantedPrivileges(["SELECT*", "INSERT"], "r", v16, same).privileges).toEqual(["INSERT", "SELECT WITH GRANT OPTION"]);
    expect(grantedPrivileges(["USAGE*", "CREATE*"], "n", v16, same).privileges).toEqual(["ALL WITH GRANT OPTION"]);
    expect(grantedPrivileges(["USAGE*", "CREATE"], "n", v16, same).privileges).toEqual(["ALL", "USAGE WITH GRANT OPTION"]);
  });

  it("calls the only right of a type by its name", () => {
    expect(grantedPrivileges(["EXECUTE"], "f", v16, same).privileges).toEqual(["EXECUTE"]);
  });

  it("joins what several grantors gave and names those that are not the owner as they compare", () => {
    const granted = grantedPrivileges(["INSERT/z/1", "SELECT", "SELECT*/a"], "r", v16, (name) =>
      name === "a" ? "$owner" : name,
    );
    expect(granted).toEqual({
      privileges: ["INSERT", "SELECT WITH GRANT OPTION"],
      grantors: { $owner: ["SELECT WITH GRANT OPTION"], "z/1": ["INSERT"] },
    });
  });

  it("gives an empty list where everything was revoked", () => {
    expect(grantedPrivileges(null, "f", v16, same)).toEqual({ privileges: [], grantors: {} });
  });
});
