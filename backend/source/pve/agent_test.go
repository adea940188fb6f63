package pve

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

func TestInterfacesOf(t *testing.T) {
	answer, err := proxmox.Decode[agentList[agentInterface]]([]byte(`{"data":{"result":[
		{"name":"eth1","hardware-address":"bc:24:11:00:00:02","ip-addresses":[{"ip-address":"192.0.2.9"},{"ip-address":"fe80::1"},{"ip-address":"192.0.2.10"}]},
		{"name":"eth0","ip-addresses":[{"ip-address":"192.0.2.9"},{"ip-address":""}],"statistics":{"rx-bytes":"7","tx-bytes":8}},
		{"name":"lo","ip-addresses":[{"ip-address":"127.0.0.1"},{"ip-address":"::1"}]},
		{"name":"idle"}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	interfaces, addresses := interfacesOf(answer.Result)
	want := []infra.Interface{
		{Name: "eth0", Addresses: []string{"192.0.2.9"}, RxBytes: 7, TxBytes: 8},
		{Name: "eth1", MAC: "bc:24:11:00:00:02", Addresses: []string{"192.0.2.10", "192.0.2.9"}},
	}
	if diff := cmp.Diff(want, interfaces); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"192.0.2.10", "192.0.2.9"}, addresses); diff != "" {
		t.Error(diff)
	}
}

func TestSystemOf_TakesTheFirstFieldThatIsFilled(t *testing.T) {
	tests := map[string]struct {
		in            osFigures
		name, version string
	}{
		"all":                {osFigures{ID: "debian", Name: "Debian", PrettyName: "Debian 12", Version: "12 (bookworm)", VersionID: "12"}, "Debian", "12 (bookworm)"},
		"version id":         {osFigures{Name: "Alpine", VersionID: "3.20"}, "Alpine", "3.20"},
		"pretty as version":  {osFigures{Name: "Windows", PrettyName: "Windows 11 Pro"}, "Windows", "Windows 11 Pro"},
		"pretty as name":     {osFigures{PrettyName: "Arch Linux", KernelRelease: "6.9"}, "Arch Linux", "6.9"},
		"id only":            {osFigures{ID: "nixos"}, "nixos", ""},
		"version is no news": {osFigures{Name: "x", Version: "x"}, "x", ""},
	}
	for name, test := range tests {
		if gotName, gotVersion := systemOf(test.in); gotName != test.name || gotVersion != test.version {
			t.Errorf("%s: got %q, %q; want %q, %q", name, gotName, gotVersion, test.name, test.version)
		}
	}
}

func TestAgentReason(t *testing.T) {
	failed := func(status int, reason string) error {
		return &source.Error{Kind: infra.FailAnswer, Err: &proxmox.StatusError{Status: status, Reason: reason, Path: "/p"}}
	}
	for want, err := range map[string]error{
		"agent-not-running": failed(500, "QEMU guest agent is not running"),
		"agent-timeout":     failed(500, "VM 100 qmp command 'guest-get-fsinfo' failed - got timeout"),
		"agent-disabled":    failed(500, "No QEMU guest agent configured"),
		"agent-error":       failed(500, "Command guest-get-fsinfo has been disabled"),
		"permission-denied": &source.Error{Kind: infra.FailPermission},
		"":                  failed(501, "Method not implemented"),
	} {
		if got, _ := agentReason(err); got != want {
			t.Errorf("agentReason(%v) = %q, want %q", err, got, want)
		}
	}
	if _, ok := agentReason(&source.Error{Kind: infra.FailUnreachable, Err: &proxmox.StatusError{Status: 595}}); ok {
		t.Error("a node that does not answer says something about the agent, want nothing")
	}
}
