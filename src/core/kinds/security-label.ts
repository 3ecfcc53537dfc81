/** Security labels of a label provider (SELinux) on whatever the other kinds have read. */

import { attachedId } from "../catalog/object-id.ts";
import { attachedTarget, sharedTarget } from "./attached-target.ts";
import { alter, defineKind } from "./define-kind.ts";
import { hiddenObjects } from "./hidden-objects.sql.ts";
import { securityLabelAlterations, securityLabelDdl } from "./security-label.ddl.ts";
import { madeByUser } from "./user-objects.sql.ts";

export type SecurityLabelFacts = { readonly label: string };

/** A label: `security-label:table:public.users:selinux`. */
export const securityLabelKind = defineKind<SecurityLabelFacts>()({
  kind: "security-label",
  classId: null,
  isBeyondDatabase: true,
  query: () => `
    with ${hiddenObjects}
    select l.classoid::pg_catalog.regclass::pg_catalog.text as class_id, l.objoid as oid, l.objsubid as sub_id, l.provider, l.label
    from pg_catalog.pg_seclabel l
    where (${madeByUser("l.objoid")} or (l.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and l.objoid = 2200))
      and (l.classoid, l.objoid) not in (select h.classid, h.objid from hidden h)
    union all
    select l.classoid::pg_catalog.regclass::pg_catalog.text, l.objoid, 0, l.provider, l.label
    from pg_catalog.pg_shseclabel l
    where ${sharedTarget("l")}
    order by class_id, oid, sub_id, provider`,
  row: { class_id: "text", oid: "int", sub_id: "int", provider: "text", label: "text" },
  read: (row, context) => {
    const target = attachedTarget(row, "security label", context);
    if (target === null) return null;
    return { id: attachedId("security-label", target, row.provider), oid: 0, parent: target, facts: { label: row.label } };
  },
  changes: { label: alter("alter-object", securityLabelAlterations.alterLabel) },
  ddl: securityLabelDdl,
  add: () => "alter-object",
  remove: () => "alter-object",
  renameBy: [],
  catalog: {
    "pg_seclabel.objoid": "identity",
    "pg_seclabel.classoid": "identity",
    "pg_seclabel.objsubid": "identity",
    "pg_seclabel.provider": "identity",
    "pg_seclabel.label": ["label"],
    "pg_shseclabel.objoid": "identity",
    "pg_shseclabel.classoid": "identity",
    "pg_shseclabel.provider": "identity",
    "pg_shseclabel.label": ["label"],
  },
});
