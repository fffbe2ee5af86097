/**
 * Links of a message that is previewed: whoever wrote it may have written anything.
 *
 * @module
 */

/** Where a link may lead, as in Discord and Slack. */
const PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

/**
 * Opens a link in a tab of its own, so that what is composed stays; or nothing, if it is no address
 * but a script. The library's own elements hide their links from `closest()`.
 */
export function followLink(event: MouseEvent): void {
  const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
  if (!link) return;
  event.preventDefault();
  if (PROTOCOLS.has(link.protocol)) open(link.href, "_blank", "noopener,noreferrer");
}
