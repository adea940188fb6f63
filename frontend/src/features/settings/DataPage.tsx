import { ExportSection } from "./ExportSection";
import { HistorySection } from "./HistorySection";
import { ImportSection } from "./ImportSection";
import { SettingsShell } from "./SettingsShell";
import { TakeoverSection } from "./TakeoverSection";

/** What is kept, and how it is moved from one installation to another. */
export default function DataPage() {
  return (
    <SettingsShell title="Data" current="Data">
      <TakeoverSection />
      <ExportSection />
      <ImportSection />
      <HistorySection />
    </SettingsShell>
  );
}
