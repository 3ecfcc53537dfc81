/**
 * Subscriptions as SQL. The connection string is never read, so that a new one connects nowhere until someone fills it in, and
 * whatever would reach out to the publisher (slots, copies, refreshing) is left to that person.
 */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { guardable, type Statement, type StatementDetails, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import { quoteIdentifier, quoteLiteral, unquoteIdentifier } from "../sql/quote.ts";
import { type Alter, type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep, step } from "./kind-ddl.ts";
import type { SubscriptionFacts } from "./subscription.ts";

type Subscription = ObjectOf<SubscriptionFacts>;

const needsSuperuser: Hazard = {
  hazard: "needs-privilege",
  detail: "a superuser, or since 16 a role with pg_create_subscription",
};

const literal = (value: string) => quoteLiteral(value).trim();

const options: { readonly [fact: string]: (facts: SubscriptionFacts) => string } = {
  slotName: ({ slotName }) => `slot_name = ${slotName === null ? "NONE" : literal(slotName)}`,
  synchronousCommit: ({ synchronousCommit }) => `synchronous_commit = ${literal(synchronousCommit)}`,
  binary: ({ binary }) => `binary = ${binary}`,
  streaming: ({ streaming }) => `streaming = ${streaming}`,
  twoPhase: ({ twoPhase }) => `two_phase = ${twoPhase}`,
  disableOnError: ({ disableOnError }) => `disable_on_error = ${disableOnError}`,
  passwordRequired: ({ passwordRequired }) => `password_required = ${passwordRequired}`,
  runAsOwner: ({ runAsOwner }) => `run_as_owner = ${runAsOwner}`,
  origin: ({ origin }) => `origin = ${origin}`,
  failover: ({ failover }) => `failover = ${failover}`,
};

const optionList = (facts: SubscriptionFacts, isSaid: (fact: string) => boolean): readonly string[] =>
  Object.entries(options).flatMap(([fact, option]) => (isSaid(fact) ? [option(facts)] : []));

/** What CREATE SUBSCRIPTION chooses by itself. */
const defaults = (name: string, version: ServerVersion): { readonly [fact: string]: unknown } => ({
  slotName: name,
  synchronousCommit: "off",
  binary: false,
  streaming: atLeast(version, 18) ? "parallel" : "off",
  twoPhase: false,
  disableOnError: false,
  passwordRequired: true,
  runAsOwner: false,
  origin: "any",
  failover: false,
});

const publicationList = ({ publications }: SubscriptionFacts) => publications.map(quoteIdentifier).join(", ");

const alterSubscription = ({ id }: Subscription, action: string, details: StatementDetails = {}): Statement =>
  statement("change-subscription", `ALTER SUBSCRIPTION ${nameOf(id)} ${action}`, details);

function createSubscription({ id, facts }: Subscription, version: ServerVersion): Statement {
  const plain = defaults(unquoteIdentifier(nameOf(id)), version);
  const own: { readonly [fact: string]: unknown } = facts;
  const list = ["connect = false", ...optionList(facts, (fact) => own[fact] !== plain[fact])];
  const sql = `CREATE SUBSCRIPTION ${nameOf(id)} CONNECTION '' PUBLICATION ${publicationList(facts)} WITH (${list.join(", ")})`;
  const detail = "the connection string is never read: fill it in by hand, make the slot, then enable and refresh it";
  return statement("change-subscription", sql, { hazards: [needsSuperuser, { hazard: "needs-privilege", detail }] });
}

function enable(subscription: Subscription): Statement {
  const detail = "fails without a slot, and copies nothing before the connection string is filled in";
  return alterSubscription(subscription, "ENABLE", { hazards: [{ hazard: "may-fail", detail }] });
}

// These two reach out to the publisher's slot, which no transaction can undo (17+).
const ofSlot: ReadonlySet<string> = new Set(["twoPhase", "failover"]);

const alterAll: AlterFacts<SubscriptionFacts> = ({ after, facts }) => {
  const statements: Statement[] = [];
  if (facts.has("isEnabled") && !after.facts.isEnabled) statements.push(alterSubscription(after, "DISABLE"));
  if (facts.has("publications")) {
    const detail = "tables that are new in the publications are copied after ALTER SUBSCRIPTION … REFRESH PUBLICATION only";
    const action = `SET PUBLICATION ${publicationList(after.facts)} WITH (refresh = false)`;
    statements.push(alterSubscription(after, action, { hazards: [{ hazard: "may-fail", detail }] }));
  }
  const plain = optionList(after.facts, (fact) => facts.has(fact) && !ofSlot.has(fact));
  if (plain.length > 0) statements.push(alterSubscription(after, `SET (${plain.join(", ")})`));
  for (const option of optionList(after.facts, (fact) => facts.has(fact) && ofSlot.has(fact))) {
    const detail = "connects to the publisher; the subscription must be disabled and have a slot";
    const hazards: readonly Hazard[] = [{ hazard: "may-fail", detail }];
    statements.push(alterSubscription(after, `SET (${option})`, { transaction: "none", hazards }));
  }
  if (facts.has("isEnabled") && after.facts.isEnabled) statements.push(enable(after));
  return oneStep(...statements);
};

/** Changes in place, by fact. */
export const subscriptionAlterations = { alterAll };

/** What is set on the slot too needs one: without it the subscription is made again. */
export function hasSlot({ before }: Alter<SubscriptionFacts>): boolean {
  return before.facts.slotName !== null;
}

/** ALTER SUBSCRIPTION can set two_phase since 18. */
export function canSetTwoPhase(change: Alter<SubscriptionFacts>, { version }: DdlContext): boolean {
  return atLeast(version, 18) && hasSlot(change);
}

/** How subscriptions are written. */
export const subscriptionDdl: KindDdl<SubscriptionFacts> = {
  noun: ({ id }, guard = "") => `SUBSCRIPTION ${guard}${nameOf(id)}`,
  create: (subscription, { version }) => [
    step(createSubscription(subscription, version)),
    ...(subscription.facts.isEnabled ? [{ ...step(enable(subscription)), isLate: true as const }] : []),
  ],
  drop: (subscription) => {
    const { slotName, isEnabled } = subscription.facts;
    const slot = `; the slot ${slotName ?? ""} stays at the publisher and keeps its log: drop it there`;
    const detail = `the connection string and how far tables were copied are lost${slotName === null ? "" : slot}`;
    const hazards: readonly Hazard[] = [{ hazard: "irreversible", detail }];
    return [
      ...(isEnabled ? [alterSubscription(subscription, "DISABLE")] : []),
      ...(slotName === null ? [] : [alterSubscription(subscription, "SET (slot_name = NONE)")]),
      guardable("change-subscription", "IF EXISTS", (guard) => `DROP SUBSCRIPTION ${guard}${nameOf(subscription.id)}`, {
        hazards,
      }),
    ];
  },
  rename: (subscription, to) => [alterSubscription(subscription, `RENAME TO ${ownNameOf(to)}`)],
};
