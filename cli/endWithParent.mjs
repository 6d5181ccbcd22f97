/** How often it is checked whether the parent has ended. */
const POLL_INTERVAL_MS = 500;

/**
 * Sends SIGHUP to this process when its parent has ended. npm passes SIGTERM on to the shell that runs a script, and some
 * shells (dash) end without passing it on to the script's command. Has no effect outside npm, where a command may outlive
 * the shell that started it, and on Windows, where a process keeps the id of its parent.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
export function endWithParent({ npm_lifecycle_event }) {
  if (npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGHUP');
  }, POLL_INTERVAL_MS);
  timer.unref();
}
