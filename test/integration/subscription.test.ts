/** What the mutation suite of subscriptions cannot show: they belong to one database of a cluster, and keep their secret. */

import { beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import { asAuditor, createAuditor, inspectUrl } from "../support/inspect-url.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

const subscribe = `create subscription s connection 'host=127.0.0.1 port=1 dbname=nowhere password=canary'
  publication one with (connect = false, slot_name = none)`;

describe.each(testedMajors())("a subscription on PostgreSQL %i", (major) => {
  const server = useServer(major);
  let catalog: Catalog;

  beforeAll(async () => {
    await execSql(server().url(), createAuditor);
    catalog = await inspectUrl(asAuditor(await createDatabase(server(), subscribe)));
  });

  it("is compared without its connection string, which is said", () => {
    expect([...catalog.objects.keys()]).toContain("subscription:s");
    expect(catalog.notCompared.map(({ what }) => what)).toContain("subscription:s");
    expect(JSON.stringify([[...catalog.objects], catalog.notCompared])).not.toContain("canary");
  });

  it("is seen in its own database only", async () => {
    const other = await inspectUrl(asAuditor(await createDatabase(server())));
    expect([...other.objects.keys()].filter((id) => id.startsWith("subscription:"))).toEqual([]);
  });
});
