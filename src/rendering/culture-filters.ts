import { type FilterImplOptions, filters } from 'liquidjs';

type FilterHandler = Extract<FilterImplOptions, (...args: never[]) => unknown>;

/** Dates of people, such as birthdays, are days and no instants: no time zone may move them. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const STYLES = ['short', 'medium', 'long', 'full'] as const;
type Style = (typeof STYLES)[number];

/** A currency as ISO 4217 abbreviates it. */
const CURRENCY = /^[A-Z]{3}$/;

/** Liquid's own filter, with the formats of strftime. */
const strftime: FilterHandler = handlerOf(filters.date);

/** The filters that write dates and numbers as readers of a culture do. */
export function cultureFilters(culture: string, timeZone: string): Record<string, FilterImplOptions> {
  const formats = new Map<string, Intl.NumberFormat>();
  const numbers = (options: Intl.NumberFormatOptions) => {
    const key = JSON.stringify(options);
    const format = formats.get(key) ?? new Intl.NumberFormat(culture, options);
    formats.set(key, format);
    return format;
  };
  return {
    /** `date: "%d/%m/%Y"` as in Liquid everywhere, or one of the styles of the culture: `date: "long"`. */
    date(value: unknown, format: unknown) {
      if (isEmpty(value)) return '';
      const day = typeof value === 'string' && DAY.test(value);
      if (!isStyle(format)) {
        const text: unknown = strftime.call(this, value, format, day ? 0 : undefined);
        // Liquid gives back what it cannot read.
        if (text === value) throw new Error('date: the value is no date');
        return text;
      }
      return styled(value, { dateStyle: format, timeZone: day ? 'UTC' : timeZone });
    },
    /** `time: "short"` */
    time(value: unknown, style: unknown = 'short') {
      if (isEmpty(value)) return '';
      if (!isStyle(style)) throw new Error(`time: choose from ${STYLES.join(', ')}`);
      return styled(value, { timeStyle: style, timeZone });
    },
    /** `number` or `number: 2`, with so many digits after the comma. */
    number(value: unknown, digits?: unknown) {
      return isEmpty(value) ? '' : numbers(digitsOf('number', digits)).format(readNumber('number', value));
    },
    /** `percent` or `percent: 1`: 0.125 is 12.5 %. */
    percent(value: unknown, digits?: unknown) {
      if (isEmpty(value)) return '';
      return numbers({ style: 'percent', ...digitsOf('percent', digits) }).format(
        readNumber('percent', value),
      );
    },
    /** `currency: "EUR"` */
    currency(value: unknown, currency: unknown) {
      if (typeof currency !== 'string' || !CURRENCY.test(currency))
        throw new Error('currency: name one by its three letters, such as "EUR"');
      return isEmpty(value)
        ? ''
        : numbers({ style: 'currency', currency }).format(readNumber('currency', value));
    },
  };

  function styled(value: unknown, options: Intl.DateTimeFormatOptions): string {
    const date = value === 'now' || value === 'today' ? new Date() : readDate(value);
    if (Number.isNaN(date.getTime())) throw new Error('date: the value is no date');
    return new Intl.DateTimeFormat(culture, options).format(date);
  }
}

function isStyle(format: unknown): format is Style {
  return STYLES.some((style) => style === format);
}

/** A field that the contact does not have is written as nothing. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** As Liquid reads dates: numbers are seconds. */
function readDate(value: unknown): Date {
  if (typeof value === 'number') return new Date(value * 1000);
  if (typeof value === 'string') return new Date(/^\d+$/.test(value) ? Number(value) * 1000 : value);
  return value instanceof Date ? value : new Date(Number.NaN);
}

function readNumber(filter: string, value: unknown): number {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw new Error(`${filter}: the value is no number`);
  return number;
}

function digitsOf(filter: string, digits: unknown): Intl.NumberFormatOptions {
  if (digits === undefined) return {};
  if (typeof digits !== 'number' || !Number.isInteger(digits) || digits < 0 || digits > 20)
    throw new Error(`${filter}: give the number of digits, from 0 to 20`);
  return { minimumFractionDigits: digits, maximumFractionDigits: digits };
}

function handlerOf(filter: FilterImplOptions | undefined): FilterHandler {
  if (typeof filter === 'function') return filter;
  throw new TypeError('Liquid has no such filter');
}
