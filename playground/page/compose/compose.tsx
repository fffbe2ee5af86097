/**
 * The part of the page where a message is composed, broken and seen.
 *
 * @module
 */

import type { JSX } from "preact";
import { Editor } from "../editor/editor.tsx";
import { Preview } from "../preview/preview.tsx";
import { Timeline } from "../timeline/timeline.tsx";
import { DropZone } from "./drop_zone.tsx";
import { Examples } from "./examples.tsx";
import { Extras } from "./extras.tsx";
import { SendBar } from "./send_bar.tsx";
import { TargetPicker } from "./target_picker.tsx";

/** Left what is sent, right what becomes of it. */
export function Compose(): JSX.Element {
  return (
    <div class="compose">
      <section class="panel composer" aria-label="Compose">
        <DropZone>
          <div class="composer-head">
            <TargetPicker />
            <Examples />
          </div>
          <Editor />
          <Extras />
        </DropZone>
        <SendBar />
      </section>
      <div class="seen">
        <Preview />
        <Timeline />
      </div>
    </div>
  );
}
