/**
 * The variables of the environment, where there is one.
 *
 * @module
 */

/** What is used of Node's `process`. */
interface Process {
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads a variable of the environment. Deno is never made to ask the user for permission.
 *
 * @param name The name of the variable.
 * @returns Its value; `undefined` when it is not set or empty, or must not or cannot be read.
 */
export function readEnv(name: string): string | undefined {
  const { Deno: deno, process } = globalThis as { Deno?: typeof Deno; process?: Process };
  try {
    if (!deno?.permissions) return process?.env?.[name] || undefined;
    const { state } = deno.permissions.querySync({ name: "env", variable: name });
    return (state === "granted" && deno.env.get(name)) || undefined;
  } catch {
    return undefined;
  }
}
