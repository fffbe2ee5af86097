/**
 * Fields that can be read, but do not end up in a log.
 *
 * @module
 */

/**
 * Adds a secret to a model so that it can be read by its name, but is neither printed, nor written as
 * JSON, nor copied by a spread.
 *
 * @param model The model.
 * @param name The name of the field.
 * @param secret The secret.
 * @returns The model.
 */
export function withSecret<T extends object, N extends string>(
  model: T,
  name: N,
  secret: string,
): T & { readonly [K in N]: string } {
  // A getter, since printers that show hidden fields too do not call getters.
  return Object.defineProperty(model, name, { get: () => secret }) as
    & T
    & { readonly [K in N]: string };
}
