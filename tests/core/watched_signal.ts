/**
 * A signal for tests that look for listeners left behind.
 *
 * @module
 */

/** A signal that counts the listeners it has. */
export function watchedSignal(): {
  readonly controller: AbortController;
  readonly signal: AbortSignal;
  readonly listeners: ReadonlySet<unknown>;
} {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<AbortSignal["addEventListener"]>) => {
    const [type, listener, options] = args;
    listeners.add(listener);
    add(type, listener, options);
    // The platform removes by itself what was called once.
    if (typeof options === "object" && options.once) {
      add("abort", () => listeners.delete(listener), { once: true });
    }
  };
  signal.removeEventListener = (...args: Parameters<AbortSignal["removeEventListener"]>) => {
    listeners.delete(args[1]);
    remove(...args);
  };
  return { controller, signal, listeners };
}
