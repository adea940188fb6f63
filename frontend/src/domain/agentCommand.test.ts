import { describe, expect, it } from "vitest";
import { agentCommand, isLoopback } from "./agentCommand";

describe("the command for a Docker host", () => {
  it("takes script, address and token into one line", () => {
    expect(agentCommand(" http://pulse.lan:7655/ ", "abc")).toBe("curl -fsSL http://pulse.lan:7655/install-docker-agent.sh | bash -s -- --url http://pulse.lan:7655 --token abc");
  });

  it("gives a shell nothing to run besides", () => {
    expect(agentCommand("http://a;reboot", "x")).toContain("--url 'http://a;reboot' ");
    expect(agentCommand("http://[fd00::1]:7655", "x'y")).toContain(`--url 'http://[fd00::1]:7655' --token 'x'\\''y'`);
  });
});

it.each([
  ["http://localhost:7655", true],
  ["http://127.0.0.1:7655", true],
  ["https://[::1]:7655", true],
  ["http://127.example.org", false],
  ["http://10.0.0.5:7655", false],
  ["", false],
])("%s is reached by this computer only: %s", (address, alone) => {
  expect(isLoopback(address)).toBe(alone);
});
