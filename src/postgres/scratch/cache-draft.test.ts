import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { draftPath, removeAbandonedDrafts } from "./cache-draft.ts";
import { openCacheFolder } from "./cache-folder.ts";

it("removes old drafts, and neither fresh ones nor finished entries", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-test-"));
  try {
    const cache = openCacheFolder({ env: {}, folder });
    mkdirSync(join(cache.templates, "pg18-0123456789abcdef"));
    mkdirSync(join(cache.binaries, "linux-x64-18.4.0-beta.17"));
    mkdirSync(draftPath(join(cache.templates, "pg18-0123456789abcdef")));
    mkdirSync(draftPath(join(cache.binaries, "linux-x64-18.4.0-beta.17")));
    await removeAbandonedDrafts(cache, new Date());
    expect([...readdirSync(cache.templates), ...readdirSync(cache.binaries)]).toHaveLength(4);
    await removeAbandonedDrafts(cache, new Date(Date.now() + 2 * 3_600_000));
    expect(readdirSync(cache.templates)).toEqual(["pg18-0123456789abcdef"]);
    expect(readdirSync(cache.binaries)).toEqual(["linux-x64-18.4.0-beta.17"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
