/**
 * CREATE, ALTER and DROP SUBSCRIPTION: the row in pg_subscription tells. What happens at the publisher cannot be seen from here: a slot that
 * was made for a subscription that then was not is found by the statement when it runs again.
 */

import { quoteLiteral } from "../../sql/quote.ts";
import { namesOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { judgeCreated, judgeDropped, type SeenRow } from "./coming-and-going.ts";
import { defineProbe } from "./probe.ts";

interface SeenSubscription extends SeenRow {
  readonly publications: readonly string[];
}

// not all columns may be read by everybody, these may
const queryOf = ({ subname }: SqlFields) => `
select pg_catalog.jsonb_build_object('oid', s.oid::pg_catalog.int8, 'publications', s.subpublications)::pg_catalog.text as seen
from pg_catalog.pg_subscription s
where s.subname = ${quoteLiteral(textOf(subname) ?? "")}
  and s.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())`;

/** Reads `CreateSubscriptionStmt`. */
export const createSubscriptionProbe = defineProbe<SeenSubscription>(
  "create-subscription",
  ["CreateSubscriptionStmt"],
  (fields) => ({
    query: queryOf(fields),
    judge: judgeCreated,
  }),
);

/** Reads `DropSubscriptionStmt`. */
export const dropSubscriptionProbe = defineProbe<SeenSubscription>("drop-subscription", ["DropSubscriptionStmt"], (fields) => ({
  query: queryOf(fields),
  judge: (before, now) => judgeDropped(before, now, fields.missing_ok === true),
}));

/** Reads `AlterSubscriptionStmt`. Only ADD and DROP PUBLICATION object to being run twice. */
export const alterSubscriptionProbe = defineProbe<SeenSubscription>("alter-subscription", ["AlterSubscriptionStmt"], (fields) => {
  const named = namesOf(fields.publication) ?? [];
  const hasAll = (seen: SeenSubscription | null) => named.every((one) => seen?.publications.includes(one) === true);
  const hasAny = (seen: SeenSubscription | null) => named.some((one) => seen?.publications.includes(one) === true);
  return {
    query: queryOf(fields),
    judge: (before, now) => {
      const isAdded = fields.kind === "ALTER_SUBSCRIPTION_ADD_PUBLICATION" && !hasAny(before) && hasAll(now);
      const isDropped = fields.kind === "ALTER_SUBSCRIPTION_DROP_PUBLICATION" && hasAll(before) && !hasAny(now);
      return { kind: isAdded || isDropped ? "took-effect" : "did-not" };
    },
  };
});
