/**
 * Dates and timestamps moved by whole days; the time of day and the zone stay. One number of days for the table, or one per entity: then the
 * order and distance of an entity's dates stay, and those of two entities do not.
 */

import type { Masker } from "../masker.ts";
import { domainTags, type KeyedDomain } from "./tagged.ts";

/** Beyond these years types differ in what they hold; such dates move back towards ours. */
const lastYear = 294_000;
const firstYear = -4_700;

/** A masker; `days` is the most either way. */
export function dateShift(keyed: KeyedDomain, days: number, entity: string | null): Masker {
  const tags = domainTags(keyed, "date");
  const shifts = (names: readonly string[]): readonly number[] => {
    const words = tags(names);
    return names.map((_, i) => shiftOf(words.getUint32(16 * i, true), days));
  };
  const [ofTable = 1] = shifts([""]);
  return {
    entity,
    mask: (values, entities) => {
      const each = entities === undefined ? null : shifts(entities.map((name) => (name === null ? "" : `=${name}`)));
      return values.map((value, i) => (value === null ? null : shifted(value, each?.[i] ?? ofTable)));
    },
  };
}

/** From -days to days, never 0. */
function shiftOf(word: number, days: number): number {
  const place = word % (2 * days);
  return place < days ? place - days : place - days + 1;
}

/** The date of ISO style moved; infinity stays. */
function shifted(text: string, days: number): string {
  const match = /^(\d{4,})-(\d\d)-(\d\d)(.*?)( BC)?$/.exec(text);
  if (match === null) return text;
  const year = match[5] === undefined ? Number(match[1]) : 1 - Number(match[1]);
  const isFar = year > lastYear || year < firstYear;
  const towards = year > lastYear ? -Math.abs(days) : Math.abs(days);
  const date = civilOf(dayOf(year, Number(match[2]), Number(match[3])) + (isFar ? towards : days));
  const shown = String(date.year > 0 ? date.year : 1 - date.year).padStart(4, "0");
  return `${shown}-${two(date.month)}-${two(date.day)}${match[4] ?? ""}${date.year > 0 ? "" : " BC"}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** Days since 1970-01-01 in the Gregorian calendar, years counted with a zero. Years begin in March, so that leap days end them. */
function dayOf(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

function civilOf(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const since = days + 719_468;
  const era = Math.floor(since / 146_097);
  const dayOfEra = since - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
