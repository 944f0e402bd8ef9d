import { useEffect, useState } from "preact/hooks";

/** Unix milliseconds of this device. */
export function now(): number {
  return Date.now();
}

/** The time, told anew every so often to whoever shows how long ago something was. */
export function useNow(everyMilliseconds: number): number {
  const [time, setTime] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setTime(now()), everyMilliseconds);
    return () => clearInterval(timer);
  }, [everyMilliseconds]);
  return time;
}
