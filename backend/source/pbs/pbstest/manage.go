package pbstest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// manageRoutes make users, tokens and their rights.
func manageRoutes() []route {
	const users, modify = "/access/users", "Permissions.Modify"
	return []route{
		{method: "GET", pattern: users, params: []string{"include_tokens"}, handle: (*call).userList},
		{method: "POST", pattern: users, privilege: modify, path: "/access/users", params: []string{"userid", "comment", "password", "enable", "expire"}, handle: (*call).addUser},
		{method: "POST", pattern: users + "/{userid}/token/{name}", privilege: modify, path: "/access/users", params: []string{"comment", "enable", "expire"}, handle: (*call).addToken},
		{method: "PUT", pattern: "/access/acl", privilege: modify, path: "/access/acl", params: []string{"path", "role", "auth-id", "propagate"}, handle: (*call).grantRole},
	}
}

// effective is an account with the rights that it really has.
func (s *Server) effective(token Account) Account {
	if !token.separated {
		return token
	}
	user, _, _ := strings.Cut(token.ID, "!")
	owner, _ := s.account(user)
	held := map[string][]string{}
	for path, privileges := range token.Grants {
		held[path] = slices.DeleteFunc(slices.Clone(privileges), func(p string) bool { return !owner.may(path, p) })
	}
	token.Grants = held
	return token
}

func (cl *call) userList() answer {
	rows := []object{}
	for _, a := range cl.accounts {
		if !strings.Contains(a.ID, "!") {
			rows = append(rows, object{"userid": a.ID, "enable": true})
		}
	}
	return ok(rows)
}

func (cl *call) addUser() answer {
	id := cl.params.Get("userid")
	if _, exists := cl.account(id); exists || !strings.Contains(id, "@") {
		return fail(http.StatusBadRequest, "user '%s' already exists.", id)
	}
	cl.accounts = append(slices.Clone(cl.accounts), Account{ID: id, Secret: cl.params.Get("password")})
	return ok(nil)
}

// addToken tells the secret of a new token, this one time.
func (cl *call) addToken() answer {
	user := cl.path["userid"]
	id := user + "!" + cl.path["name"]
	_, known := cl.account(user)
	if _, exists := cl.account(id); exists || !known {
		return fail(http.StatusBadRequest, "token '%s' for user '%s' cannot be made.", cl.path["name"], user)
	}
	made := Account{ID: id, Secret: "secret-of-" + cl.path["name"], separated: true}
	cl.accounts = append(slices.Clone(cl.accounts), made)
	return ok(object{"tokenid": id, "value": made.Secret})
}

// grantRole gives a role on a path to a user or to a token.
func (cl *call) grantRole() answer {
	roles := map[string][]string{"Audit": auditPrivileges(), "DatastoreAudit": {"Datastore.Audit"}, "NoAccess": {}}
	role, exists := roles[cl.params.Get("role")]
	at := slices.IndexFunc(cl.accounts, func(a Account) bool { return a.ID == cl.params.Get("auth-id") })
	if !exists || at < 0 {
		return fail(http.StatusBadRequest, "parameter verification failed - there is no such role or no such user.")
	}
	cl.accounts = slices.Clone(cl.accounts)
	grants := map[string][]string{cl.params.Get("path"): role}
	maps.Copy(grants, cl.accounts[at].Grants)
	cl.accounts[at].Grants = grants
	return ok(nil)
}
