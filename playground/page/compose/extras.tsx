/**
 * What belongs to a send beside its payload.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { files, ownFaults, ownOptions, target } from "../state/draft.ts";
import { TabPanel, Tabs } from "../ui/tabs.tsx";
import { Files } from "./files.tsx";
import { FaultPanel } from "./fault_panel.tsx";
import { OptionsForm } from "./options_form.tsx";

/** A part. */
type Extra = "options" | "faults" | "files";

/** The part that is shown. */
const extra: Signal<Extra> = signal("options");

/** Options, faults and files, each in a tab. */
export function Extras(): JSX.Element {
  const chosen = extra.value;
  return (
    <div class="extras">
      <Tabs
        label="More of this send"
        id="extra"
        chosen={chosen}
        onChoose={(name) => extra.value = name}
        tabs={[
          { name: "options", title: "Options", count: Object.keys(ownOptions.value).length },
          { name: "faults", title: "Break things", count: ownFaults.value.length },
          {
            name: "files",
            title: "Files",
            count: target.value === "discord" ? files.value.length : 0,
          },
        ]}
      />
      <TabPanel id="extra" chosen={chosen}>
        {chosen === "options" && <OptionsForm />}
        {chosen === "faults" && <FaultPanel />}
        {chosen === "files" && <Files />}
      </TabPanel>
    </div>
  );
}
