// What the programs are made of, as values: nothing here reads or writes files.
import { createHash } from "node:crypto";

/** The modules in built programs, from the answers of `go version -m -json`. */
export function goComponents(infos) {
  const found = new Map();
  for (const info of infos) {
    const number = info.GoVersion.replace(/^go/, "").split(" ")[0];
    found.set("std", { name: "std", version: number, purl: `pkg:golang/std@${number}` });
    for (const module of info.Deps ?? []) {
      const { Path: name, Version: version } = module.Replace ?? module;
      found.set(name, { name, version, purl: `pkg:golang/${name}@${version}` });
    }
  }
  return [...found.values()].sort(byName);
}

/** The packages that the page brings to the browser, from its lock file. */
export function npmComponents(lock) {
  return Object.entries(lock.packages)
    .filter(([folder, entry]) => folder !== "" && !entry.dev && !entry.optional && !entry.devOptional && !entry.peer)
    .map(([folder, { version, license }]) => {
      const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
      return { name, version, purl: `pkg:npm/${name.replace("@", "%40")}@${version}`, folder, license };
    })
    .sort(byName);
}

/** The bill of materials of a version, in the form of CycloneDX 1.6. */
export function billOfMaterials(version, time, components) {
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([version, components]))}`,
    version: 1,
    metadata: {
      timestamp: time.toISOString().replace(/\.\d+/, ""),
      component: { type: "application", "bom-ref": "pulse", name: "pulse", version },
    },
    components: components.map(({ name, version: number, purl, license }) => ({
      type: "library",
      "bom-ref": purl,
      name,
      version: number,
      purl,
      ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
    })),
  };
}

/** The licences of all components; those with the same text share it. */
export function notices(components) {
  const users = new Map(); // text -> names
  for (const { name, version, texts } of components) {
    for (const text of texts) users.set(text, [...(users.get(text) ?? []), `${name} ${version}`]);
  }
  const parts = [...users].map(([text, names]) => `${"=".repeat(72)}\n${names.join("\n")}\n\n${text}\n`);
  return `Pulse contains the following works of others.\n\n${parts.join("\n")}`;
}

/** A UUID that is the same for the same content, so that builds can be repeated. */
function uuidOf(content) {
  const hex = createHash("sha256").update(content).digest("hex");
  const variant = ((parseInt(hex[16], 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function byName(a, b) {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
