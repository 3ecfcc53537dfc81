/**
 * What extensions say of free disk, said by a function of ours: the extensions themselves are not in any package that tests could install.
 * The columns are those of system_stats 3.
 */

/** SQL for a function of its name that belongs to nobody. */
export const strayDiskFunction = `
  create schema if not exists st;
  create function st.pg_sys_disk_info(out mount_point text, out file_system text, out free_space int8) returns setof record
    language sql as $$ values ('/', '/dev/a', 5000::int8), ('/elsewhere', '/dev/b', 9000000000::int8) $$;`;

/** SQL that makes it the extension's; for superusers. */
export const adoptDiskFunction = `
  set allow_system_table_mods = on;
  insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
    values (990001, 'system_stats', 10, 'st'::regnamespace, false, '3.0');
  insert into pg_depend values ('pg_proc'::regclass, 'st.pg_sys_disk_info'::regproc, 0, 'pg_extension'::regclass, 990001, 0, 'e');`;
