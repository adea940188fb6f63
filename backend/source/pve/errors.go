package pve

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// kindOf returns the kind of a failure, as the report will tell it.
func kindOf(err error) infra.FailureKind { return source.Failure(err).Kind }

// daemonDown tells the answers that mean: behind the proxy that was asked
// nobody works. One of them is a node whose cluster file system is down.
func daemonDown(e *proxmox.StatusError) bool {
	return e.PassedOn() || e.Status == http.StatusInternalServerError && strings.HasPrefix(e.Reason, "RPCEnvironment init request failed")
}

// explain puts an error of a call into words that a person can act on.
func (c *client) explain(err error, address string, q query) *source.Error {
	e, status := errors.AsType[*proxmox.StatusError](err)
	if _, worded := errors.AsType[*source.Error](err); worded || !status {
		return c.call(address, q).Explain(err)
	}
	out := &source.Error{Kind: infra.FailUnreachable, Scope: q.node, Err: e}
	switch {
	case e.Status == http.StatusUnauthorized:
		out.Kind, out.Scope, out.Reason = infra.FailAuth, "", c.session.Refusal()
	case e.Status == http.StatusForbidden:
		out.Kind = infra.FailPermission
		out.Reason = fmt.Sprintf("%s may not read %s (403): %s", c.session.Who(), e.Path, missingPrivilege(e.Reason))
	case daemonDown(e) && q.node != "":
		out.Reason = fmt.Sprintf("node %s does not answer (%s). Is it running, and its pveproxy and pvedaemon?", q.node, e.Told())
	case daemonDown(e):
		out.Reason = fmt.Sprintf("%s answers, but its pvedaemon or cluster file system does not (%s)", address, e.Told())
	default:
		return c.call(address, q).Explain(err)
	}
	return out
}

func (c *client) call(address string, q query) proxmox.Call {
	return proxmox.Call{Product: product, Account: c.session.Who(), Address: address, Path: q.path, Scope: q.node}
}

var permissionReason = regexp.MustCompile(`\(([^,()]+), ([^()]+)\)`)

// missingPrivilege makes a sentence of "Permission check failed (/path, Priv)".
func missingPrivilege(reason string) string {
	if m := permissionReason.FindStringSubmatch(reason); m != nil {
		return fmt.Sprintf("%s on %s is missing", strings.ReplaceAll(m[2], "|", " or "), m[1])
	}
	if reason == "" {
		return "a privilege is missing"
	}
	return reason
}
