/**
 * The token of this start of the playground: without it the server answers nothing.
 *
 * @module
 */

const KEY = "hookcast-token";

/** Takes the token out of the address bar, and keeps it as long as the tab is open. */
function takeToken(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!given) return sessionStorage.getItem(KEY) ?? "";
  sessionStorage.setItem(KEY, given);
  history.replaceState(null, "", location.pathname);
  return given;
}

/** The token; empty where none was given. */
export const token: string = takeToken();
