/**
 * How much of everything a Discord message may hold. Lengths are in code points of the trimmed
 * text, sizes in bytes. Source: Discord's documentation and OpenAPI document, v10.
 *
 * @module
 */

/** The limits of a message as a whole. */
export const MESSAGE = {
  content: 2000,
  username: 80,
  avatarUrl: 2048,
  embeds: 10,
  threadName: 100,
  appliedTags: 5,
  allowedUsers: 100,
  allowedRoles: 100,
} as const;

/** The limits of what is attached. */
export const ATTACHMENT = {
  /** Of one message, kept ones and new ones together. */
  count: 10,
  filename: 1024,
  title: 1024,
  description: 1024,
  waveform: 400,
  /** The size of one file, where no boost raises it. */
  bytes: 10 * 1024 * 1024,
  /** The size of a whole request. */
  requestBytes: 25 * 1024 * 1024,
} as const;

/** The limits of an embed. */
export const EMBED = {
  title: 256,
  description: 4096,
  authorName: 256,
  footerText: 2048,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  url: 2048,
  color: 0xffffff,
  /** The texts of all embeds of a message together. */
  total: 6000,
} as const;

/** The limits of a poll. */
export const POLL = {
  question: 300,
  answers: 10,
  answer: 55,
  /** The longest duration: 32 days. */
  hours: 768,
} as const;

/** The limits of components. */
export const COMPONENT = {
  /** Rows of a message without components V2. */
  rows: 5,
  buttons: 5,
  label: 80,
  buttonUrl: 512,
  customId: 100,
  placeholder: 150,
  options: 25,
  optionText: 100,
  /** The highest id: an int32. */
  id: 0x7fffffff,
} as const;

/** The limits of components V2. */
export const COMPONENT_V2 = {
  /** Components of a message, nested ones included. */
  total: 40,
  /** One text, and all texts of a message together. */
  text: 4000,
  sectionTexts: 3,
  galleryItems: 10,
  mediaDescription: 1024,
  mediaUrl: 2048,
  children: 40,
  accentColor: 0xffffff,
  spacing: 2,
  /**
   * What Discord answers with a 500, however often it is asked: the texts in UTF-8, with 12 bytes
   * more for each. Source: discord/discord-api-docs#8554.
   */
  textBytes: 10_170,
  textOverhead: 12,
  /** Another 500, for more pictures than this. Source: discord/discord-api-docs#7528. */
  media: 64,
} as const;
