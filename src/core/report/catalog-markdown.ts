/** A catalog as documentation: each schema, its tables with columns, and everything else by name. */

import type { Catalog } from "../catalog/catalog.ts";
import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import { objectDetail } from "../kinds/object-detail.ts";
import { countOf, pluralOf } from "./count-words.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import { nameUnder } from "./name-parts.ts";

const relations: ReadonlySet<string> = new Set(["table", "foreign-table", "view", "materialized-view"]);

/** A Markdown page; tables by name, columns in their own order. */
export function catalogMarkdown(catalog: Catalog, name: string): string {
  const children = new Map<ObjectId, SchemaObject[]>();
  for (const object of catalog.objects.values())
    if (object.parent !== null) children.set(object.parent, [...(children.get(object.parent) ?? []), object]);
  const objects = [...catalog.objects.values()];
  const tables = objects.filter((object) => relations.has(object.kind)).sort((a, b) => (nameOf(a.id) < nameOf(b.id) ? -1 : 1));
  const inTables = new Set(tables.map((table) => table.id));
  const rest = objects.filter(
    ({ id, parent }) => !inTables.has(id) && (parent === null || !catalog.objects.has(parent) || parent.startsWith("schema:")),
  );
  const { server } = catalog;
  return `${[
    `# ${markdownText(name)}`,
    "",
    server === null
      ? ""
      : `${markdownCode(server.database)} on PostgreSQL ${markdownText(server.version)}, ${countOf(tables.length, "relation")}.`,
    ...tables.flatMap((table) => tableSection(table, children.get(table.id) ?? [], commentsOf(catalog))),
    ...otherSections(rest),
  ].join("\n")}\n`;
}

type Comments = (id: ObjectId) => string;

function commentsOf(catalog: Catalog): Comments {
  return (id) => {
    const text = catalog.objects.get(`comment:${id}` as ObjectId)?.facts.text; // attachedId spells comments so
    return typeof text === "string" ? text : "";
  };
}

function tableSection(table: SchemaObject, parts: readonly SchemaObject[], comment: Comments): readonly string[] {
  const columns = parts.filter((part) => part.kind === "column").sort((a, b) => a.position - b.position);
  const others = parts.filter((part) => part.kind !== "column" && part.kind !== "comment");
  const own = (part: SchemaObject) => nameUnder(nameOf(part.id), nameOf(table.id));
  const about = comment(table.id);
  return [
    "",
    `## ${markdownText(nameOf(table.id))}`,
    "",
    ...(about === "" ? [] : [markdownText(about), ""]),
    ...(table.kind === "table" ? [] : [`A ${table.kind.replaceAll("-", " ")}.`, ...(parts.length === 0 ? [] : [""])]),
    ...(columns.length === 0 ? [] : ["| Column | Definition | |", "| --- | --- | --- |"]),
    ...columns.map(
      (column) =>
        `| ${markdownCode(own(column))} | ${markdownCode(objectDetail(column))} | ${markdownText(comment(column.id))} |`,
    ),
    ...(others.length === 0 ? [] : [""]),
    ...others.map((part) => {
      const detail = objectDetail(part);
      return `- ${part.kind.replaceAll("-", " ")} ${markdownCode(own(part))}${detail === "" ? "" : ` ${markdownCode(detail)}`}`;
    }),
  ];
}

function otherSections(objects: readonly SchemaObject[]): readonly string[] {
  const byKind = new Map<string, SchemaObject[]>();
  for (const object of objects) {
    if (object.kind === "comment") continue;
    byKind.set(object.kind, [...(byKind.get(object.kind) ?? []), object]);
  }
  return [...byKind].flatMap(([kind, members]) => [
    "",
    `## ${pluralOf(kind).replace(/^./, (letter) => letter.toUpperCase())}`,
    "",
    ...members.map((object) => {
      const detail = objectDetail(object);
      return `- ${markdownCode(nameOf(object.id))}${detail === "" ? "" : ` ${markdownCode(detail)}`}`;
    }),
  ]);
}
