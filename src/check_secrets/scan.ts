/**
 * Looks for secrets in files and in diffs, line by line.
 *
 * @module
 */

import { findSecrets, type SecretInLine } from "./patterns.ts";

/** A secret, and where it is. */
export interface FoundSecret extends SecretInLine {
  /** The file. */
  readonly file: string;
  /** The line in the file; 1 is the first. */
  readonly line: number;
}

/**
 * Looks for secrets in the lines of a file.
 *
 * @param file The name of the file, for what is found.
 * @param lines Its lines.
 * @returns What is found, in order.
 */
export async function scanLines(
  file: string,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<FoundSecret[]> {
  const found: FoundSecret[] = [];
  let line = 0;
  for await (const text of lines) {
    line++;
    for (const secret of look(text)) found.push({ file, line, ...secret });
  }
  return found;
}

/**
 * Looks for secrets in the lines that a diff adds.
 *
 * @param lines The lines of a unified diff, as `git diff` prints it; only a line feed ends one.
 * @returns What is found, in order, with the lines of the new files.
 */
export async function scanDiff(
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<FoundSecret[]> {
  const found: FoundSecret[] = [];
  let file = "";
  let line = 0;
  let left = 0; // How many lines of the new file the hunk still has; a "+++" among them is text.
  for await (const text of lines) {
    const hunk = left > 0 ? undefined : /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (hunk) [line, left] = [Number(hunk[1]), Number(hunk[2] ?? 1)];
    else if (left === 0) file = /^\+\+\+ (?:b\/)?(.*?)\t?$/s.exec(text)?.[1] ?? file;
    else if (!text.startsWith("-") && !text.startsWith("\\")) {
      if (text.startsWith("+")) {
        for (const secret of look(text.slice(1))) found.push({ file, line, ...secret });
      }
      line++;
      left--;
    }
  }
  return found;
}

/** UTF-16 read as UTF-8 has a zero beside every plain letter; without them it can be searched. */
function look(text: string): SecretInLine[] {
  return findSecrets(text.replaceAll("\0", ""));
}
