/** What is done to each column of a copy: what a person has confirmed, and nothing else. What may hold personal data and was not confirmed stops it. */

import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import { columnName } from "../core/masking/column-traits.ts";
import { chosenMask } from "../core/masking/copy-choices.ts";
import { copyScope } from "../core/masking/copy-scope.ts";
import { SeenValues } from "../core/masking/copy-sources.ts";
import { type CopySchema, type CopyTable, travelling } from "../core/masking/copy-table.ts";
import { joinsOf, traitsOf } from "../core/masking/copy-traits.ts";
import type { Mask } from "../core/masking/mask.ts";
import { type ColumnMasker, maskersFor } from "../core/masking/maskers-for.ts";
import { refuseUnclassified } from "../core/masking/unclassified.ts";
import type { ColumnMap } from "../postgres/copy-rows.ts";
import { readMaskingFile } from "../project/masking-file.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import { toSecretReference } from "../project/secrets/to-secret-reference.ts";
import type { CopyRoute } from "./copy-place.ts";
import type { CopyWish } from "./copy-plan.ts";
import type { Project } from "./open-project.ts";

/** A column that is masked, and how. */
export interface MaskedColumnMap {
  readonly column: string;
  readonly map: ColumnMap;
}

/** The masks of a copy. */
export interface CopyMasks {
  /** Of a table, by place among the columns that travel. */
  readonly of: (table: CopyTable) => readonly MaskedColumnMap[];
  /** The mask that a column got; `keep` for those that stay as they are. */
  readonly maskOf: (table: CopyTable, column: string) => Mask;
  /** Values that were seen before they were masked; leaks are looked for with them. */
  readonly sources: () => readonly string[];
  readonly warnings: readonly string[];
}

/** The masks. @throws AppError COLUMNS_UNCLASSIFIED, MASKING_INVALID, MASK_UNFIT, MASKING_KEY_WEAK, SECRET_* */
export async function copyMasks({ project, from, to }: CopyRoute, schema: CopySchema, wish: CopyWish): Promise<CopyMasks> {
  const { copy, directory } = project.config;
  const scope = new Set(copyScope(schema, { only: wish.tables, exclude: [...wish.exclude, ...(copy.exclude ?? [])] }).copied);
  const copied: CopySchema = {
    tables: schema.tables.filter(({ name }) => scope.has(name)),
    references: schema.references.filter((reference) => scope.has(reference.from) && scope.has(reference.to)),
  };
  const choices = await readMaskingFile(resolve(directory, copy.masking), copy.masking);
  const traits = traitsOf(copied);
  refuseUnclassified(traits, choices, `lockstep copy ${from.name} ${to.name} --classify`);
  const key = await maskingKey(project);
  const columns = traits.map((one) => ({ traits: one, mask: chosenMask(one, choices) }));
  const maskers = maskersFor(columns, key ?? createSecretKey(randomBytes(32)), joinsOf(copied));
  const masked = new Map(maskers.filter(({ mask }) => mask.kind !== "keep").map((one) => [columnName(one.traits), one]));
  const seen = new Map([...masked].map(([name, { mask }]) => [name, new SeenValues(mask)]));
  const warnings =
    key === null && masked.size > 0 ? ["no key is configured (copy.key): the next copy masks the same values otherwise"] : [];
  return {
    of: (table) => mapsOf(table, masked, seen),
    maskOf: ({ plainName }, column) => masked.get(columnName({ table: plainName, column }))?.mask ?? { kind: "keep" },
    sources: () => [...seen.values()].flatMap((values) => values.sources()),
    warnings,
  };
}

/** The configured key; null where there is none. @throws AppError SECRET_* */
async function maskingKey({ config, secrets }: Project): Promise<KeyObject | null> {
  const { key } = config.copy;
  if (key === undefined) return null;
  const file = config.file ?? "lockstep.config.ts";
  const { value } = await resolveSecret(toSecretReference(key, "copy.key", file), secrets);
  return createSecretKey(Buffer.from(value, "utf8"));
}

function mapsOf(
  table: CopyTable,
  masked: ReadonlyMap<string, ColumnMasker>,
  seen: ReadonlyMap<string, SeenValues>,
): readonly MaskedColumnMap[] {
  const names = travelling(table).map(({ name }) => name);
  return names.flatMap((column, place): readonly MaskedColumnMap[] => {
    const name = columnName({ table: table.plainName, column });
    const found = masked.get(name);
    if (found === undefined) return [];
    const { mask, entity } = found.masker;
    const entityPlace = entity === null ? null : names.indexOf(entity);
    if (entityPlace === -1)
      throw new AppError({ code: "MASKING_INVALID", message: `${name}: its entity ${entity} is no column of the table.` });
    return [{ column, map: { place, entityPlace, map: mask, seen: (values) => seen.get(name)?.take(values) } }];
  });
}
