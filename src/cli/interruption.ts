const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does something before a signal ends the process, as it would have anyway. Call what it gives when that is past. */
export function onInterruption(clean: () => void): () => void {
  const release = () => {
    for (const name of SIGNALS) process.off(name, end);
  };
  const end = (signal: NodeJS.Signals) => {
    release();
    try {
      clean();
    } finally {
      process.kill(process.pid, signal);
    }
  };
  for (const name of SIGNALS) process.on(name, end);
  return release;
}
