/**
 * Reads and writes a value deep inside an object.
 *
 * @module
 */

/** An object with any names. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object with names. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads a value.
 *
 * @param root The object.
 * @param path The names that lead to the value, with dots between them.
 * @returns The value; `undefined` where there is none.
 */
export function getPath(root: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => {
    return isFields(value) ? value[name] : undefined;
  }, root);
}

/**
 * Makes a copy in which one value is another. Objects left without names go too.
 *
 * @param root The object, which is left alone.
 * @param path The names that lead to the value, with dots between them.
 * @param value The value; `undefined` takes it out.
 * @returns The copy.
 */
export function setPath(root: Fields, path: string, value: unknown): Fields {
  const [name = "", ...rest] = path.split(".");
  const inner = root[name];
  const next = rest.length === 0
    ? value
    : setPath(isFields(inner) ? inner : {}, rest.join("."), value);
  const isEmpty = next === undefined ||
    (rest.length > 0 && isFields(next) && Object.keys(next).length === 0);
  const { [name]: _, ...others } = root;
  return isEmpty ? others : { ...root, [name]: next };
}
