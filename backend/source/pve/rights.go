package pve

import (
	"context"
	"strings"
	"time"
)

// rightsFor is how long the privileges of the account are believed.
const rightsFor = 10 * time.Minute

// rights are the privileges of the account, as they were read last.
type rights struct {
	held permissions
	at   time.Time
}

// hiddenStorages names the storages on which no backup was found because the
// account may not see any: the server lists nothing to it, without an error.
func (r *reader) hiddenStorages(ctx context.Context, a *asker, places []backupPlace) map[string]bool {
	hidden := map[string]bool{}
	for _, p := range places {
		v := r.backups.places[p.place]
		if v.since.IsZero() && len(v.rows) == 0 && r.readRights(ctx, a) {
			hidden[p.storage] = !seesBackups(r.backups.rights.held, p.storage)
		}
	}
	return hidden
}

// readRights reads the privileges unless they are known; ok is false when they
// cannot be told.
func (r *reader) readRights(ctx context.Context, a *asker) bool {
	known := &r.backups.rights
	if known.held != nil && time.Since(known.at) < r.scaled(rightsFor) {
		return true
	}
	held, err := a.permissions(ctx)
	if err != nil {
		return false
	}
	*known = rights{held, time.Now()}
	return true
}

// seesBackups tells whether backups on a storage are listed to an account:
// with Datastore.Allocate all are, with Datastore.AllocateSpace those of the
// guests for which it has VM.Backup.
func seesBackups(held permissions, storage string) bool {
	on := held["/"]
	for _, path := range []string{"/storage", "/storage/" + storage} {
		if deeper, told := held[path]; told {
			on = deeper
		}
	}
	if _, all := on["Datastore.Allocate"]; all {
		return true
	}
	if _, some := on["Datastore.AllocateSpace"]; !some {
		return false
	}
	for path, privileges := range held {
		guests := path == "/" || strings.HasPrefix(path, "/vms") || strings.HasPrefix(path, "/pool")
		if _, has := privileges["VM.Backup"]; has && guests {
			return true
		}
	}
	return false
}
