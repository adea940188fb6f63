import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes an account at the simulator: its name and its secret are words of the shell. */
const account = (id, secret) => `curl -sSf -X POST "$CONTROL/account?target=$TARGET" -d "{\\"id\\":\\"${id}\\",\\"secret\\":\\"${secret}\\"}" >/dev/null`;

/** Stand-ins for the commands of a server, by its type. What they make is made in the simulator. */
const commands = {
  pve: {
    pveum: `case "$*" in
    'user list'*) echo '[{"userid":"root@pam"}]' ;;
    'role list'*) echo '[{"roleid":"Administrator","privs":"Sys.Audit,VM.GuestAgent.Audit"}]' ;;
    'user token list'*) echo '[]' ;;
    'user token add'*)
      ${account("$4!$5", "made-by-the-script")}
      echo '{"value":"made-by-the-script"}' ;;
  esac`,
  },
  pbs: {
    "proxmox-backup-manager": `case "$*" in
    'user list '*) echo '[{"userid":"root@pam"}]' ;;
    'user list-tokens'*) echo '[]' ;;
    'user generate-token'*)
      ${account("$3!$4", "made-by-the-script")}
      printf 'Result: {\\n  "tokenid": "%s!%s",\\n  "value": "made-by-the-script"\\n}\\n' "$3" "$4" ;;
  esac`,
  },
  pmg: {
    pmgsh: `case "$1 $2" in
    'get '*) exit 1 ;;
    'create /access/users') ${account("$4", "${10}")} ;;
  esac`,
  },
};

/** Runs a command as it was copied, as root of a made-up server; gives what it printed, and whether it went well. */
export async function paste(command, { type, name }, control) {
  const folder = await mkdtemp(join(tmpdir(), "pulse-node-"));
  const stand = { id: "echo 0", hostname: `echo ${name}1`, ...commands[type] };
  for (const [file, lines] of Object.entries(stand)) {
    await writeFile(join(folder, file), `#!/bin/bash\n${lines}\n`);
    await chmod(join(folder, file), 0o755);
  }
  const env = { PATH: `${folder}:${process.env.PATH}`, CONTROL: control, TARGET: name, PULSE_SETUP_ROOT: folder, PULSE_NONINTERACTIVE: "1" };
  const child = spawn("bash", ["-c", command], { env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (printed += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  await rm(folder, { recursive: true, force: true });
  return { printed, good: code === 0 };
}
