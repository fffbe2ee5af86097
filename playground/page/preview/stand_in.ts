/**
 * Pictures that stand for those of other hosts: the page asks nobody but the playground, so a
 * picture of the internet is shown as its host's name.
 *
 * @module
 */

/** A picture that stands for another. */
export function standIn(url: unknown, width = 400, height = 160): string {
  if (typeof url === "string" && url.startsWith("data:image/")) return url;
  const host = typeof url === "string" && URL.canParse(url) ? new URL(url).hostname : "picture";
  return svg(
    width,
    height,
    `<rect width="100%" height="100%" fill="#4e5058"/><text x="50%" y="50%" fill="#dbdee1" font-family="sans-serif" font-size="${
      Math.min(16, width / 6)
    }" text-anchor="middle" dominant-baseline="middle">${escape(host)}</text>`,
  );
}

/** A picture of a sender: a letter on a colour. */
export function avatar(name: string, colour = "#5865f2"): string {
  const letter = escape([...name][0]?.toUpperCase() ?? "H");
  return svg(
    80,
    80,
    `<rect width="80" height="80" fill="${colour}"/><text x="40" y="42" fill="#fff" font-family="sans-serif" font-size="40" font-weight="600" text-anchor="middle" dominant-baseline="central">${letter}</text>`,
  );
}

function svg(width: number, height: number, content: string): string {
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(text)}`;
}

function escape(text: string): string {
  return text.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
