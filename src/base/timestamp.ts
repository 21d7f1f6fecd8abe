/** Timestamps of RFC 3339 as text, without the host's clock, calendar or time zone. */

const hours = '(?:[01]\\d|2[0-3])';
const sixty = '[0-5]\\d';
const pattern = new RegExp(
  `^(\\d{4})-(0[1-9]|1[0-2])-(\\d\\d)[Tt]${hours}:${sixty}:(?:${sixty}|60)(?:\\.\\d+)?(?:[Zz]|[+-]${hours}:${sixty})$`,
);
const usPerDay = 86_400_000_000;

/** Tells whether a text is a timestamp of RFC 3339: a date that exists, with a time and an offset. A leap second counts as one. */
export function isTimestamp(text: string): boolean {
  const [, year, month, day] = pattern.exec(text) ?? [];
  return Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month));
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return isLeap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Writes whole microseconds since 1970-01-01T00:00:00Z as a timestamp in UTC with six decimals; exact until the year 2255. */
export function timestampOf(unixUs: number): string {
  const days = Math.floor(unixUs / usPerDay);
  const us = unixUs - days * usPerDay;
  const seconds = Math.floor(us / 1_000_000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => padded(part, 2)).join(':');
  return `${dateOf(days)}T${clock}.${padded(us % 1_000_000, 6)}Z`;
}

/** The date of a day counted from 1970-01-01, by eras of 400 years that begin on a first of March. */
function dateOf(daysSince1970: number): string {
  const days = daysSince1970 + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

const padded = (value: number, width: number): string => String(value).padStart(width, '0');
