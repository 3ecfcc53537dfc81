/** The parts of a qualified name, for showing a part without what its heading says already. */

/** `public."odd.name".id` → `public`, `"odd.name"`, `id`, quoted as they were; a signature stays with the last part. */
export function nameParts(name: string): readonly string[] {
  const parts: string[] = [];
  let part = "";
  let isQuoted = false;
  for (const [i, char] of [...name].entries()) {
    if (char === '"') isQuoted = !isQuoted;
    if (char === "(" && !isQuoted && i > 0) return [...parts, part + [...name].slice(i).join("")];
    if (char === "." && !isQuoted) {
      parts.push(part);
      part = "";
    } else part += char;
  }
  return [...parts, part];
}

/** A name as it reads under another one: without the prefix or the schema that both share. */
export function nameUnder(name: string, container: string): string {
  if (name.startsWith(`${container}.`)) return name.slice(container.length + 1);
  const schema = `${nameParts(container)[0]}.`;
  return name.startsWith(schema) ? name.slice(schema.length) : name;
}
