/** A house rule as a program: every table has a primary key. */

import { inspect, kindOf, nameOf } from "lockstep";

const catalog = await inspect("dev");
const objects = [...catalog.objects.values()];

const withKey = new Set(
  objects.filter(({ kind, facts }) => kind === "constraint" && facts.type === "primary key").map(({ parent }) => parent),
);
const without = [...catalog.objects.keys()].filter((id) => kindOf(id) === "table" && !withKey.has(id));

for (const id of without) console.log(`${nameOf(id)} has no primary key`);
process.exitCode = without.length === 0 ? 0 : 2;
