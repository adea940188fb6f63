package search_test

import (
	"strings"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/search"
)

func resource(id infra.ID, public, name, node string) infra.Resource {
	return infra.Resource{ID: id, PublicID: public, Kind: id.Kind(), Name: name, Node: node, Target: "pve-0", Instance: "lab"}
}

// estate has a busy web server, a stopped database, a node, two storages, a
// datastore and a container of Docker.
func estate() search.Space {
	web := infra.Guest{
		Resource: resource(infra.GuestID("pve-0", 100), "lab-n1-100", "web", "n1"), VMID: 100, Type: infra.VM, Status: infra.GuestRunning,
		Tags: []string{"prod", "web"}, CPU: infra.Some(0.85), CPUs: 4, Memory: infra.Some(infra.Usage{Total: 100, Used: 40}),
		NetworkIn: infra.Some(3e6), NetworkOut: infra.Some(2e6), Uptime: infra.Some(5 * 24 * time.Hour), Addresses: []string{"10.0.0.5"}, OSName: "Debian",
	}
	db := infra.Guest{
		Resource: resource(infra.GuestID("pve-0", 101), "lab-n1-101", "db", "n1"), VMID: 101, Type: infra.LXC, Status: infra.GuestStopped,
		CPU: infra.Some(0.0), Tags: []string{"prod"},
	}
	old := infra.Guest{
		Resource: resource(infra.GuestID("pve-0", 102), "lab-n1-102", "old web", "n1"), VMID: 102, Type: infra.VM, Status: infra.GuestRunning, CPU: infra.Some(0.1),
	}
	old.Stale = &infra.Staleness{Reason: "no answer"}
	template := infra.Guest{Resource: resource(infra.GuestID("pve-0", 103), "lab-n1-103", "web-template", "n1"), VMID: 103, Template: true}
	key := alert.Key{Resource: db.ID, Type: alert.TypePoweredOff}
	full := infra.Some(infra.Usage{Total: 100, Used: 95})
	return search.Space{
		Snapshot: &infra.Snapshot{
			Targets: []*infra.Estate{{TargetInfo: infra.TargetInfo{ID: "pve-0", Name: "lab"}, Cluster: infra.Cluster{Name: "atlas"}}},
			Nodes:   []infra.Node{{Resource: resource(infra.NodeID("pve-0", "n1"), "lab-n1", "n1", "n1"), Status: infra.NodeOnline, Cluster: "atlas", CPU: infra.Some(0.3)}},
			Guests:  []infra.Guest{web, db, old, template},
			Storages: []infra.Storage{
				{Resource: resource(infra.StorageID("pve-0", "n1", "local"), "lab-n1-local", "local", "n1"), Type: "dir", Status: infra.StorageAvailable, Space: full},
				{Resource: resource(infra.StorageID("pve-0", "", "ceph"), "lab-cluster-ceph", "ceph", "cluster"), Type: "rbd", Shared: true, Status: infra.StorageDisabled},
			},
			Extras: &infra.Extras{
				Datastores: []infra.Datastore{{Resource: resource(infra.DatastoreID("pbs-0", "vault"), "vault", "vault", ""), Space: full}},
				Hosts:      []infra.Host{{Resource: resource(infra.HostID("docker-1"), "", "dock", ""), Key: "k1", Hostname: "dock", Online: true}},
				Containers: []infra.Container{{Resource: resource(infra.ContainerID("docker-1", "c1"), "", "proxy", ""), HostKey: "k1", DockerID: "c1", Image: "nginx:1", State: "running", CPU: infra.Some(0.02)}},
			},
		},
		Active: alert.Active{key: {Key: key, Phase: alert.Firing, Acknowledged: true}},
	}
}

func TestFind(t *testing.T) {
	tests := map[string]string{
		"web":                          "web, old web",
		"WEB":                          "web, old web",
		`"old web"`:                    "old web",
		"web prod n1":                  "web",
		"web nothing":                  "",
		"100":                          "web",
		"10.0.0.5":                     "web",
		"ip:10.0.0":                    "web",
		"cpu>80":                       "web",
		"cpu>85":                       "",
		"cpu>=85":                      "web",
		"cpu=85":                       "web",
		"cpu:>80%":                     "web",
		"cpu<5":                        "proxy",
		"-cpu>80":                      "n1, old web, proxy",
		"MEM<50":                       "web",
		"net>4.5":                      "web",
		"up<6d up>100h":                "web",
		"disk>90":                      "local, vault",
		"cores:4":                      "web",
		"id:101":                       "db",
		"tag:prod":                     "web, db",
		"tag:pro":                      "",
		"tag:db,web":                   "web",
		"tag:prod -tag:web":            "db",
		"!tag:prod tag!=web is:vm":     "old web",
		"node:n1 is:ct":                "db",
		"cluster:atlas type:node":      "n1",
		"is:stale":                     "old web",
		"is:problem":                   "old web",
		"is:alerting":                  "db",
		"is:seen":                      "db",
		"status:stopped":               "db, ceph",
		"status:online":                "n1",
		"os:debian":                    "web",
		"name:eb":                      "web, old web",
		"type:docker":                  "proxy",
		"nginx":                        "proxy",
		"node:dock type:docker":        "proxy",
		"":                             "",
		"   ":                          "",
		`""`:                           "",
		"type:rbd":                     "ceph",
		"type:vm is:running -is:stale": "web",
	}
	for query, want := range tests {
		t.Run(query, func(t *testing.T) {
			found, err := search.Find(estate(), query, 100)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, f := range found {
				names = append(names, f.Name)
			}
			if got := strings.Join(names, ", "); got != want {
				t.Errorf("found %q, want %q", got, want)
			}
		})
	}
}

func TestFind_TellsWhereAndWhy(t *testing.T) {
	for query, want := range map[string]search.Found{
		"cpu>80 tag:prod": {Kind: "vm", ID: "lab-n1-100", Name: "web", Where: "VM 100, n1", Match: "cpu 85"},
		"10.0.0":          {Kind: "vm", ID: "lab-n1-100", Name: "web", Where: "VM 100, n1", Match: "10.0.0.5"},
		"tag:web":         {Kind: "vm", ID: "lab-n1-100", Name: "web", Where: "VM 100, n1", Match: "tag web"},
		"ceph":            {Kind: "storage", ID: "lab-cluster-ceph", Name: "ceph", Where: "rbd, lab, shared", Match: "ceph"},
		"nginx":           {Kind: "docker-container", ID: "c1", Name: "proxy", Where: "container on dock", Match: "nginx:1"},
		"vault":           {Kind: "datastore", ID: "vault", Name: "vault", Where: "datastore of lab", Match: "vault"},
	} {
		found, err := search.Find(estate(), query, 1)
		if err != nil || len(found) != 1 || found[0] != want {
			t.Errorf("%s: got %+v, %v; want %+v", query, found, err, want)
		}
	}
}

func TestFind_SaysWhatItDoesNotUnderstand(t *testing.T) {
	for query, want := range map[string]string{
		"colour:red":    `There is no "colour" to filter by.`,
		"web cpu:high":  "cpu needs a number, such as cpu>80.",
		"cpu>":          "cpu needs a number, such as cpu>80.",
		"cpu>>3":        "cpu needs a number, such as cpu>80.",
		"tag:":          "tag: needs a word behind it.",
		"tag>prod":      "tag is a text; write tag:prod.",
		"constructor:x": `There is no "constructor" to filter by.`,
	} {
		_, err := search.Find(estate(), query, 10)
		if !fault.Is(err, fault.Invalid) || err.Error() != want {
			t.Errorf("%s: got %v, want %s", query, err, want)
		}
	}
}

// More conditions never find more.
func FuzzFind(f *testing.F) {
	for _, query := range []string{"cpu>80 web", `-tag:"a b`, "is:stale,vm !name:x", "up<6d up>100h", "é \t %", "-", `"`, "cpu:!=1e9", "a:b:c"} {
		f.Add(query, "web")
	}
	space := estate()
	f.Fuzz(func(t *testing.T, one, more string) {
		few, err := search.Find(space, one+" "+more, 100)
		if err != nil || strings.Contains(one+more, `"`) || len(few) == 0 {
			return
		}
		many, err := search.Find(space, one, 100)
		if err != nil || len(many) < len(few) && strings.TrimSpace(one) != "" && len(many) > 0 {
			t.Errorf("%q finds %d, %q finds %d (%v)", one, len(many), one+" "+more, len(few), err)
		}
	})
}
