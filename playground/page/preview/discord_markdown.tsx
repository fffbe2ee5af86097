/**
 * Discord's markdown, drawn.
 *
 * @module
 */

import type { SingleASTNode as Node } from "discord-markdown-parser/dist/simple-markdown/index.js";
import { parse } from "discord-markdown-parser";
import { type ComponentChildren, h, type JSX } from "preact";

/** A text with Discord's markdown. */
export function Markdown({ text, inEmbed = false }: {
  readonly text: string;
  readonly inEmbed?: boolean;
}): JSX.Element {
  return <>{parse(withBullets(text), "extended").map((node) => draw(node, inEmbed))}</>;
}

/** Lists, which the parser does not know; in code a hyphen is a hyphen. */
function withBullets(text: string): string {
  return text.split("```").map((part, index) => {
    if (index % 2 === 1) return part;
    return part.replace(/^( *)[-*] (?=\S)/gm, (_, indent: string) => {
      return `${"\u00a0".repeat(2 * indent.length)}${indent ? "◦" : "•"} `;
    });
  }).join("```");
}

/** The elements of those nodes that only wrap what is within. */
const WRAPPERS: Readonly<Record<string, string>> = {
  // The library's own elements for these put white space around what is within.
  strong: "strong",
  em: "em",
  underline: "u",
  spoiler: "discord-spoiler",
  blockQuote: "discord-quote",
  subtext: "discord-subscript",
};

function draw(node: Node, inEmbed: boolean): ComponentChildren {
  const { type, content } = node;
  const within = () =>
    Array.isArray(content) ? content.map((inner) => draw(inner, inEmbed)) : String(content);
  const wrapper = WRAPPERS[type];
  if (wrapper) return h(wrapper, {}, within());
  switch (type) {
    case "text":
      return lines(String(content));
    case "newline":
    case "br":
      return <br />;
    case "strikethrough":
      return <s>{within()}</s>;
    case "heading":
      return h("discord-header", { level: node.level }, within());
    case "inlineCode":
      return h("discord-code", { embed: inEmbed }, String(content));
    case "codeBlock":
      return h("discord-code", { embed: inEmbed, multiline: true }, String(content));
    case "url":
    case "autolink":
    case "link":
      return h(
        "discord-link",
        { href: node.target, target: "_blank", rel: "noreferrer" },
        within(),
      );
    case "user":
      return h("discord-mention", { type: "user" }, String(node.id));
    case "role":
      return h("discord-mention", { type: "role" }, String(node.id));
    case "channel":
      return h("discord-mention", { type: "channel" }, String(node.id));
    case "everyone":
    case "here":
      return h("discord-mention", { type: "role" }, type);
    case "emoji":
      return `:${node.name}:`;
    case "twemoji":
      return String(node.name);
    case "timestamp":
      return h("discord-time", {}, new Date(Number(node.timestamp) * 1000).toLocaleString("en-GB"));
    default:
      return within();
  }
}

/** Line breaks as elements: as white space they would count within the library's own elements. */
function lines(text: string): ComponentChildren {
  return text.split("\n").map((line, index) => index === 0 ? line : [<br key={index} />, line]);
}
