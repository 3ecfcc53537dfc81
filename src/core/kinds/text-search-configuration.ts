/** Text search configurations: a parser, and for each of its token types the dictionaries that are asked in turn. */

import { objectId } from "../catalog/object-id.ts";
import { json } from "../catalog/row-shape.ts";
import { qualifiedName } from "../sql/quote.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { textSearchConfigurationAlterations, textSearchConfigurationDdl } from "./text-search-configuration.ddl.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** What a text search configuration is. */
export type TextSearchConfigurationFacts = {
  /** Qualified name. */
  readonly parser: string;
  /** Token type → qualified dictionary names in order. */
  readonly mappings: { readonly [tokenType: string]: readonly string[] };
};

/** A text search configuration. */
export const textSearchConfigurationKind = defineKind<TextSearchConfigurationFacts>()({
  kind: "text-search-configuration",
  classId: "pg_ts_config",
  // Names of token types come from the parser's own function, asked once per parser that a user's configuration has.
  query: () => `
    select c.oid, n.nspname as schema, c.cfgname as name, pg_catalog.pg_get_userbyid(c.cfgowner) as owner,
           pn.nspname as parser_schema, p.prsname as parser_name, m.mappings
    from pg_catalog.pg_ts_config c
    join pg_catalog.pg_namespace n on n.oid = c.cfgnamespace and ${inUserSchema("n")}
    join pg_catalog.pg_ts_parser p on p.oid = c.cfgparser
    join pg_catalog.pg_namespace pn on pn.oid = p.prsnamespace
    left join (
      select m.mapcfg, pg_catalog.json_agg(
               pg_catalog.json_build_array(coalesce(t.alias, m.maptokentype::text), dn.nspname, d.dictname)
               order by t.alias, m.maptokentype, m.mapseqno
             ) as mappings
      from pg_catalog.pg_ts_config_map m
      join pg_catalog.pg_ts_config mc on mc.oid = m.mapcfg
      join pg_catalog.pg_ts_dict d on d.oid = m.mapdict
      join pg_catalog.pg_namespace dn on dn.oid = d.dictnamespace
      left join (
        select u.cfgparser, t.tokid, t.alias
        from (select distinct uc.cfgparser from pg_catalog.pg_ts_config uc where ${madeByUser("uc.oid")}) u
        cross join lateral pg_catalog.ts_token_type(u.cfgparser) t
      ) t on t.cfgparser = mc.cfgparser and t.tokid = m.maptokentype
      where ${madeByUser("m.mapcfg")}
      group by m.mapcfg
    ) m on m.mapcfg = c.oid
    where ${madeByUser("c.oid")}
    order by n.nspname, c.cfgname`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    owner: "text",
    parser_schema: "text",
    parser_name: "text",
    mappings: json<readonly (readonly [string, string, string])[] | null>(),
  },
  read: (row, context) => {
    const mappings: Record<string, string[]> = {};
    for (const [tokenType, schema, dictionary] of row.mappings ?? []) {
      const dictionaries = mappings[tokenType] ?? [];
      mappings[tokenType] = [...dictionaries, qualifiedName(schema, dictionary)];
    }
    return {
      id: objectId("text-search-configuration", row.schema, row.name),
      oid: row.oid,
      parent: context.schema(row.schema),
      owner: row.owner,
      facts: { parser: qualifiedName(row.parser_schema, row.parser_name), mappings },
    };
  },
  changes: {
    parser: replace("replace-object"),
    mappings: alter("alter-object", textSearchConfigurationAlterations.alterMappings),
  },
  ddl: textSearchConfigurationDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: ["parser", "mappings"],
  catalog: {
    "pg_ts_config.oid": "identity",
    "pg_ts_config.cfgname": "identity",
    "pg_ts_config.cfgnamespace": "identity",
    "pg_ts_config.cfgowner": "owner",
    "pg_ts_config.cfgparser": ["parser"],
    "pg_ts_config_map.mapcfg": "parent",
    "pg_ts_config_map.maptokentype": ["mappings"],
    "pg_ts_config_map.mapseqno": ["mappings"],
    "pg_ts_config_map.mapdict": ["mappings"],
  },
});
