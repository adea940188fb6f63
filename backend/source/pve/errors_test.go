package pve

import (
	"errors"
	"strings"
	"testing"

	"pulse/backend/httpclient"
	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

func TestExplain(t *testing.T) {
	const address = "https://pve1:8006"
	cluster, node := query{path: "/nodes"}, query{path: "/nodes/pve2/status", node: "pve2"}
	status := func(code int, reason string) error {
		return &proxmox.StatusError{Status: code, Reason: reason, Path: "/p"}
	}
	tests := map[string]struct {
		err  error
		q    query
		want infra.Failure
	}{
		"token refused": {status(401, "no such token"), node, infra.Failure{
			Kind:   infra.FailAuth,
			Reason: "Proxmox VE refuses the token pulse@pve!mon (401). Was it deleted, or has it expired?",
		}},
		"privilege missing": {status(403, "Permission check failed (/nodes/pve2, Sys.Audit)"), node, infra.Failure{
			Kind: infra.FailPermission, Scope: "pve2",
			Reason: "the token pulse@pve!mon may not read /p (403): Sys.Audit on /nodes/pve2 is missing",
		}},
		"one of two privileges": {status(403, "Permission check failed (/vms/100, VM.Monitor|VM.GuestAgent.Audit)"), cluster, infra.Failure{
			Kind:   infra.FailPermission,
			Reason: "the token pulse@pve!mon may not read /p (403): VM.Monitor or VM.GuestAgent.Audit on /vms/100 is missing",
		}},
		"privilege not named": {status(403, ""), cluster, infra.Failure{
			Kind:   infra.FailPermission,
			Reason: "the token pulse@pve!mon may not read /p (403): a privilege is missing",
		}},
		"another node is down": {status(595, ""), node, infra.Failure{
			Kind: infra.FailUnreachable, Scope: "pve2",
			Reason: "node pve2 does not answer (595). Is it running, and its pveproxy and pvedaemon?",
		}},
		"lost on the way": {status(596, "Broken pipe"), node, infra.Failure{
			Kind: infra.FailUnreachable, Scope: "pve2",
			Reason: "node pve2 does not answer (596 Broken pipe). Is it running, and its pveproxy and pvedaemon?",
		}},
		"daemon down": {status(599, "Too many redirections"), cluster, infra.Failure{
			Kind:   infra.FailUnreachable,
			Reason: "https://pve1:8006 answers, but its pvedaemon or cluster file system does not (599 Too many redirections)",
		}},
		"file system down": {status(500, "RPCEnvironment init request failed: Unable to load access control list"), cluster, infra.Failure{
			Kind:   infra.FailUnreachable,
			Reason: "https://pve1:8006 answers, but its pvedaemon or cluster file system does not (500 RPCEnvironment init request failed: Unable to load access control list)",
		}},
		"reverse proxy": {status(502, "Bad Gateway"), cluster, infra.Failure{
			Kind:   infra.FailUnreachable,
			Reason: "the proxy at https://pve1:8006 cannot reach Proxmox VE (502 Bad Gateway)",
		}},
		"redirect": {status(302, "Found"), cluster, infra.Failure{
			Kind:   infra.FailAnswer,
			Reason: "https://pve1:8006 sends the call elsewhere (302). Enter the address of the server itself",
		}},
		"unknown path": {status(501, "Method 'GET /nodes/x' not implemented"), cluster, infra.Failure{
			Kind:   infra.FailAnswer,
			Reason: "https://pve1:8006 refuses /p (501 Method 'GET /nodes/x' not implemented)",
		}},
		"unreadable": {errors.Join(proxmox.ErrUnreadable, proxmox.ErrNoData), cluster, infra.Failure{
			Kind:   infra.FailAnswer,
			Reason: "https://pve1:8006 answers /nodes with something that is no Proxmox VE data. Is this the address of Proxmox VE?",
		}},
		"certificate changed": {&httpclient.CertificateError{Fingerprint: "AA:BB"}, cluster, infra.Failure{
			Kind:   infra.FailTLS,
			Reason: "the certificate changed: https://pve1:8006 shows the SHA-256 fingerprint AA:BB instead of the stored one. If that is right, store the new one",
		}},
		"anything else": {errors.New("no route\x00 to host"), cluster, infra.Failure{
			Kind:   infra.FailUnreachable,
			Reason: "https://pve1:8006 cannot be reached: no route to host",
		}},
	}
	c := &client{session: newSession(source.Target{TokenName: "pulse@pve!mon", TokenValue: "s"})}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := source.Failure(c.explain(test.err, address, test.q)); got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestLogin_SecondFactorIsExplained(t *testing.T) {
	s := newSession(source.Target{User: "root@pam", Password: "x"})
	_, err := s.ticketIn(recordedResponse(200, "OK", []byte(`{"data":{"ticket":"PVE:!tfa!x","NeedTFA":1}}`)))
	if f := source.Failure(err); f.Kind != infra.FailAuth || !strings.Contains(f.Reason, "API token") {
		t.Errorf("failure = %+v, want the advice to use a token", f)
	}
}
