/**
 * CREATE, ALTER and DROP SUBSCRIPTION: the row in pg_subscription tells. What happens at the publisher cannot be seen from here, and is
 * no part of the transaction: a slot that was made, or dropped, before the statement was cut short is told when it runs again.
 */

import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { namesOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { judgeCreated, judgeDropped, type SeenRow } from "./coming-and-going.ts";
import { defineProbe, type Objection } from "./probe.ts";

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
    leftElsewhere: (said) => slotLeft(said),
  }),
);

function slotLeft(said: string): Objection | null {
  const slot = /replication slot "([a-z0-9_]+)" already exists/.exec(said)?.[1];
  if (slot === undefined) return null;
  return {
    message: `A run that is interrupted between the two leaves the slot ${slot} at the publisher without its subscription, and the publisher keeps all WAL for it until somebody decides.`,
    hint: `See at the publisher whether another subscriber uses it: select active from pg_replication_slots where slot_name = ${quoteLiteral(slot)}. If none does, drop it there: select pg_drop_replication_slot(${quoteLiteral(slot)}). Or take it as it is: write create_slot = false into the statement's WITH (…).`,
  };
}

function slotGone(said: string, name: string): Objection | null {
  const slot = /replication slot "([a-z0-9_]+)" does not exist/.exec(said)?.[1];
  if (slot === undefined) return null;
  const subscription = quoteIdentifier(name);
  return {
    message: `A run that is interrupted between the two has dropped the slot ${slot} at the publisher and leaves the subscription.`,
    hint: `Let go of the slot: alter subscription ${subscription} disable; alter subscription ${subscription} set (slot_name = none). Or, if the slot is to be another one that is there: alter subscription ${subscription} set (slot_name = 'NAME').`,
  };
}

/** Reads `DropSubscriptionStmt`. */
export const dropSubscriptionProbe = defineProbe<SeenSubscription>("drop-subscription", ["DropSubscriptionStmt"], (fields) => ({
  query: queryOf(fields),
  judge: (before, now) => judgeDropped(before, now, fields.missing_ok === true),
  leftElsewhere: (said) => slotGone(said, textOf(fields.subname) ?? ""),
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
