/**
 * What columns are called when they hold something about a person or a secret, in the languages that schemas are written in: English, German,
 * French, Spanish, Portuguese, Italian, Dutch. Matched on the words of a name, so that `mailing_enabled` is no address.
 */

import type { Mask } from "./mask.ts";

/** What a name tells. */
export interface TellingName {
  readonly mask: Mask;
  /** What such columns hold: `an e-mail address`. */
  readonly holds: string;
}

const rules: readonly (readonly [pattern: RegExp, mask: Mask, holds: string])[] = [
  [
    /\b(?:password|passwd|pwd|passphrase|kennwort|passwort|contrasena|senha|mot de passe|wachtwoord|secret|token|jwt|api key|apikey|access key|private key|secret key|credential|credentials|otp|totp|pin|session id|refresh|cookie|csrf|nonce|salt|password hash|hashed password|encrypted \w+)\b/,
    { kind: "token" },
    "a secret",
  ],
  [/\b(?:e ?mails?|mail|correo|courriel|email address|epost|mailadresse)\b/, { kind: "email" }, "an e-mail address"],
  [
    /\b(?:phones?|telephone|telefon|telefono|telefone|telefoon|tel|mobile|handy|movil|celular|cell|cellphone|portable|fax|msisdn|whatsapp|phone number|telefonnummer|rufnummer)\b/,
    { kind: "phone" },
    "a telephone number",
  ],
  [
    /\b(?:first ?name|given ?name|forename|vorname|prenom|nombre|primeiro nome|voornaam|fname|middle name)\b/,
    { kind: "first-name" },
    "a first name",
  ],
  [
    /\b(?:last ?name|sur ?name|family ?name|nachname|familienname|nom de famille|apellidos?|sobrenome|cognome|achternaam|lname|maiden name)\b/,
    { kind: "last-name" },
    "a family name",
  ],
  [
    /\b(?:full ?name|display ?name|real ?name|contact name|customer name|user ?name|login|nick ?name|nickname|account holder|card ?holder(?: name)?|recipient|author name|owner name|benutzername|kontoinhaber|nom complet|nombre completo|nome completo)\b/,
    { kind: "name" },
    "a person's name",
  ],
  [
    /\b(?:iban|account number|kontonummer|routing number|sort code|bic|swift|card number|cardnumber|credit card|creditcard|kreditkarte|pan|cvv|cvc|ccn|cuenta|konto nr)\b/,
    { kind: "digits" },
    "a number of an account or a card",
  ],
  [
    /\b(?:ssn|social security(?: number)?|sin|nin|national id|tax id|tin|vat(?: id| number)?|steuer ?(?:id|nummer)|sozialversicherungsnummer|dni|nif|nie|cpf|cnpj|curp|rfc|codice fiscale|bsn|passport(?: number)?|passnummer|ausweis(?:nummer)?|driver ?s? licen[cs]e|license plate|kennzeichen|insurance number|medical record|mrn|insee)\b/,
    { kind: "digits" },
    "a number that a state or an insurer gave to a person",
  ],
  [
    /\b(?:street|strasse|str|rue|calle|rua|via|straat|address(?: line)?(?: \d)?|addr|adresse|anschrift|direccion|endereco|indirizzo|adres|address[12]|house number|hausnummer)\b/,
    { kind: "street" },
    "an address",
  ],
  [
    /\b(?:zip(?: ?code)?|post(?:al)? ?code|postcode|plz|postleitzahl|code postal|codigo postal|cep|cap)\b/,
    { kind: "zip" },
    "a postal code",
  ],
  [
    /\b(?:city|town|ort|stadt|wohnort|ville|ciudad|cidade|citta|plaats|geburtsort|birth place|birthplace)\b/,
    { kind: "city" },
    "a place",
  ],
  [
    /\b(?:company|firma|firm|employer|organi[sz]ation name|entreprise|empresa|azienda|bedrijf|business name)\b/,
    { kind: "company" },
    "a firm",
  ],
  [
    /\b(?:dob|birth ?(?:date|day)|date of birth|born(?: on| at)?|geburts(?:datum|tag)|date de naissance|fecha de nacimiento|nascimento|data di nascita|geboortedatum|date of death|deceased (?:on|at))\b/,
    { kind: "date-shift" },
    "a day in a person's life",
  ],
  [/\b(?:ip|ip addr(?:ess)?|ipaddress|remote addr|client ip|last ip|ip adresse)\b/, { kind: "ip" }, "a network address"],
  [/\b(?:mac addr(?:ess)?|imei|imsi|idfa|gaid|serial number|device id|fingerprint)\b/, { kind: "token" }, "what tells a device"],
  [
    /\b(?:salary|wage|income|gehalt|lohn|einkommen|salaire|salario|sueldo|stipendio|net worth|credit score)\b/,
    { kind: "number" },
    "what a person earns or owns",
  ],
  [/\b(?:lat|lng|lon|latitude|longitude|geo ?location)\b/, { kind: "number" }, "a place on the map"],
  [
    /\b(?:notes?|comments?|message|body|description|remarks?|bio|about|text|content|subject|feedback|diagnosis|reason|notiz|notizen|kommentar|bemerkung|beschreibung|nachricht|commentaire|comentario|nota|observa\w+|opmerking|transcript|signature)\b/,
    { kind: "text" },
    "free text",
  ],
  [/\b(?:name|nom|nome|naam)\b/, { kind: "name" }, "a name"],
  [
    /\b(?:avatar|photo|picture|image|homepage|website|web ?site|profile)(?: url)?\b|\burl\b|\blink\b/,
    { kind: "url" },
    "an address on the web",
  ],
];

/** What a column's name tells; null: nothing. Both `lastName` and `LAST_NAME` are read as two words. */
export function tellingName(column: string): TellingName | null {
  const words = wordsOf(column);
  const rule = rules.find(([pattern]) => pattern.test(words));
  return rule === undefined ? null : { mask: rule[1], holds: rule[2] };
}

/** `lastName2` → `last name 2`: lower case, without accents. */
export function wordsOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .replace(/[^A-Za-z\d]+/g, " ")
    .trim()
    .toLowerCase();
}
