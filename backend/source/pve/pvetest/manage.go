package pvetest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// manageRoutes make users, roles, tokens and their rights.
func manageRoutes() []route {
	const users, token, roles = "/access/users", "/access/users/{userid}/token/{tokenid}", "/access/roles"
	change, modify := []string{"User.Modify"}, []string{"Permissions.Modify"}
	return []route{
		{method: http.MethodGet, pattern: users, handle: (*call).userList, anywhere: true, params: []param{{name: "enabled"}, {name: "full"}}},
		{method: http.MethodPost, pattern: users, handle: (*call).addUser, anywhere: true, where: "/access", privs: change, params: []param{{name: "userid", required: true}, {name: "comment"}, {name: "password"}, {name: "enable"}}},
		{method: http.MethodPost, pattern: token, handle: (*call).addToken, anywhere: true, where: "/access", privs: change, params: []param{{name: "comment"}, {name: "expire"}, {name: "privsep", oneOf: []string{"0", "1"}}}},
		{method: http.MethodGet, pattern: roles, handle: (*call).roleList, anywhere: true},
		{method: http.MethodPost, pattern: roles, handle: (*call).addRole, anywhere: true, where: "/access", privs: modify, params: []param{{name: "roleid", required: true}, {name: "privs"}}},
		{method: http.MethodPut, pattern: roles + "/{roleid}", handle: (*call).changeRole, anywhere: true, where: "/access", privs: modify, params: []param{{name: "privs"}, {name: "append"}}},
		{method: http.MethodPut, pattern: "/access/acl", handle: (*call).grantRoles, anywhere: true, where: "/", privs: modify, params: []param{{name: "path", required: true}, {name: "roles", required: true}, {name: "users"}, {name: "tokens"}}},
	}
}

// asToken is the caller that shows a token.
func (c *Cluster) asToken(token Account) identity {
	who := identity{id: token.ID, grants: token.Grants}
	if !token.separated {
		return who
	}
	user, _, _ := strings.Cut(token.ID, "!")
	owner, _ := c.account(user)
	who.grants = nil
	for _, g := range token.Grants {
		held := slices.DeleteFunc(slices.Clone(g.Privs), func(p string) bool { return !identity{grants: owner.Grants}.may(g.Path, p) })
		who.grants = append(who.grants, Grant{g.Path, held})
	}
	return who
}

func (cl *call) userList() answer {
	rows := []object{}
	for _, a := range cl.accounts {
		if !strings.Contains(a.ID, "!") {
			rows = append(rows, object{"userid": a.ID, "enable": 1, "expire": 0})
		}
	}
	return ok(rows)
}

func (cl *call) addUser() answer {
	id := cl.params.Get("userid")
	if _, exists := cl.account(id); exists {
		return cl.proxy.Fail(500, "create user failed: user '%s' already exists", id)
	}
	cl.accounts = append(slices.Clone(cl.accounts), Account{ID: id, Secret: cl.params.Get("password")})
	return ok(nil)
}

// addToken tells the secret of a new token, this one time.
func (cl *call) addToken() answer {
	user := cl.path["userid"]
	id := user + "!" + cl.path["tokenid"]
	owner, known := cl.account(user)
	if _, exists := cl.account(id); exists || !known {
		return cl.proxy.Invalid(map[string]string{"tokenid": "Token already exists, or there is no such user."})
	}
	made := Account{ID: id, Secret: "secret-of-" + cl.path["tokenid"], separated: cl.params.Get("privsep") != "0"}
	if !made.separated {
		made.Grants = owner.Grants
	}
	cl.accounts = append(slices.Clone(cl.accounts), made)
	return ok(object{"full-tokenid": id, "info": object{"privsep": cmp.Or(cl.params.Get("privsep"), "1")}, "value": made.Secret})
}

// rolesOf are the roles that exist from the beginning.
func rolesOf(major int) map[string][]string {
	all := append(slices.Clone(knownPrivileges), "Permissions.Modify", "User.Modify", "Mapping.Audit", "SDN.Audit")
	return map[string][]string{"Administrator": append(all, agentPrivileges(major)...), "PVEAuditor": auditorPrivileges(major), "NoAccess": {}}
}

func (cl *call) roleList() answer {
	rows := []object{}
	for _, id := range slices.Sorted(maps.Keys(cl.roles)) {
		_, special := rolesOf(cl.major)[id]
		rows = append(rows, object{"roleid": id, "privs": strings.Join(cl.roles[id], ","), "special": map[bool]int{true: 1}[special]})
	}
	return ok(rows)
}

func (cl *call) addRole() answer {
	id := cl.params.Get("roleid")
	if cl.roles[id] != nil {
		return cl.proxy.Fail(500, "create role failed: role '%s' already exists", id)
	}
	return cl.setRole(id)
}

func (cl *call) changeRole() answer {
	id := cl.path["roleid"]
	if cl.roles[id] == nil {
		return cl.proxy.Fail(500, "modify role failed: role '%s' does not exist", id)
	}
	return cl.setRole(id)
}

// setRole refuses privileges that this version does not have.
func (cl *call) setRole(id string) answer {
	privs := strings.Split(cl.params.Get("privs"), ",")
	for _, p := range privs {
		if !slices.Contains(cl.roles["Administrator"], p) {
			return cl.proxy.Invalid(map[string]string{"privs": "invalid format - invalid privilege '" + p + "'"})
		}
	}
	cl.roles[id] = privs
	return ok(nil)
}

// grantRoles gives roles on a path to a user or to a token.
func (cl *call) grantRoles() answer {
	holder := cmp.Or(cl.params.Get("users"), cl.params.Get("tokens"))
	at := slices.IndexFunc(cl.accounts, func(a Account) bool { return a.ID == holder })
	if at < 0 || strings.Contains(holder, "!") != cl.params.Has("tokens") {
		return cl.proxy.Fail(400, "user or token '%s' does not exist", holder)
	}
	cl.accounts = slices.Clone(cl.accounts)
	for _, role := range strings.Split(cl.params.Get("roles"), ",") {
		if cl.roles[role] == nil {
			return cl.proxy.Fail(400, "role '%s' does not exist", role)
		}
		cl.accounts[at].Grants = append(slices.Clone(cl.accounts[at].Grants), Grant{cl.params.Get("path"), cl.roles[role]})
	}
	return ok(nil)
}
