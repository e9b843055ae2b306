/** Follows the longest turn of the event loop by the processor time that this thread itself took in it: a busy machine does not count. */
export function watchOwnWork(): { readonly longestMs: () => number; readonly stop: () => void } {
  let longest = 0;
  let before = process.threadCpuUsage();
  const watch = setInterval(() => {
    const used = process.threadCpuUsage(before);
    longest = Math.max(longest, (used.user + used.system) / 1_000);
    before = process.threadCpuUsage();
  }, 1);
  return { longestMs: () => longest, stop: () => clearInterval(watch) };
}
