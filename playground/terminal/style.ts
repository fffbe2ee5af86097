/**
 * Colours, where someone sees them: on a terminal, unless `NO_COLOR` is set.
 *
 * @module
 */

/** Whether to colour. Source: https://no-color.org */
export const COLOURED: boolean = Deno.stdout.isTerminal() && !Deno.noColor &&
  Deno.env.get("TERM") !== "dumb";

/** Marks a text up. */
type Style = (text: string) => string;

/** For headings. */
export const bold: Style = style(1, 22);
/** For what matters less. */
export const dim: Style = style(2, 22);
/** For what went wrong. */
export const red: Style = style(31, 39);
/** For what went well. */
export const green: Style = style(32, 39);
/** For what went wrong, but is tried again. */
export const yellow: Style = style(33, 39);
/** For what the user may answer. */
export const cyan: Style = style(36, 39);

function style(on: number, off: number): Style {
  return (text) => COLOURED ? `\x1b[${on}m${text}\x1b[${off}m` : text;
}
