/**
 * A second pair of eyes on the audit: every mutation is committed in a copy of its own, and `pg_dump --schema-only` decides
 * whether the copy differs. Whatever pg_dump tells apart, the audit must tell apart. It speaks for the servers that an installed
 * pg_dump can read; for the others the rows of the system catalogs are the witness, in mutations.test.ts.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import { compareCatalogs } from "../../src/core/parity/compare-catalogs.ts";
import type { Mutation, MutationSuite } from "../mutations/mutation.ts";
import { mutationSuites } from "../mutations/registry.ts";
import { inspectUrl } from "../support/inspect-url.ts";
import { type MutationBase, missedAndExtra, runsOn, startMutationBase } from "../support/mutation-base.ts";
import { execSql, pgDumpPath } from "../support/postgres.ts";
import { sampled } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { schemaDump } from "../support/witness.ts";

interface Case {
  readonly suite: MutationSuite;
  readonly mutation: Mutation;
}

interface Testimony {
  readonly name: string;
  readonly dumpDiffers: boolean;
  readonly missed: readonly string[];
}

// Each mutation takes a copy of the database and a process for the dump: two at a time.
const lanes = 2;

const casesOn = (major: number): readonly Case[] =>
  mutationSuites
    .flatMap((suite) => suite.mutations.map((mutation) => ({ suite, mutation })))
    .filter(({ mutation }) => runsOn(mutation, major));

// Subscriptions belong to a database and stay behind when it is copied.
const left = mutationSuites.filter(({ kind }) => kind === "subscription");
// A database with a subscription cannot be dropped, and some mutations give it a slot that only its publisher could drop.
const unsubscribe = `delete from pg_catalog.pg_subscription where subdbid =
  (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())`;

const majors = testedMajors();

for (const major of majors.filter((candidate) => pgDumpPath(candidate) === null)) {
  describe(`on PostgreSQL ${major}`, () => {
    it.skip("there is no pg_dump for this server: its catalogs' rows are the witness (mutations.test.ts)", () => undefined);
  });
}

describe.each(
  majors.flatMap((major) => {
    const program = pgDumpPath(major);
    return program === null ? [] : [[major, program] as const];
  }),
)("on PostgreSQL %i the witness is %s", (major, program) => {
  let base: MutationBase;
  let dump: string;
  let catalog: Catalog;
  const testimonies: Testimony[] = [];

  const withCopy = async <T>(name: string, work: (url: string) => Promise<T>): Promise<T> => {
    await base.server.createDatabase(name, "base");
    try {
      const url = base.server.url(name);
      for (const suite of left) await execSql(url, suite.setup(major));
      return await work(url);
    } finally {
      await execSql(base.server.url(name), unsubscribe);
      await base.server.dropDatabase(name);
    }
  };

  const observe = ({ suite, mutation }: Case, lane: number) =>
    withCopy(`copy_${lane}`, async (url): Promise<Testimony> => {
      await execSql(url, mutation.sql);
      try {
        const [dumped, seen] = await Promise.all([schemaDump(program, url), inspectUrl(url)]);
        const { missed } = missedAndExtra((await compareCatalogs(catalog, seen)).changes, suite, mutation);
        return { name: `${suite.kind}: ${mutation.name}`, dumpDiffers: dumped !== dump, missed };
      } finally {
        if (mutation.undo !== undefined) await execSql(url, mutation.undo);
      }
    });

  const walk = async (cases: readonly Case[], laneCount: number) => {
    const queue = [...cases];
    const lane = async (number: number) => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) testimonies.push(await observe(next, number));
    };
    await Promise.all(Array.from({ length: laneCount }, (_, number) => lane(number)));
  };

  beforeAll(async () => {
    base = await startMutationBase(major);
    [dump, catalog] = await withCopy("untouched", (url) => Promise.all([schemaDump(program, url), inspectUrl(url)]));
  });
  afterAll(() => base?.stop());

  it("says that an untouched copy is equal, and so does the audit", async () => {
    await withCopy("twin", async (url) => {
      expect(await schemaDump(program, url)).toBe(dump);
      expect((await compareCatalogs(catalog, await inspectUrl(url))).changes).toEqual([]);
    });
  });

  it("tells nothing apart that the audit does not", { timeout: 600_000 }, async () => {
    const cases = sampled(casesOn(major));
    // what a mutation changes for the whole cluster would show in the other lane's copy
    await walk(
      cases.filter(({ mutation }) => mutation.undo === undefined),
      lanes,
    );
    await walk(
      cases.filter(({ mutation }) => mutation.undo !== undefined),
      1,
    );

    const dumped = testimonies.filter(({ dumpDiffers }) => dumpDiffers);
    const beyond = testimonies.filter(({ dumpDiffers, missed }) => !dumpDiffers && missed.length === 0);
    console.log(
      `PostgreSQL ${major}, witness ${program}: of ${testimonies.length} mutations it tells ${dumped.length} apart; ` +
        `the audit sees all of those and ${beyond.length} more.`,
    );
    expect(testimonies).toHaveLength(cases.length);
    expect(dumped.length, "a witness that is silent proves nothing").toBeGreaterThan(cases.length / 2);
    expect(testimonies.filter(({ missed }) => missed.length > 0)).toEqual([]);
  });
});
