/**
 * What the clocks of a time zone show, as a moment.
 *
 * @module
 */

const DAY = 86_400_000;
const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;

/**
 * The moment that a text names. JavaScript takes 30 February for 2 March; the service does not.
 *
 * @param text RFC 3339 text.
 * @returns The moment in epoch ms; `NaN` if there is no such day or hour.
 */
export function readMoment(text: string): number {
  const shown = text.slice(0, "YYYY-MM-DDTHH:MM:SS".length);
  const date = new Date(`${shown}Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(shown);
  return exists ? Date.parse(text) : NaN;
}

/**
 * The moment at which the clocks of a zone show a time. A time that they skip is the first moment
 * after the gap, one that they show twice the earlier of the two.
 *
 * @param local `YYYY-MM-DDTHH:MM:SS`.
 * @param zone The IANA name of the zone.
 * @returns The moment in epoch ms, or `undefined` if either makes no sense.
 */
export function momentOf(local: string, zone: string): number | undefined {
  const shown = LOCAL.test(local) ? readMoment(`${local}Z`) : NaN;
  const clock = Number.isNaN(shown) ? undefined : clockOf(zone);
  if (!clock) return undefined;
  const offset = (moment: number) => clock(moment) - moment;
  const [before, after] = [offset(shown - DAY), offset(shown + DAY)];
  const moments = [shown - before, shown - after].filter((moment) => clock(moment) === shown);
  return moments.length > 0 ? Math.min(...moments) : endOfGap(shown, before, after, offset);
}

/** Halves the days around until it finds the moment at which the clocks were put forward. */
function endOfGap(
  shown: number,
  before: number,
  after: number,
  offset: (moment: number) => number,
): number {
  let [low, high] = [shown - Math.max(before, after) - DAY, shown - Math.min(before, after)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** What the clocks of a zone show at a moment, as if it were UTC; `undefined` for no zone. */
function clockOf(timeZone: string): ((moment: number) => number) | undefined {
  const fields = { year: "numeric", month: "numeric", day: "numeric" } as const;
  const time = { hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" } as const;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone, ...fields, ...time });
  } catch {
    return undefined;
  }
  return (moment) => {
    const parts = format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]);
    const { year, month, day, hour, minute, second } = Object.fromEntries(parts);
    return Date.UTC(year, month - 1, day, hour, minute, second) + moment % 1000;
  };
}
