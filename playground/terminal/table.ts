/**
 * Lines up a table.
 *
 * @module
 */

import { bold } from "./style.ts";

/**
 * Draws a table: texts to the left, columns of numbers to the right.
 *
 * @param head The headings.
 * @param rows The cells, row by row.
 * @returns The lines, indented by two.
 */
export function drawTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column]).length))
  );
  const isNumeric = head.map((_, column) => rows.every((row) => typeof row[column] === "number"));
  const line = (cells: readonly (string | number)[]) =>
    cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      return isNumeric[column] ? String(cell).padStart(width) : String(cell).padEnd(width);
    }).join("  ").trimEnd();
  return [bold(line(head)), ...rows.map(line)].map((text) => `  ${text}`).join("\n");
}
