/** The compiler compares here what the pages send and read with the server's document. */
import type { Agreed, Strange, Wire } from "../domain/wire";
import type { Diagnostics, ServerCheck } from "./diagnostics";
import type { Discovery, FoundServer } from "./discovery";
import type { SecurityStatus } from "./session";
import type { SystemSettings } from "./settings";
import type { Probe, Target, TargetInput } from "./targets";
import type { UpdateCheck, UpdateEntry, UpdatePlan, UpdateSettings, UpdateStatus } from "./updates";
import type { Webhook } from "./webhooks";

/** `disabled` is only in the short form of the status; `ok` is our own word for the status of a test. */
export interface RequestsAgree {
  readonly status: Agreed<Strange<SecurityStatus, Wire["SecurityStatus"], "disabled">>;
  readonly settings: Agreed<Strange<SystemSettings, Wire["SystemSettings"]>>;
  readonly targets: Agreed<Strange<Target, Wire["ConfigNode"]>>;
  readonly inputs: Agreed<Strange<TargetInput, Wire["ConfigNodeInput"]>>;
  readonly probes: Agreed<Strange<Probe, Wire["NodeTest"], "ok">>;
  readonly discovery: Agreed<Strange<Discovery, Wire["Discovery"]>>;
  readonly found: Agreed<Strange<FoundServer, Wire["DiscoveredServer"]>>;
  readonly diagnostics: Agreed<Strange<Diagnostics, Wire["Diagnostics"]>>;
  readonly checks: Agreed<Strange<ServerCheck, Wire["DiagnosticNode"]>>;
  readonly updates: Agreed<Strange<UpdateCheck, Wire["UpdateCheck"]>>;
  readonly updatePlans: Agreed<Strange<UpdatePlan, Wire["UpdatePlan"]>>;
  readonly updateStates: Agreed<Strange<UpdateStatus, Wire["UpdateStatus"]>>;
  readonly updateEntries: Agreed<Strange<UpdateEntry, Wire["UpdateEntry"]>>;
  readonly updateSettings: Agreed<Strange<UpdateSettings, Wire["SystemSettings"]>>;
  readonly webhooks: Agreed<Strange<Webhook, Wire["Webhook"]>>;
}
