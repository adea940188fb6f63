package pve

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/go-resty/resty/v2"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
	"pulse/backend/source/sourcetest"
)

// summaries tells, per endpoint that is called, the values of an answer that
// are compared.
var summaries = map[string]func(t *testing.T, body []byte) string{
	"version": func(t *testing.T, body []byte) string {
		v := mustDecode[version](t, body)
		return fmt.Sprint(firstOf(v.Version, v.Release), " is ", major(firstOf(v.Version, v.Release)))
	},
	"cluster_status": func(t *testing.T, body []byte) string {
		c, local := clusterOf(mustDecode[[]memberRow](t, body), "https://pve.example:8006")
		out := fmt.Sprintf("cluster %q local %q", c.Name, local)
		for _, m := range c.Members {
			out += fmt.Sprint(" ", m.Address, " ", m.Online)
		}
		return out
	},
	"cluster_resources": func(t *testing.T, body []byte) string {
		l := listed(t, dataOf(t, body))
		out := fmt.Sprint(len(l.nodes), " nodes, ", len(l.guests), " guests")
		for _, n := range l.nodes[:min(1, len(l.nodes))] {
			out += fmt.Sprint("; ", n.Name, " ", n.Status, " ", n.Memory.Value.Used, " ", n.Uptime.Value)
		}
		for _, g := range l.guests[:min(2, len(l.guests))] {
			out += fmt.Sprint("; ", summaryOf(g.Guest))
		}
		return out
	},
	"nodes": func(t *testing.T, body []byte) string {
		out := "nodes:"
		for _, row := range mustDecode[[]nodeRow](t, body) {
			n := nodeOf(testTarget, row, readAt)
			out += fmt.Sprint(" ", n.Name, " ", n.Status, " ", n.CPUInfo.Cores, " ", n.Memory.Value.Total, " ", len(row.Fingerprint))
		}
		return out
	},
	"nodes_{node}_status": func(t *testing.T, body []byte) string {
		n := detailOfNode(infra.Node{}, mustDecode[nodeStatus](t, body), readAt)
		m := nodeMemory(mustDecode[nodeStatus](t, body).Memory)
		return fmt.Sprint(n.CPUInfo, " ", n.Load, " ", n.Version, " ", n.RootFS.Value, " ", m.usage.Value, " ", m.source, " ", n.Uptime.Value)
	},
	"nodes_{node}_rrddata": func(t *testing.T, body []byte) string {
		points := mustDecode[[]rrdPoint](t, body)
		m := historyMemory(0, points)
		return fmt.Sprint(len(points), " points, ", m.usage.Known, " ", m.usage.Value)
	},
	"nodes_{node}_qemu_{vmid}_rrddata": guestPastSummary,
	"nodes_{node}_lxc_{vmid}_rrddata":  guestPastSummary,
	"nodes_{node}_storage_{storage}_rrddata": func(t *testing.T, body []byte) string {
		return pastSummary(storagePast("storage:pve-0/a/b", mustDecode[[]rrdPoint](t, body)))
	},
	"nodes_{node}_qemu": func(t *testing.T, body []byte) string { return listSummary(t, infra.VM, body) },
	"nodes_{node}_lxc":  func(t *testing.T, body []byte) string { return listSummary(t, infra.LXC, body) },
	"nodes_{node}_qemu_{vmid}_status_current": func(t *testing.T, body []byte) string {
		s := mustDecode[vmStatus](t, body)
		m := vmMemory(s)
		return fmt.Sprint("agent ", s.Agent.Positive(), ", size ", s.MaxMem.Int(), ", memory ", m.usage.Value, " ", m.source)
	},
	"nodes_{node}_qemu_{vmid}_agent_get-fsinfo": func(t *testing.T, body []byte) string {
		d := diskOf(mustDecode[agentList[agentFilesystem]](t, body).Result)
		return fmt.Sprint(d.usage.Value, " ", d.disks, d.reason)
	},
	"nodes_{node}_qemu_{vmid}_agent_network-get-interfaces": func(t *testing.T, body []byte) string {
		interfaces, addresses := interfacesOf(mustDecode[agentList[agentInterface]](t, body).Result)
		return fmt.Sprint(interfaces, " ", addresses)
	},
	"nodes_{node}_qemu_{vmid}_agent_get-osinfo": func(t *testing.T, body []byte) string {
		v := vm{}
		v.noteSystem(mustDecode[agentOS](t, body))
		return fmt.Sprint(v.row.OSName, " / ", v.row.OSVersion)
	},
	"storage": func(t *testing.T, body []byte) string {
		out := "definitions:"
		for _, d := range mustDecode[[]storageDefinition](t, body) {
			out += fmt.Sprint(" ", d.Storage, " ", d.Shared.set, " ", d.Disable.set)
		}
		return out
	},
	"nodes_{node}_storage": func(t *testing.T, body []byte) string {
		out := "storages:"
		for _, s := range storagesOf(testTarget, []nodeStorages{storeRows(t, "a", dataOf(t, body))}, nil) {
			out += fmt.Sprint(" ", s.Name, " ", s.Status, " ", s.Content, " ", s.Space.Value)
		}
		return out
	},
	"access_ticket.post": func(t *testing.T, body []byte) string {
		got, err := newSession(source.Target{User: "root@pam"}).ticketIn(recordedResponse(200, "", body))
		if err != nil {
			return strings.ReplaceAll(err.Error(), "\n", ": ")
		}
		return "ticket " + got
	},
	"access_permissions": func(t *testing.T, body []byte) string {
		return fmt.Sprint(len(missing(mustDecode[permissions](t, body), 8)), " of 4 missing")
	},
}

func guestPastSummary(t *testing.T, body []byte) string {
	return pastSummary(guestPast("guest:pve-0/1", mustDecode[[]rrdPoint](t, body)))
}

// pastSummary is how many readings there are, and the first of each metric.
func pastSummary(readings []infra.Reading) string {
	out := fmt.Sprint(len(readings), " readings")
	seen := map[infra.Metric]bool{}
	for _, r := range readings {
		if !seen[r.Metric] {
			seen[r.Metric] = true
			out += fmt.Sprintf(" %s %.4g", r.Metric, r.Value)
		}
	}
	return out
}

func mustDecode[T any](t *testing.T, body []byte) T {
	t.Helper()
	v, err := proxmox.Decode[T](body)
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	return v
}

// dataOf is the text of an answer's data.
func dataOf(t *testing.T, body []byte) string {
	t.Helper()
	return string(mustDecode[json.RawMessage](t, body))
}

func summaryOf(g infra.Guest) string {
	return fmt.Sprint(g.ID, " ", g.Name, " ", g.Status, " ", g.Tags, " ", g.Memory.Value, " ", g.MemoryHostView, " ", g.DiskSize)
}

func listSummary(t *testing.T, kind infra.GuestType, body []byte) string {
	out := "guests:"
	for _, row := range mustDecode[[]guestRow](t, body) {
		if g, ok := guestOf(testTarget, kind, row, readAt, fromNodeLists); ok {
			out += " " + summaryOf(g)
		}
	}
	return out
}

func recordedResponse(status int, reason string, body []byte) *resty.Response {
	r := &resty.Response{Request: &resty.Request{}, RawResponse: &http.Response{
		StatusCode: status, Status: strings.TrimSpace(fmt.Sprint(status, " ", reason)),
	}}
	return r.SetBody(body)
}

// recordedErrors are the error answers of endpoints that are called: the
// status, the reason phrase that came with it, and what is made of it.
var recordedErrors = map[string]struct {
	status       int
	reason, want string
}{
	"6/access_ticket.post.401--fog.json":                   {401, "authentication failure", "/p: 401 authentication failure"},
	"6/access_users_{userid}_token_{tokenid}.401--fog.txt": {401, "invalid token value!", "/p: 401 invalid token value!"},
	"6/nodes_{node}_qemu_{vmid}_status_current.500--fog.json": {
		500, "Configuration file 'nodes/pve/qemu-server/101.conf' does not exist",
		"/p: 500 Configuration file 'nodes/pve/qemu-server/101.conf' does not exist",
	},
	"7/nodes_{node}_status.500--gpx.json":                                     {500, "Internal Server Error", "/p: 500 Internal Server Error"},
	"unversioned/cluster_status.500--pulse.json":                              {500, "", "/p: 500"},
	"unversioned/nodes_{node}_tasks.500--pulse.json":                          {500, "", "/p: 500"},
	"unversioned/nodes.500--pulse.json":                                       {500, "", "/p: 500"},
	"unversioned/nodes_{node}_qemu_{vmid}_agent_get-fsinfo.500--pulse-2.json": {500, "QEMU guest agent is not running", "/p: 500 QEMU guest agent is not running"},
	"unversioned/nodes_{node}_qemu_{vmid}_agent_get-fsinfo.500--pulse.json":   {500, "", "/p: 500 VM 100 qmp command 'guest-get-fsinfo' failed - got timeout"},
}

// notCalled says why the files of a pattern are not checked.
var notCalled = map[string]string{
	"nodes_{node}_lxc_*":   "figures of containers come from the lists, their configuration is not read",
	"nodes_{node}_qemu_*":  "configuration, single snapshots and the rest of the agent are not read",
	"nodes_{node}_*":       "single tasks and volumes, daemons of Ceph, versions of packages, logs and settings are not read",
	"nodes_{node}_*.post*": "nothing is ever written",
	"cluster_*":            "the rest of the cluster is not read",
	"access_*":             "accounts are not read",
	"storage_*":            "single definitions are not read",
	"pools*":               "pools come with the guests",
}

func TestRecorded_AnswersOfOurEndpointsAreUnderstood(t *testing.T) {
	recorded := sourcetest.Recordings(t, "PVE")
	answers := maps.Clone(recordedAnswers)
	maps.Copy(answers, recordedSlowAnswers)
	for file, want := range answers {
		t.Run(file, func(t *testing.T) {
			body := recorded.Read(t, file)
			if got := summaryFor(sourcetest.Endpoint(file))(t, body); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestRecorded_ErrorsAreUnderstood(t *testing.T) {
	recorded := sourcetest.Recordings(t, "PVE")
	for file, test := range recordedErrors {
		t.Run(file, func(t *testing.T) {
			body := recorded.Read(t, file)
			failure := newSession(source.Target{}).failed(recordedResponse(test.status, test.reason, body), "/p")
			if got := failure.Error(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestRecorded_EveryFileIsCheckedOrNamed(t *testing.T) {
	checked := func(file string) bool {
		_, answer := recordedAnswers[file]
		_, slow := recordedSlowAnswers[file]
		_, failure := recordedErrors[file]
		return answer || slow || failure
	}
	sourcetest.Recordings(t, "PVE").Check(t, checked, isCalled, notCalled)
}

// isCalled knows the endpoint of an error, too; what is posted is one of its own.
func isCalled(endpoint string) bool {
	plain, _, _ := strings.Cut(endpoint, ".")
	return summaryFor(plain) != nil && !strings.Contains(endpoint, ".post") || summaryFor(endpoint) != nil
}
