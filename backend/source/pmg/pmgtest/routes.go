package pmgtest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// route is one method of the API.
type route struct {
	method  string
	pattern string // without /api2/json
	handle  func(*call) answer
	public  bool     // needs no credentials
	roles   []string // besides root; nil = every user
	params  []param
}

type param struct {
	name  string
	least int // of a number; 0 = a text
}

var (
	readers  = []string{"admin", "qmanager", "audit"}
	auditors = []string{"admin", "audit"}
	period   = []param{{"starttime", 1}, {"endtime", 1}, {"day", 1}, {"month", 1}, {"year", 1}}
)

// routes is the part of the API that the simulator knows.
var routes = []route{
	{
		method: http.MethodPost, pattern: "/access/ticket", handle: (*call).login, public: true,
		params: []param{{name: "username"}, {name: "password"}, {name: "realm"}, {name: "otp"}, {name: "path"}},
	},
	{pattern: "/version", handle: (*call).version},
	{pattern: "/config/cluster/status", handle: (*call).clusterStatus, roles: readers, params: []param{{name: "list_single_node"}}},
	{pattern: "/config/cluster/nodes", handle: (*call).clusterNodes, roles: readers},
	{pattern: "/nodes/{node}/status", handle: (*call).nodeStatus, roles: readers},
	{pattern: "/nodes/{node}/postfix/qshape", handle: (*call).queueShape, roles: auditors, params: []param{{name: "queue"}}},
	{pattern: "/statistics/mail", handle: (*call).mail, roles: readers, params: period},
	{pattern: "/statistics/mailcount", handle: (*call).mailCount, roles: readers, params: append(slices.Clone(period), param{"timespan", 3600})},
	{pattern: "/statistics/spamscores", handle: (*call).spamScores, roles: readers, params: period},
	{pattern: "/quarantine/spamstatus", handle: func(cl *call) answer { return cl.held("spam") }, roles: readers},
	{pattern: "/quarantine/virusstatus", handle: func(cl *call) answer { return cl.held("virus") }, roles: readers},
}

// findRoute returns an empty route when there is none.
func findRoute(r *http.Request) (found route, node string) {
	rest, ours := strings.CutPrefix(r.URL.Path, proxmoxtest.Prefix)
	if !ours {
		return route{}, ""
	}
	for _, rt := range routes {
		method := rt.method
		if method == "" {
			method = http.MethodGet
		}
		if values, ok := proxmoxtest.PathValues(rt.pattern, rest); ok && method == r.Method {
			return rt, values["node"]
		}
	}
	return route{}, ""
}

// check returns what is wrong with the parameters, by name.
func (rt route) check(cl *call) map[string]string {
	errs := map[string]string{}
	for name, values := range cl.params {
		i := slices.IndexFunc(rt.params, func(p param) bool { return p.name == name })
		if i < 0 {
			errs[name] = "property is not defined in schema and the schema does not allow additional properties"
			continue
		}
		if least := rt.params[i].least; least > 0 {
			if n, err := strconv.Atoi(values[0]); err != nil {
				errs[name] = fmt.Sprintf("type check ('integer') failed - got '%s'", values[0])
			} else if n < least {
				errs[name] = fmt.Sprintf("value must have a minimum value of %d", least)
			}
		}
	}
	return errs
}

// permits tells whether a role may ask.
func (rt route) permits(role string) bool {
	return rt.roles == nil || role == "root" || slices.Contains(rt.roles, role)
}
