/**
 * Subscriptions of this database. The connection string may hold a password and is never read; how far a table has
 * been copied is state, not schema.
 */

import { objectId } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { alter, defineKind, ignored } from "./define-kind.ts";
import { canSetTwoPhase, hasSlot, subscriptionAlterations, subscriptionDdl } from "./subscription.ddl.ts";
import { madeByUser } from "./user-objects.sql.ts";

const streamings: { readonly [code: string]: string } = { f: "off", t: "on", p: "parallel" };

/** Options that a server does not have yet are what CREATE SUBSCRIPTION would take for them. */
export type SubscriptionFacts = {
  readonly isEnabled: boolean;
  /** Sorted. */
  readonly publications: readonly string[];
  readonly slotName: string | null;
  readonly synchronousCommit: string;
  readonly binary: boolean;
  /** `parallel`: 16+. */
  readonly streaming: string;
  /** 15+. */
  readonly twoPhase: boolean;
  /** 15+. */
  readonly disableOnError: boolean;
  /** 16+. */
  readonly passwordRequired: boolean;
  /** 16+; older servers have no choice and always run as the owner. */
  readonly runAsOwner: boolean;
  /** 16+: `any` or `none`. */
  readonly origin: string;
  /** 17+. */
  readonly failover: boolean;
};

/** A subscription. */
export const subscriptionKind = defineKind<SubscriptionFacts>()({
  kind: "subscription",
  classId: "pg_subscription",
  isBeyondDatabase: true,
  query: (version) => `
    select s.oid, s.subname as name, pg_catalog.pg_get_userbyid(s.subowner) as owner, s.subenabled as is_enabled,
           s.subpublications as publications, s.subslotname as slot_name, s.subsynccommit as synchronous_commit,
           s.subbinary as is_binary, ${atLeast(version, 16) ? "s.substream::text" : "case when s.substream then 't' else 'f' end"} as streaming,
           ${atLeast(version, 15) ? "s.subtwophasestate <> 'd'" : "false"} as two_phase,
           ${atLeast(version, 15) ? "s.subdisableonerr" : "false"} as disable_on_error,
           ${atLeast(version, 16) ? "s.subpasswordrequired" : "true"} as password_required,
           ${atLeast(version, 16) ? "s.subrunasowner" : "false"} as run_as_owner,
           ${atLeast(version, 16) ? "s.suborigin" : "'any'::text"} as origin,
           ${atLeast(version, 17) ? "s.subfailover" : "false"} as failover
    from pg_catalog.pg_subscription s
    join pg_catalog.pg_database d on d.oid = s.subdbid and d.datname = pg_catalog.current_database()
    where ${madeByUser("s.oid")}
    order by s.subname`,
  row: {
    oid: "int",
    name: "text",
    owner: "text",
    is_enabled: "bool",
    publications: "text[]",
    slot_name: "text?",
    synchronous_commit: "text",
    is_binary: "bool",
    streaming: "text",
    two_phase: "bool",
    disable_on_error: "bool",
    password_required: "bool",
    run_as_owner: "bool",
    origin: "text",
    failover: "bool",
  },
  read: (row, context) => {
    const id = objectId("subscription", row.name);
    context.notCompared({ what: id, why: "the connection string may hold a password and is never read" });
    return {
      id,
      oid: row.oid,
      owner: row.owner,
      facts: {
        isEnabled: row.is_enabled,
        publications: [...row.publications].sort(),
        slotName: row.slot_name,
        synchronousCommit: row.synchronous_commit,
        binary: row.is_binary,
        streaming: streamings[row.streaming] ?? row.streaming,
        twoPhase: row.two_phase,
        disableOnError: row.disable_on_error,
        passwordRequired: row.password_required,
        runAsOwner: row.run_as_owner,
        origin: row.origin,
        failover: row.failover,
      },
    };
  },
  changes: {
    isEnabled: alter("change-subscription", subscriptionAlterations.alterAll),
    publications: alter("change-subscription", subscriptionAlterations.alterAll),
    slotName: alter("change-subscription", subscriptionAlterations.alterAll),
    synchronousCommit: alter("change-subscription", subscriptionAlterations.alterAll),
    binary: alter("change-subscription", subscriptionAlterations.alterAll),
    streaming: alter("change-subscription", subscriptionAlterations.alterAll),
    // ALTER SUBSCRIPTION can set it since 18 only.
    twoPhase: { ...alter("change-subscription", subscriptionAlterations.alterAll), canAlter: canSetTwoPhase },
    disableOnError: alter("change-subscription", subscriptionAlterations.alterAll),
    passwordRequired: alter("change-subscription", subscriptionAlterations.alterAll),
    runAsOwner: alter("change-subscription", subscriptionAlterations.alterAll),
    origin: alter("change-subscription", subscriptionAlterations.alterAll),
    failover: { ...alter("change-subscription", subscriptionAlterations.alterAll), canAlter: hasSlot },
  },
  ddl: subscriptionDdl,
  add: () => "change-subscription",
  remove: () => "change-subscription",
  renameBy: ["publications", "slotName"],
  catalog: {
    "pg_subscription.oid": "identity",
    "pg_subscription.subdbid": ignored("always this database"),
    "pg_subscription.subskiplsn": ignored("one transaction to skip; cleared when it has been skipped"),
    "pg_subscription.subname": "identity",
    "pg_subscription.subowner": "owner",
    "pg_subscription.subenabled": ["isEnabled"],
    "pg_subscription.subbinary": ["binary"],
    "pg_subscription.substream": ["streaming"],
    "pg_subscription.subtwophasestate": ["twoPhase"],
    "pg_subscription.subdisableonerr": ["disableOnError"],
    "pg_subscription.subpasswordrequired": ["passwordRequired"],
    "pg_subscription.subrunasowner": ["runAsOwner"],
    "pg_subscription.subfailover": ["failover"],
    "pg_subscription.subconninfo": ignored("may hold a password; said as not compared"),
    "pg_subscription.subslotname": ["slotName"],
    "pg_subscription.subsynccommit": ["synchronousCommit"],
    "pg_subscription.subpublications": ["publications"],
    "pg_subscription.suborigin": ["origin"],
    "pg_subscription_rel.srsubid": ignored("state of the copy"),
    "pg_subscription_rel.srrelid": ignored("state of the copy"),
    "pg_subscription_rel.srsubstate": ignored("state of the copy"),
    "pg_subscription_rel.srsublsn": ignored("state of the copy"),
  },
});
