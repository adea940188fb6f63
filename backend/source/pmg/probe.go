package pmg

import (
	"cmp"
	"context"

	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// probe connects once and tells what is there and what the account lacks. The
// certificate is told even when the rest fails, and without credentials, so
// that it can be compared before any are sent.
func probe(ctx context.Context, t source.Target, env source.Env) (source.Found, error) {
	found, unreachable := proxmox.Certificate(ctx, t.Host, product, env)
	if missing := newSession(t).usable(); missing != nil {
		return found, cmp.Or(unreachable, error(fault.Wrap(fault.Invalid, missing, "%s", missing.Error()).In("password")))
	}
	c := newClient(t, env)
	defer c.close()
	a := c.asker(true)
	v, err := a.version(ctx)
	if err != nil {
		return found, err
	}
	found.Version = v.String()
	login, err := c.session.current(ctx, a)
	if err != nil {
		return found, err
	}
	found.Missing = lost(string(login.Role))
	rows, err := listMembers(ctx, a)
	if err != nil && source.Failure(err).Kind != infra.FailPermission {
		return found, err
	}
	found.Nodes = len(rows)
	return found, nil
}

// lost names what an account with this role cannot see. Servers that do not
// tell the role are not doubted.
func lost(role string) []string {
	const advice = ": give the account the role Auditor"
	switch role {
	case "", "root", "admin", "audit":
		return nil
	case "qmanager":
		return []string{"the role Quarantine Manager may not read the mail queues" + advice}
	}
	return []string{"the role " + role + " may not read nodes, queues, statistics and quarantine" + advice}
}
