/** Settings as SQL: one for this database and a wider one, of which either can hide the other's value. */

import { type Statement, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import { colonParts, roleIds, roleSql } from "./attached-name.ddl.ts";
import { onDatabase } from "./database-name.ddl.ts";
import { type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import type { SettingFacts } from "./setting.ts";
import { settingValue } from "./setting-value.ddl.ts";

type Setting = ObjectOf<SettingFacts>;

/** Undefined: not set there; null: set to a secret. */
interface Layers {
  readonly here?: string | null;
  readonly everywhere?: string | null;
}

function layersOf({ value, scope, hiddenValue }: SettingFacts): Layers {
  if (scope === "role" || scope === "all roles") return { everywhere: value };
  return hiddenValue === null ? { here: value } : { here: value, everywhere: hiddenValue };
}

function change({ id }: Setting, layer: keyof Layers, value: string | null | undefined, context: DdlContext): Statement {
  const [, name = "", role] = colonParts(id);
  const action = value === undefined ? ` RESET ${name}` : ` SET ${name} TO ${settingValue(name, value ?? "")}`;
  const hazards: Hazard[] = [];
  if (value === null)
    hazards.push({ hazard: "may-fail", detail: `the value of ${name} is a secret that is never read: set it by hand` });
  if (layer === "everywhere") hazards.push({ hazard: "needs-privilege", detail: "it holds in every database of the cluster" });
  return statement("alter-object", settingSql(layer, role === undefined ? null : roleSql(role, context), action), { hazards });
}

function settingSql(layer: keyof Layers, role: string | null, action: string): string {
  if (layer === "everywhere") return `ALTER ROLE ${role ?? "ALL"}${action}`;
  return role === null ? onDatabase("ALTER DATABASE ", action) : onDatabase(`ALTER ROLE ${role} IN DATABASE `, action);
}

function lead(setting: Setting, before: Layers, after: Layers, context: DdlContext): readonly Statement[] {
  const layers = ["here", "everywhere"] as const;
  return layers.flatMap((layer) => (before[layer] === after[layer] ? [] : [change(setting, layer, after[layer], context)]));
}

const alterValues: AlterFacts<SettingFacts> = ({ before, after }, context) =>
  oneStep(...lead(after, layersOf(before.facts), layersOf(after.facts), context));

/** Changes in place, by fact. */
export const settingAlterations = { alterValues };

/** How settings are written. */
export const settingDdl: KindDdl<SettingFacts> = {
  noun: ({ id }) => `SETTING ${id}`,
  create: (setting, context) => {
    const [, , role] = colonParts(setting.id);
    const statements = lead(setting, {}, layersOf(setting.facts), context);
    return [{ statements, needs: role === undefined ? [] : roleIds(role) }];
  },
  drop: (setting, context) => lead(setting, layersOf(setting.facts), {}, context),
  // a role is never dropped, so that what it has in this database would stay
  dropsAlone: ({ facts }) => facts.scope === "role in database",
};
