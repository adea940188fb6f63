// Package pbstest simulates Proxmox Backup Server over HTTP: datastores,
// namespaces, backups, jobs and accounts, with faults on demand. It writes
// literal JSON of its own, so that it shares no field name with what it tests.
package pbstest

import "time"

// Options describe a server. Zero values are filled in.
type Options struct {
	Version    string // "2.4", "3.4" or "4.1" (the default)
	Datastores []Datastore
	Accounts   []Account // nil means DefaultAccounts
	FormLogin  bool      // the login refuses JSON
	CloseEvery int       // every so many answers close their connection; 0 means none
	Now        func() time.Time
}

// Datastore is a place for backups. Each of its namespaces, and the root, holds
// the same number of groups with the same number of backups each.
type Datastore struct {
	Name       string
	Size, Used int64
	Spaces     []string // namespaces beside the root: "a", "a/b"
	Groups     int      // per namespace
	PerGroup   int      // backups per group, one a day
	Removable  bool
	NeverClean bool // no garbage collection has run
}

// Account is a user with a password, or a token with its secret when the ID
// holds an exclamation mark.
type Account struct {
	ID     string
	Secret string
	Grants map[string][]string // privileges by path; they reach down

	separated bool // a token that was made here: it has no right which its user lacks
}

// The accounts that every server has unless Options say otherwise.
const (
	User     = "root@pam" // may do everything
	Password = "backup-simulator"

	Token  = "monitor@pbs!pulse" // has the role Audit on /
	Secret = "00000000-0000-4000-8000-0000000b5eed"

	WeakToken  = "weak@pbs!pulse" // sees the datastore "main" only
	WeakSecret = "00000000-0000-4000-8000-0000000bea4b"
)

// auditPrivileges are those of the role Audit.
func auditPrivileges() []string {
	return []string{"Datastore.Audit", "Sys.Audit", "Remote.Audit", "Tape.Audit"}
}

// DefaultAccounts returns the accounts named by the constants above.
func DefaultAccounts() []Account {
	audit := auditPrivileges()
	return []Account{
		{ID: User, Secret: Password, Grants: map[string][]string{"/": append([]string{"Sys.Modify", "Datastore.Modify", "Permissions.Modify"}, audit...)}},
		{ID: Token, Secret: Secret, Grants: map[string][]string{"/": audit}},
		{ID: WeakToken, Secret: WeakSecret, Grants: map[string][]string{"/datastore/main": {"Datastore.Audit"}}},
	}
}

// Small is a server with two datastores and a few dozen backups.
func Small() Options {
	return Options{Datastores: []Datastore{
		{Name: "main", Size: 8 << 40, Used: 3 << 40, Spaces: []string{"lab", "lab/test", "office"}, Groups: 4, PerGroup: 3},
		{Name: "offsite", Size: 4 << 40, Used: 1 << 40, Groups: 3, PerGroup: 2},
	}}
}

// Large is a server with one datastore of so many backups.
func Large(backups int) Options {
	const perGroup = 50
	return Options{Datastores: []Datastore{
		{Name: "main", Size: 64 << 40, Used: 40 << 40, Groups: backups / perGroup, PerGroup: perGroup},
	}}
}

func (o Options) filled() Options {
	if o.Version == "" {
		o.Version = "4.1"
	}
	if o.Accounts == nil {
		o.Accounts = DefaultAccounts()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}
