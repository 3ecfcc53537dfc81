/**
 * Which options and settings may hold a secret, told by their names. One list for all of them: what is withheld too often is
 * said next to the verdict, what is shown once is out.
 */

/**
 * A pattern for lower-case names, the same for POSIX and JavaScript. Names in use: password, sslpassword, smtp_pass, passwd,
 * client_secret, aws_secret_access_key, api_key, service_role_key, token, credentials, db_uri; a key file may also be given in
 * line. `uri` must end a word, because "security" holds it.
 */
export const secretName =
  "(pass|pwd|secret|token|key|credential|auth|private|conninfo|connstr|connection_string|dsn|url|uri($|[^a-z]))";

const secretPattern = new RegExp(secretName);

/** True for a setting whose value may be a secret. The server's own settings, which have no dot in their names, hold none. */
export function isSecretSetting(name: string): boolean {
  return name.includes(".") && secretPattern.test(name.toLowerCase());
}
