/**
 * What the checks look at.
 *
 * @module
 */

import type {
  RESTPatchAPIWebhookWithTokenMessageJSONBody,
  RESTPostAPIWebhookWithTokenJSONBody,
} from "discord-api-types/v10";

/** A message or an edit: the parts of both, all of which may be absent or `null`. */
export type AnyMessage = {
  readonly [Name in keyof RESTPostAPIWebhookWithTokenJSONBody]:
    | RESTPostAPIWebhookWithTokenJSONBody[Name]
    | (Name extends keyof RESTPatchAPIWebhookWithTokenMessageJSONBody
      ? RESTPatchAPIWebhookWithTokenMessageJSONBody[Name]
      : never)
    | null;
};

/** What a file that is sent along looks like to the checks. */
export interface MessageFile {
  /** Its name. */
  readonly name: string;
  /** Its size in bytes. */
  readonly size: number;
}
