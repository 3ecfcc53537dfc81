import type { MutationSuite } from "./mutation.ts";

const codeParts = `
    create type m_base_type.code;
    create function m_base_type.code_in(cstring) returns m_base_type.code language internal immutable strict as 'textin';
    create function m_base_type.code_in_2(cstring) returns m_base_type.code language internal immutable strict as 'textin';
    create function m_base_type.code_out(m_base_type.code) returns cstring language internal immutable strict as 'textout';
    create function m_base_type.code_out_2(m_base_type.code) returns cstring language internal immutable strict as 'textout';`;
const codeWire = `
    create function m_base_type.code_receive(internal) returns m_base_type.code language internal stable strict as 'textrecv';
    create function m_base_type.code_send(m_base_type.code) returns bytea language internal stable strict as 'textsend';`;
const listParts = `
    create type m_base_type.list;
    create function m_base_type.list_in(cstring) returns m_base_type.list language internal immutable strict as 'int4in';
    create function m_base_type.list_out(m_base_type.list) returns cstring language internal immutable strict as 'int4out';`;

/** The type anew with the functions that went with it. */
const codeAgain = (options: string) => `drop type m_base_type.code cascade; ${codeParts}
    create type m_base_type.code (internallength = variable, storage = extended, ${options}); ${codeWire}`;
const listAgain = (options: string) => `drop type m_base_type.list cascade; ${listParts}
    create type m_base_type.list (input = m_base_type.list_in, output = m_base_type.list_out, ${options})`;

const set = (column: string, value: string) => `update pg_type set ${column} = ${value} where oid = 'm_base_type.code'::regtype`;

/** Base types: what ALTER TYPE can set, and the rest as CREATE TYPE would have stored it. */
export const baseTypeMutations: MutationSuite = {
  kind: "base-type",
  setup: () => `
    create schema m_base_type;
    create type m_base_type.shell;
    ${codeParts}
    create type m_base_type.code (input = m_base_type.code_in, output = m_base_type.code_out, internallength = variable, storage = extended);
    ${codeWire}
    ${listParts}
    create type m_base_type.list (input = m_base_type.list_in, output = m_base_type.list_out, like = int4);`,
  mutations: [
    {
      name: "shell becomes a type",
      sql: `
        create function m_base_type.shell_in(cstring) returns m_base_type.shell language internal immutable strict as 'int4in';
        create function m_base_type.shell_out(m_base_type.shell) returns cstring language internal immutable strict as 'int4out';
        create type m_base_type.shell (input = m_base_type.shell_in, output = m_base_type.shell_out, like = int4)`,
      expect: { fact: "isDefined" },
      also: ["function"],
    },
    { name: "input", sql: codeAgain("input = m_base_type.code_in_2, output = m_base_type.code_out"), expect: { fact: "input" } },
    {
      name: "output",
      sql: codeAgain("input = m_base_type.code_in, output = m_base_type.code_out_2"),
      expect: { fact: "output" },
    },
    { name: "receive", sql: "alter type m_base_type.code set (receive = m_base_type.code_receive)", expect: { fact: "receive" } },
    { name: "send", sql: "alter type m_base_type.code set (send = m_base_type.code_send)", expect: { fact: "send" } },
    {
      name: "modifier in",
      sql: "alter type m_base_type.code set (typmod_in = varchartypmodin, typmod_out = varchartypmodout)",
      expect: { fact: "typmodIn" },
    },
    {
      name: "modifier out",
      sql: "alter type m_base_type.code set (typmod_out = varchartypmodout)",
      expect: { fact: "typmodOut" },
    },
    { name: "analyze", sql: "alter type m_base_type.code set (analyze = range_typanalyze)", expect: { fact: "analyze" } },
    {
      name: "subscript",
      sql: "alter type m_base_type.code set (subscript = jsonb_subscript_handler)",
      expect: { fact: "subscript" },
    },
    { name: "storage", sql: "alter type m_base_type.code set (storage = external)", expect: { fact: "storage" } },
    { name: "length", sql: listAgain("internallength = 16"), expect: { fact: "internalLength" } },
    { name: "passed by value", sql: listAgain("internallength = 4"), expect: { fact: "passedByValue" } },
    { name: "alignment", sql: set("typalign", "'d'"), expect: { fact: "alignment" } },
    { name: "category", sql: set("typcategory", "'S'"), expect: { fact: "category" } },
    { name: "preferred", sql: set("typispreferred", "true"), expect: { fact: "preferred" } },
    { name: "default", sql: set("typdefault", "'none'"), expect: { fact: "default" } },
    { name: "element", sql: listAgain("internallength = 16, element = int4"), expect: { fact: "element" } },
    { name: "delimiter", sql: set("typdelim", "';'"), expect: { fact: "delimiter" } },
    { name: "collatable", sql: set("typcollation", "100"), expect: { fact: "collatable" } },
    { name: "owner", sql: "alter type m_base_type.code owner to m_role_a", expect: { fact: "owner" } },
    {
      name: "dropped",
      sql: "drop type m_base_type.list cascade",
      expect: { change: "remove" },
      also: ["function"],
    },
    { name: "shell dropped", sql: "drop type m_base_type.shell", expect: { change: "remove" } },
    { name: "new shell", sql: "create type m_base_type.other", expect: { change: "add" } },
  ],
};
