import type { MutationSuite } from "./mutation.ts";

const again = (rest: string) =>
  `drop operator class m_operator_class.pairs using btree; create operator class m_operator_class.pairs ${rest}`;
const members = (less = "<") => `operator 1 ${less}, operator 3 =, function 1 btint4cmp(integer, integer)`;

/** Operator classes: every fact once. */
export const operatorClassMutations: MutationSuite = {
  kind: "operator-class",
  setup: () => `
    create schema m_operator_class;
    create type m_operator_class.pair as (x integer, y integer);
    create function m_operator_class.compare(integer, integer) returns integer language sql immutable as 'select $1 - $2';
    create operator family m_operator_class.whole using btree;
    create operator family m_operator_class.other using btree;
    create operator class m_operator_class.pairs for type integer using btree family m_operator_class.whole as ${members()};
    create operator class m_operator_class.boxes for type box using gist as
      function 1 gist_box_consistent(internal, box, smallint, oid, internal), storage point;
    create operator class m_operator_class.loose for type m_operator_class.pair using hash as function 1 hash_record(record);`,
  mutations: [
    {
      name: "an operator more",
      sql: again(`for type integer using btree family m_operator_class.whole as ${members()}, operator 2 <=`),
      expect: { fact: "operators" },
    },
    {
      name: "another function",
      sql: again(
        "for type integer using btree family m_operator_class.whole as operator 1 <, operator 3 =, function 1 m_operator_class.compare(integer, integer)",
      ),
      expect: { fact: "functions" },
    },
    {
      name: "another type",
      sql: again(
        "for type bigint using btree family m_operator_class.whole as operator 1 <, operator 3 =, function 1 btint8cmp(bigint, bigint)",
      ),
      expect: { fact: "inputType" },
    },
    {
      name: "stores the type itself",
      sql: `drop operator class m_operator_class.boxes using gist;
        create operator class m_operator_class.boxes for type box using gist family m_operator_class.boxes as
          function 1 gist_box_consistent(internal, box, smallint, oid, internal)`,
      expect: { fact: "storageType" },
    },
    {
      name: "default",
      sql: `drop operator family m_operator_class.loose using hash cascade;
        create operator class m_operator_class.loose default for type m_operator_class.pair using hash as
          function 1 hash_record(record)`,
      expect: { fact: "isDefault" },
    },
    {
      name: "another family",
      sql: again(`for type integer using btree family m_operator_class.other as ${members()}`),
      expect: { fact: "family" },
    },
    { name: "dropped", sql: "drop operator class m_operator_class.pairs using btree", expect: { change: "remove" } },
    {
      name: "new",
      sql: `create operator class m_operator_class.fresh for type integer using btree as ${members()}`,
      expect: { change: "add" },
      also: ["operator-family"],
    },
  ],
};
