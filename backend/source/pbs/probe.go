package pbs

import (
	"cmp"
	"context"
	"strings"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// probe connects once and tells what is there and what the account lacks. The
// certificate is told even when the rest fails, and without credentials, so
// that it can be compared before any are sent.
func probe(ctx context.Context, t source.Target, env source.Env) (source.Found, error) {
	found, unreachable := proxmox.Certificate(ctx, t.Host, product, env)
	if missing := proxmox.Credentials(t); missing != nil {
		return found, cmp.Or(unreachable, missing)
	}
	c := newClient(t, env)
	defer c.close()
	a := c.asker(true)
	version, err := a.online(ctx)
	if err != nil {
		return found, err
	}
	stores, err := a.datastores(ctx, onlineTimeout)
	if err != nil {
		return found, err
	}
	found.Version, found.Nodes, found.Datastores = version, 1, infra.Some(len(stores))
	held, err := get[permissions](ctx, a, query{path: "/access/permissions", timeout: statusTimeout})
	if err == nil { // it helps a person; the connection works without
		found.Missing = missing(held)
	}
	return found, nil
}

// missing names the privileges that are held nowhere on their path, with what
// is lost.
func missing(held permissions) []string {
	needed := []struct{ name, path, loss string }{
		{"Datastore.Audit", "/datastore", "datastores, backups and jobs"},
		{"Sys.Audit", "/system", "processor, memory and uptime of the server"},
	}
	var out []string
	for _, p := range needed {
		if !holds(held, p.name, p.path) {
			out = append(out, p.name+" on "+p.path+": without it Pulse cannot see "+p.loss)
		}
	}
	return out
}

func holds(held permissions, name, path string) bool {
	for at, privileges := range held {
		relevant := at == "/" || at == path || strings.HasPrefix(at, path+"/")
		if _, has := privileges[name]; has && relevant {
			return true
		}
	}
	return false
}
