/** Sequences as SQL. Those of identity columns are written with their column. */

import { nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { AlterFacts, DdlStep, KindDdl, ObjectOf } from "./kind-ddl.ts";
import { renameRelation } from "./rename-relation.ddl.ts";
import type { SequenceFacts } from "./sequence.ts";

type Sequence = ObjectOf<SequenceFacts>;

const ranges: { readonly [type: string]: readonly [minimum: string, maximum: string] } = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};

/** The options that are not what CREATE SEQUENCE would choose by itself; `type` is said where it is not bigint. */
export function sequenceOptions(facts: SequenceFacts, saysType: boolean): readonly string[] {
  const isDescending = facts.increment.startsWith("-");
  const [lowest, highest] = ranges[facts.dataType] ?? ["", ""];
  const minimum = isDescending ? lowest : "1";
  const maximum = isDescending ? "-1" : highest;
  return [
    ...(saysType && facts.dataType !== "bigint" ? [`AS ${facts.dataType}`] : []),
    ...(facts.increment === "1" ? [] : [`INCREMENT BY ${facts.increment}`]),
    ...(facts.minimum === minimum ? [] : [`MINVALUE ${facts.minimum}`]),
    ...(facts.maximum === maximum ? [] : [`MAXVALUE ${facts.maximum}`]),
    ...(facts.start === (isDescending ? facts.maximum : facts.minimum) ? [] : [`START WITH ${facts.start}`]),
    ...(facts.cache === "1" ? [] : [`CACHE ${facts.cache}`]),
    ...(facts.cycle ? ["CYCLE"] : []),
  ];
}

const alterSequence = (sequence: Sequence, action: string) =>
  statement("alter-sequence", `ALTER SEQUENCE ${nameOf(sequence.id)} ${action}`, { relation: sequence.id });

// The clause of each option, so that only what differs is said.
const clauses: { readonly [fact: string]: (facts: SequenceFacts) => string } = {
  dataType: ({ dataType }) => `AS ${dataType}`,
  increment: ({ increment }) => `INCREMENT BY ${increment}`,
  minimum: ({ minimum }) => `MINVALUE ${minimum}`,
  maximum: ({ maximum }) => `MAXVALUE ${maximum}`,
  start: ({ start }) => `START WITH ${start}`,
  cache: ({ cache }) => `CACHE ${cache}`,
  cycle: ({ cycle }) => (cycle ? "CYCLE" : "NO CYCLE"),
};

/** Brings the position into narrower limits, which ALTER SEQUENCE refuses to do; where it is within them, it stays. */
function clampPosition({ id }: Sequence, { minimum, maximum }: SequenceFacts): readonly Statement[] {
  const name = nameOf(id);
  const within = `least(greatest(last_value, ${minimum}), ${maximum})`;
  const sql = `SELECT pg_catalog.setval(${quoteLiteral(name).trim()}, ${within}, is_called) FROM ${name} WHERE last_value <> ${within}`;
  return [statement("alter-sequence", sql, { relation: id })];
}

const alterOptions: AlterFacts<SequenceFacts> = ({ before, after, facts }) => {
  const [old, now] = [before.facts, after.facts];
  const isNarrower = BigInt(now.minimum) > BigInt(old.minimum) || BigInt(now.maximum) < BigInt(old.maximum);
  const overlap = BigInt(now.minimum) <= BigInt(old.maximum) && BigInt(old.minimum) <= BigInt(now.maximum);
  // a new type moves limits that were its type's own
  const said = facts.has("dataType") ? new Set([...facts, "minimum", "maximum"]) : facts;
  const actions = Object.entries(clauses).flatMap(([fact, clause]) => (said.has(fact) ? [clause(after.facts)] : []));
  const clamp = isNarrower && overlap ? clampPosition(before, now) : [];
  return [{ statements: [...clamp, alterSequence(after, actions.join(" "))], needs: [] }];
};

const ownedBy = (sequence: Sequence): readonly DdlStep[] => {
  const owner = sequence.facts.ownedBy as ObjectId | null; // the reader writes the column's id
  return [
    {
      statements: [alterSequence(sequence, `OWNED BY ${owner === null ? "NONE" : nameOf(owner)}`)],
      needs: owner === null ? [] : [owner],
    },
  ];
};

const alterOwner: AlterFacts<SequenceFacts> = ({ after }) => (after.facts.isIdentity ? [] : ownedBy(after));

const alterPersistence: AlterFacts<SequenceFacts> = ({ after }) => [
  { statements: [alterSequence(after, after.facts.persistence === "unlogged" ? "SET UNLOGGED" : "SET LOGGED")], needs: [] },
];

/** Changes in place, by fact. */
export const sequenceAlterations = { alterOptions, alterOwner, alterPersistence };

/** CREATE SEQUENCE under a name of choice. */
export function createSequence({ facts }: Sequence, name: string, guard = ""): string {
  const unlogged = facts.persistence === "unlogged" ? "UNLOGGED " : "";
  return [`CREATE ${unlogged}SEQUENCE ${guard}${name}`, ...sequenceOptions(facts, true)].join(" ");
}

/** How sequences are written. */
export const sequenceDdl: KindDdl<SequenceFacts> = {
  noun: ({ id }, guard = "") => `SEQUENCE ${guard}${nameOf(id)}`,
  create: (sequence, context) => {
    // the column that stops being an identity makes it, so that its position is kept
    const isMade = context.start.get(sequence.id)?.facts.isIdentity === true;
    return [
      {
        statements: isMade
          ? []
          : [guardable("create-sequence", "IF NOT EXISTS", (guard) => createSequence(sequence, nameOf(sequence.id), guard))],
        needs: schemaOf(sequence),
      },
      ...(sequence.facts.ownedBy === null ? [] : ownedBy(sequence)),
    ];
  },
  // DROP IDENTITY takes it along, and becoming an identity column replaces it with its position kept
  drop: (sequence, context) =>
    sequence.facts.isIdentity || context.goal.get(sequence.id)?.facts.isIdentity === true
      ? []
      : [
          guardable("drop-sequence", "IF EXISTS", (guard) => `DROP SEQUENCE ${guard}${nameOf(sequence.id)}`, {
            relation: sequence.id,
          }),
        ],
  // an identity column makes its own
  comesWith: ({ facts }) => (facts.isIdentity ? (facts.ownedBy as ObjectId | null) : null),
  rename: (sequence, to) => [renameRelation("alter-sequence", sequenceDdl.noun, sequence, to)],
  claims: ({ id }) => [`relation ${nameOf(id)}`],
};

function schemaOf({ id }: Sequence): readonly ObjectId[] {
  const name = nameOf(id);
  return [`schema:${name.slice(0, name.length - ownNameOf(id).length - 1)}` as ObjectId]; // a sequence's name is schema and name
}
