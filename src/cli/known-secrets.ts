/** Secrets that are known before any is asked for: those in the environment and on the command line. */

const secretName = /(?:^|_)(?:PASSWORD|PGPASSWORD|TOKEN|SECRET|WEBHOOK_URL|DATABASE_URL)$/i;
const urlWithPassword = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#]*:[^\s]*@/i;
const shortest = 6;

/** Values that must reach no sink. */
export function knownSecrets(env: Readonly<Record<string, string | undefined>>, argv: readonly string[]): readonly string[] {
  const fromEnv = Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const isSecret = urlWithPassword.test(value) || (secretName.test(name) && value.length >= shortest);
    return isSecret ? [value] : [];
  });
  return [...fromEnv, ...argv.filter(hasPassword)];
}

/** The word is a URL that carries a password, which every process on the machine can read in the process list. */
export function hasPassword(word: string): boolean {
  return urlWithPassword.test(word.replace(/^--?[a-z-]+=/, ""));
}
