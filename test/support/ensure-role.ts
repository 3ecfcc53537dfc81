/** SQL that makes a role unless the cluster has it: setups run in many databases of one cluster. */
export function ensureRole(name: string, attributes = "nologin"): string {
  return `do $$ begin
      if not exists (select from pg_catalog.pg_roles where rolname = '${name}') then create role ${name} ${attributes}; end if;
    end $$;`;
}
