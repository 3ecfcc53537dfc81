import type { MutationSuite } from "./mutation.ts";

const again = (name: string, definition: string) =>
  `drop conversion m_conversion.${name}; create conversion m_conversion.${name} for ${definition}`;

/** Conversions: every fact once. */
export const conversionMutations: MutationSuite = {
  kind: "conversion",
  setup: () => `
    create schema m_conversion;
    create function m_conversion.decode(integer, integer, cstring, internal, integer, boolean) returns integer
      language c strict as '$libdir/utf8_and_iso8859', 'iso8859_to_utf8';
    create conversion m_conversion.decoded for 'LATIN2' to 'UTF8' from iso8859_to_utf8;
    create conversion m_conversion.encoded for 'UTF8' to 'LATIN2' from utf8_to_iso8859;`,
  mutations: [
    { name: "source", sql: again("decoded", "'LATIN3' to 'UTF8' from iso8859_to_utf8"), expect: { fact: "sourceEncoding" } },
    {
      name: "destination",
      sql: again("encoded", "'UTF8' to 'LATIN3' from utf8_to_iso8859"),
      expect: { fact: "destinationEncoding" },
    },
    { name: "function", sql: again("decoded", "'LATIN2' to 'UTF8' from m_conversion.decode"), expect: { fact: "routine" } },
    {
      name: "default",
      sql: `drop conversion m_conversion.decoded;
        create default conversion m_conversion.decoded for 'LATIN2' to 'UTF8' from iso8859_to_utf8`,
      expect: { fact: "isDefault" },
    },
    { name: "owner", sql: "alter conversion m_conversion.encoded owner to m_role_a", expect: { fact: "owner" } },
    { name: "dropped", sql: "drop conversion m_conversion.encoded", expect: { change: "remove" } },
    {
      name: "new",
      sql: "create conversion m_conversion.other for 'LATIN2' to 'UTF8' from iso8859_to_utf8",
      expect: { change: "add" },
    },
  ],
};
