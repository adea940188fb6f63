package pvetest

import (
	"slices"
	"strings"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// Account is a user with a password, or a token with its secret when the ID
// holds an exclamation mark.
type Account struct {
	ID     string // user@realm or user@realm!token
	Secret string
	Grants []Grant

	separated bool // a token that has no right which its user lacks
}

// Grant gives privileges on a path and on all below it.
type Grant struct {
	Path  string
	Privs []string // "*" stands for all
}

func (g Grant) has(priv string) bool {
	return slices.Contains(g.Privs, priv) || slices.Contains(g.Privs, "*")
}

// The accounts that every cluster has unless Options say otherwise.
const (
	User     = "root@pam" // may do everything
	Password = "proxmox-simulator"

	Token  = "monitor@pve!pulse" // may read everything, backups and agents included
	Secret = "00000000-0000-4000-8000-00000000feed"

	AuditorToken  = "auditor@pve!pulse" // has the role PVEAuditor on everything
	AuditorSecret = "00000000-0000-4000-8000-00000000a0d1"

	WeakToken  = "weak@pve!pulse" // sees guests 100 and 101 and the storage "local", no node
	WeakSecret = "00000000-0000-4000-8000-00000000ea4b"
)

// agentRead stands for the privilege that reading from guest agents needs.
const agentRead = "agent"

func agentPrivileges(major int) []string {
	if major < 9 {
		return []string{"VM.Monitor"}
	}
	return []string{"VM.GuestAgent.Audit", "VM.GuestAgent.Unrestricted"}
}

// auditorPrivileges are those of the role PVEAuditor.
func auditorPrivileges(major int) []string {
	privs := []string{"Datastore.Audit", "Pool.Audit", "Sys.Audit", "VM.Audit"}
	if major >= 9 {
		privs = append(privs, "VM.GuestAgent.Audit", "Mapping.Audit", "SDN.Audit")
	}
	return privs
}

// DefaultAccounts returns the accounts named by the constants above, with the
// privileges that the roles of that version contain.
func DefaultAccounts(version string) []Account {
	major := proxmoxtest.Major(version)
	auditor := auditorPrivileges(major)
	return []Account{
		{ID: User, Secret: Password, Grants: []Grant{{"/", []string{"*"}}}},
		{ID: Token, Secret: Secret, Grants: []Grant{
			{"/", append(slices.Clone(auditor), agentPrivileges(major)[0])},
			{"/storage", []string{"Datastore.Allocate", "Datastore.AllocateSpace"}},
			{"/nodes", []string{"Sys.Modify"}},
		}},
		{ID: AuditorToken, Secret: AuditorSecret, Grants: []Grant{{"/", auditor}}},
		{ID: WeakToken, Secret: WeakSecret, Grants: []Grant{
			{"/vms/100", []string{"VM.Audit"}},
			{"/vms/101", []string{"VM.Audit"}},
			{"/storage/local", []string{"Datastore.Audit"}},
		}},
	}
}

// knownPrivileges are those that the answers about permissions list for "*".
var knownPrivileges = []string{
	"Datastore.Allocate", "Datastore.AllocateSpace", "Datastore.Audit", "Pool.Audit", "Sys.Audit", "Sys.Modify",
	"Sys.PowerMgmt", "VM.Allocate", "VM.Audit", "VM.Backup", "VM.Migrate", "VM.PowerMgmt", "VM.Snapshot",
}

func (g Grant) list(major int) []string {
	if !slices.Contains(g.Privs, "*") {
		return g.Privs
	}
	return append(slices.Clone(knownPrivileges), agentPrivileges(major)...)
}

// permissions answers GET /access/permissions: 1 stands for a privilege that
// reaches down to the paths below.
func (cl *call) permissions() answer {
	who := cl.who
	if id := cl.params.Get("userid"); id != "" && id != who.id {
		account, known := cl.account(id)
		if !known {
			return cl.proxy.Invalid(map[string]string{"userid": "no such user ('" + id + "')"})
		}
		if !who.may("/access", "Sys.Audit") {
			return cl.proxy.Fail(403, "Permission check failed (/access, Sys.Audit)")
		}
		who = identity{id, account.Grants}
	}
	paths := []string{"/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"}
	for _, g := range who.grants {
		paths = append(paths, g.Path)
	}
	if p := cl.params.Get("path"); p != "" {
		paths = []string{p}
	}
	data := object{}
	for _, path := range paths {
		if privs := cl.privilegesOn(who, path); len(privs) > 0 {
			data[path] = privs
		}
	}
	return ok(data)
}

func (c *Cluster) privilegesOn(who identity, path string) object {
	privs := object{}
	for _, g := range who.grants {
		if covers(g.Path, path) {
			for _, p := range g.list(c.major) {
				privs[p] = 1
			}
		}
	}
	return privs
}

// capabilities is the summary that a login answers with.
func capabilities(who identity) object {
	areas := map[string][2]string{
		"vms": {"/vms", "VM."}, "storage": {"/storage", "Datastore."}, "nodes": {"/nodes", "Sys."}, "dc": {"/", "Sys."},
	}
	all := object{"access": object{}}
	for area, a := range areas {
		found := object{}
		for _, p := range knownPrivileges {
			if strings.HasPrefix(p, a[1]) && who.may(a[0], p) {
				found[p] = 1
			}
		}
		all[area] = found
	}
	return all
}
