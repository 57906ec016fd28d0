/**
 * Calls `gone` once when the program should end: on SIGINT, SIGTERM or SIGHUP, and when npm, which started this script
 * through a shell that does not pass signals on, has ended.
 * @param {(reason: string) => void} gone
 * @param {readonly NodeJS.Signals[]} [signals]
 * @returns {() => void} stops watching
 */
export function onEnding(gone, signals = ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) end('npm has ended');
  }, 500).unref();
  const listeners = signals.map((name) => /** @type {const} */ ([name, () => end(name)]));
  for (const [name, listener] of listeners) process.on(name, listener);
  let ended = false;
  /** @param {string} reason */
  function end(reason) {
    clearInterval(timer);
    // Further signals stay handled, so that a second Ctrl+C does not cut the ending short.
    if (!ended) gone(reason);
    ended = true;
  }
  return () => {
    clearInterval(timer);
    for (const [name, listener] of listeners) process.off(name, listener);
  };
}
