// Moments and spans of the service's time, in Unix seconds, as people read them.

const UNITS = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];
const inWords = new Intl.RelativeTimeFormat("en");

export const written = (seconds) =>
  new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** An element that says when; given `now`, also how far off that is. A number that is no moment stays a number. */
export function moment(seconds, now) {
  const time = document.createElement("time");
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) {
    time.textContent = String(seconds);
    return time;
  }
  time.dateTime = date.toISOString();
  time.textContent = now === undefined ? written(seconds) : `${written(seconds)}, ${fromNow(seconds, now)}`;
  return time;
}

/** 3 minutes ago, in 14 days */
export function fromNow(seconds, now) {
  const away = Math.round(seconds - now);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(away) >= 2 * size || size === 1);
  return inWords.format(Math.trunc(away / size), unit);
}

/** 1 day 2 hours 10 minutes */
export function span(seconds) {
  let left = seconds;
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left %= size;
    return count && `${count} ${unit}${count === 1 ? "" : "s"}`;
  });
  return parts.filter(Boolean).join(" ") || "0 seconds";
}
