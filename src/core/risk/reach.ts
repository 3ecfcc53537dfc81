/** Relations that a statement touches without naming them: what stands around a relation in its schema. */

import type { SchemaDraft } from "./schema-draft.ts";
import type { QualifiedName, RelationModel } from "./schema-model.ts";

/** A way from one relation to others. */
export const reaches = [
  "indexes",
  "referenced",
  "referenced-triggers",
  "referencing",
  "owned-sequences",
  "parents",
  "default-partition",
  "its-table",
  "reads",
] as const;

/** One of the ways. */
export type Reach = (typeof reaches)[number];

/** A relation at the end of a way, and the way in words. */
export interface Reached {
  readonly relation: QualifiedName;
  readonly because: string;
}

/** The relations that a way leads to, in the order of the schema. */
export function reached(reach: Reach, from: RelationModel, draft: SchemaDraft): readonly Reached[] {
  const because = (words: string) => (relation: QualifiedName) => ({ relation, because: `${words} ${from.name}` });
  switch (reach) {
    case "indexes":
      return draft.indexesOf(from.name).map(({ name }) => because("index of")(name));
    case "referenced":
      return referencedWith(from, from.constraints, draft, () => true).map(because("referenced by a foreign key of"));
    // what goes when a foreign key goes: until 14 partitioned tables had no triggers of foreign keys, only their leaves had;
    case "referenced-triggers":
      // a partition's keys have none of their own on the other side
      return referencedWith(
        from,
        from.constraints.filter(({ isInherited }) => !isInherited),
        draft,
        ({ relkind }) => draft.major >= 15 || relkind !== "p",
      ).map(because("referenced by a foreign key of"));
    case "referencing":
      return draft.referencing(from.name).map(({ name }) => because("its foreign key references")(name));
    case "owned-sequences":
      return draft.sequencesOf(from.name).map(({ name }) => because("sequence of")(name));
    case "parents":
      return from.parents.map(because("parent of"));
    case "default-partition":
      return draft
        .childrenOf(from.name)
        .filter(({ partitionBound }) => partitionBound === "DEFAULT")
        .map(({ name }) => because("DEFAULT partition of")(name));
    case "its-table":
      return from.table === null ? [] : [{ relation: from.table, because: `table of ${from.name}` }];
    case "reads":
      return from.reads.map(because("read by"));
  }
}

// A foreign key to a partitioned table has a part for each of its partitions.
function referencedWith(
  from: RelationModel,
  constraints: RelationModel["constraints"],
  draft: SchemaDraft,
  isMeant: (relation: RelationModel) => boolean,
): readonly QualifiedName[] {
  const named = unique(constraints.flatMap(({ referenced }) => referenced ?? [])).filter((name) => name !== from.name);
  return unique(
    named.flatMap((name) => {
      const all = [
        draft.relation(name, "r"),
        ...draft.descendantsOf(name).filter(({ partitionBound }) => partitionBound !== null),
      ];
      return all.flatMap((relation) => (relation !== null && isMeant(relation) ? [relation.name] : []));
    }),
  );
}

function unique(names: readonly QualifiedName[]): readonly QualifiedName[] {
  return [...new Set(names)];
}
