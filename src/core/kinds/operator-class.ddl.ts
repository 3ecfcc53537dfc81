/** Operator classes as SQL. Postgres can only rename, move and re-own them: every fact takes a new one. */

import { nameOf } from "../catalog/object-id.ts";
import { statement } from "../recipes/statement.ts";
import { type KindDdl, oneStep } from "./kind-ddl.ts";
import type { OperatorClassFacts } from "./operator-class.ts";
import { familyReference, memberItems, methodName } from "./operator-members.ddl.ts";

const superuser = [{ hazard: "needs-privilege", detail: "only a superuser may make an operator class" }] as const;

/** How operator classes are written. */
export const operatorClassDdl: KindDdl<OperatorClassFacts> = {
  noun: ({ id }, guard = "") => `OPERATOR CLASS ${guard}${methodName(id)}`,
  create: ({ id, facts }) => {
    const [name, method] = [
      nameOf(id).slice(0, nameOf(id).lastIndexOf("(")),
      methodName(id).slice(methodName(id).lastIndexOf(" ") + 1),
    ];
    const head = [
      `CREATE OPERATOR CLASS ${name}${facts.isDefault ? " DEFAULT" : ""} FOR TYPE ${facts.inputType} USING ${method}`,
      ...(facts.family === null ? [] : [`FAMILY ${familyReference(facts.family)}`]),
    ].join(" ");
    const items = [...memberItems(facts), ...(facts.storageType === null ? [] : [`STORAGE ${facts.storageType}`])];
    // a class may be empty, its list may not: to store the type itself says nothing
    const list = items.length === 0 ? [`STORAGE ${facts.inputType}`] : items;
    return oneStep(statement("create-object", `${head} AS\n    ${list.join(",\n    ")}`, { hazards: superuser }));
  },
};
