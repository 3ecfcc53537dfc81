/** Schemas of publications as SQL (15+). */

import { objectId } from "../catalog/object-id.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import { colonParts } from "./attached-name.ddl.ts";
import { type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import type { PublicationSchemaFacts } from "./publication-schema.ts";

type PublicationSchema = ObjectOf<PublicationSchemaFacts>;

function alterPublication({ id }: PublicationSchema, verb: "ADD" | "DROP"): Statement {
  const [, publication = "", schema = ""] = colonParts(id);
  return statement("change-publication", `ALTER PUBLICATION ${publication} ${verb} TABLES IN SCHEMA ${schema}`, {
    hazards: verb === "ADD" ? [{ hazard: "needs-privilege", detail: "a superuser" }] : [],
  });
}

/** How schemas of publications are written. */
export const publicationSchemaDdl: KindDdl<PublicationSchemaFacts> = {
  noun: ({ id }) => `PUBLICATION SCHEMA ${id}`,
  create: (member) => oneStep(alterPublication(member, "ADD")),
  drop: (member) => [alterPublication(member, "DROP")],
  goesWith: ({ id }) => objectId("schema", unquoteIdentifier(colonParts(id)[2] ?? "")),
};
