package pvetest

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
	method   string
	pattern  string // without /api2/json
	handle   func(*call) answer
	public   bool     // needs no credentials
	anywhere bool     // answered by the pveproxy that was asked, from what the cluster shares
	where    string   // path of the permission, with the wildcards of pattern
	privs    []string // any of them suffices; agentRead stands for the version's own
	params   []param
}

type param struct {
	name     string
	oneOf    []string
	required bool
}

const propertyMissing = "property is missing and it is not optional"

var (
	timeframe = []param{
		{name: "timeframe", oneOf: []string{"hour", "day", "week", "month", "year"}, required: true},
		{name: "cf", oneOf: []string{"AVERAGE", "MAX"}},
	}
	taskFilter = []param{
		{name: "source", oneOf: []string{"archive", "active", "all"}},
		{name: "typefilter"},
		{name: "limit"},
		{name: "start"},
		{name: "vmid"},
		{name: "since"},
		{name: "until"},
		{name: "errors"},
		{name: "userfilter"},
		{name: "statusfilter"},
	}
	sysAudit     = []string{"Sys.Audit"}
	guestAudit   = []string{"VM.Audit"}
	storageAudit = []string{"Datastore.Audit", "Datastore.AllocateSpace"}
	powerMgmt    = []string{"VM.PowerMgmt"}
)

// routes is the part of the API that the simulator knows.
var routes = func() []route {
	get := http.MethodGet
	login := []param{{name: "username", required: true}, {name: "password", required: true}, {name: "realm"}, {name: "new-format"}, {name: "otp"}}
	g := "/nodes/{node}/{type}/{vmid}"
	list := []route{
		{method: http.MethodPost, pattern: "/access/ticket", handle: (*call).login, public: true, params: login},
		{method: get, pattern: "/access/permissions", handle: (*call).permissions, anywhere: true, params: []param{{name: "path"}, {name: "userid"}}},
		{method: get, pattern: "/version", handle: (*call).version, anywhere: true},
		{method: get, pattern: "/cluster/status", handle: (*call).clusterStatus, where: "/", privs: sysAudit},
		{method: get, pattern: "/cluster/resources", handle: (*call).resources, anywhere: true, params: []param{{name: "type", oneOf: []string{"vm", "storage", "node", "sdn"}}}},
		{method: get, pattern: "/cluster/tasks", handle: (*call).clusterTasks, anywhere: true},
		{method: get, pattern: "/cluster/replication", handle: (*call).replicationJobs, anywhere: true},
		{method: get, pattern: "/nodes/{node}/replication", handle: (*call).replicationStates, params: []param{{name: "guest"}}},
		{method: get, pattern: "/nodes/{node}/apt/update", handle: (*call).updates, where: "/nodes/{node}", privs: []string{"Sys.Modify"}},
		{method: get, pattern: "/cluster/ceph/status", handle: (*call).cephStatus, where: "/", privs: []string{"Sys.Audit", "Datastore.Audit"}},
		{method: get, pattern: "/nodes", handle: (*call).nodeList, anywhere: true},
		{method: get, pattern: "/storage", handle: (*call).storageDefinitions, anywhere: true, params: []param{{name: "type"}}},
		{method: get, pattern: "/nodes/{node}/version", handle: (*call).version},
		{method: get, pattern: "/nodes/{node}/status", handle: (*call).nodeStatus, where: "/nodes/{node}", privs: sysAudit},
		{method: get, pattern: "/nodes/{node}/rrddata", handle: (*call).nodeRRD, anywhere: true, where: "/nodes/{node}", privs: sysAudit, params: timeframe},
		{method: get, pattern: "/nodes/{node}/tasks", handle: (*call).nodeTasks, params: taskFilter},
		{method: get, pattern: "/nodes/{node}/disks/list", handle: (*call).diskList, where: "/nodes/{node}", privs: sysAudit, params: []param{{name: "include-partitions"}, {name: "skipsmart"}, {name: "type"}}},
		{method: get, pattern: "/nodes/{node}/disks/smart", handle: (*call).smart, where: "/", privs: sysAudit, params: []param{{name: "disk", required: true}, {name: "healthonly"}}},
		{method: get, pattern: "/nodes/{node}/disks/zfs", handle: (*call).poolList, where: "/", privs: sysAudit},
		{method: get, pattern: "/nodes/{node}/disks/zfs/{pool}", handle: (*call).poolDetail, where: "/", privs: sysAudit},
		{method: get, pattern: "/nodes/{node}/ceph/status", handle: (*call).cephStatus, where: "/", privs: []string{"Sys.Audit", "Datastore.Audit"}},
		{method: get, pattern: "/nodes/{node}/ceph/pool", handle: (*call).cephPools, where: "/", privs: []string{"Sys.Audit", "Datastore.Audit"}},
		{method: get, pattern: "/nodes/{node}/storage", handle: (*call).storageList, params: []param{{name: "content"}, {name: "enabled"}, {name: "format"}, {name: "storage"}, {name: "target"}}},
		{method: get, pattern: "/nodes/{node}/storage/{storage}/status", handle: (*call).storageStatus, where: "/storage/{storage}", privs: storageAudit},
		{method: get, pattern: "/nodes/{node}/storage/{storage}/rrddata", handle: (*call).storageRRD, where: "/storage/{storage}", privs: storageAudit, params: timeframe},
		{method: get, pattern: "/nodes/{node}/storage/{storage}/content", handle: (*call).storageContent, where: "/storage/{storage}", privs: storageAudit, params: []param{{name: "content"}, {name: "vmid"}}},
		{method: get, pattern: "/nodes/{node}/{type}", handle: (*call).guestList, params: []param{{name: "full"}}},
		{method: get, pattern: g + "/status/current", handle: (*call).guestStatus, where: "/vms/{vmid}", privs: guestAudit},
		{method: get, pattern: g + "/config", handle: (*call).guestConfig, where: "/vms/{vmid}", privs: guestAudit, params: []param{{name: "current"}, {name: "snapshot"}}},
		{method: get, pattern: g + "/snapshot", handle: (*call).guestSnapshots, where: "/vms/{vmid}", privs: guestAudit},
		{method: get, pattern: g + "/rrddata", handle: (*call).guestRRD, anywhere: true, where: "/vms/{vmid}", privs: guestAudit, params: timeframe},
		{method: get, pattern: "/nodes/{node}/lxc/{vmid}/interfaces", handle: (*call).containerInterfaces, where: "/vms/{vmid}", privs: guestAudit},
	}
	list = append(list, manageRoutes()...)
	for command, answers := range agentCommands {
		list = append(list, route{
			method: get, pattern: "/nodes/{node}/qemu/{vmid}/agent/" + command, where: "/vms/{vmid}", privs: []string{agentRead},
			handle: func(cl *call) answer { return cl.agent(command, answers) },
		})
	}
	for _, verb := range []string{"start", "stop", "shutdown", "reboot", "suspend", "resume"} {
		list = append(list, route{
			method: http.MethodPost, pattern: g + "/status/" + verb, where: "/vms/{vmid}", privs: powerMgmt,
			handle: func(cl *call) answer { return cl.power(verb) },
		})
	}
	return bothTypes(list)
}()

// bothTypes replaces a route with {type} by one for qemu and one for lxc.
func bothTypes(list []route) []route {
	var all []route
	for _, rt := range list {
		if !strings.Contains(rt.pattern, "{type}") {
			all = append(all, rt)
			continue
		}
		for _, t := range []Type{VM, CT} {
			one := rt
			one.pattern = strings.Replace(rt.pattern, "{type}", string(t), 1)
			all = append(all, one)
		}
	}
	return all
}

// findRoute returns an empty route when there is none.
func findRoute(r *http.Request) (route, map[string]string) {
	rest, ours := strings.CutPrefix(r.URL.Path, proxmoxtest.Prefix)
	if !ours {
		return route{}, nil
	}
	for _, rt := range routes {
		if rt.method != r.Method {
			continue
		}
		if path, ok := proxmoxtest.PathValues(rt.pattern, rest); ok {
			return rt, rt.typed(path)
		}
	}
	return route{}, nil
}

// typed notes which type of guests the route is for.
func (rt route) typed(path map[string]string) map[string]string {
	for _, t := range []Type{VM, CT} {
		if strings.HasPrefix(rt.pattern, "/nodes/{node}/"+string(t)) {
			path["type"] = string(t)
		}
	}
	return path
}

// check returns what is wrong with the parameters, by name.
func (rt route) check(cl *call) map[string]string {
	errs := map[string]string{}
	for name, values := range cl.params {
		i := slices.IndexFunc(rt.params, func(p param) bool { return p.name == name })
		switch {
		case i < 0:
			errs[name] = "property is not defined in schema and the schema does not allow additional properties"
		case rt.params[i].oneOf != nil && !slices.Contains(rt.params[i].oneOf, values[0]):
			errs[name] = fmt.Sprintf("value '%s' does not have a value in the enumeration '%s'", values[0], strings.Join(rt.params[i].oneOf, ", "))
		}
	}
	for _, p := range rt.params {
		if p.required && cl.params.Get(p.name) == "" {
			errs[p.name] = propertyMissing
		}
	}
	if text, named := cl.path["vmid"]; named && atoi(text) < 1 {
		errs["vmid"] = fmt.Sprintf("type check ('integer') failed - got '%s'", text)
	}
	return errs
}

// missing tells which privilege the caller lacks, and on which path.
func (rt route) missing(cl *call) (where string, privs []string, missing bool) {
	if rt.where == "" {
		return "", nil, false
	}
	where = rt.where
	for name, value := range cl.path {
		where = strings.ReplaceAll(where, "{"+name+"}", value)
	}
	privs = rt.privs
	if slices.Contains(privs, agentRead) {
		privs = agentPrivileges(cl.major)
	}
	return where, privs, !cl.who.may(where, privs...)
}

// atoi returns 0 for what is not a number.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
