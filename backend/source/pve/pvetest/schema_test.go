package pvetest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pulse/backend/source/pve/pvetest"
)

// paths maps what the simulator is asked to the template of the published API.
var paths = map[string]string{
	"/version": "/version", "/cluster/status": "/cluster/status", "/cluster/resources": "/cluster/resources",
	"/cluster/tasks": "/nodes/{node}/tasks", "/nodes": "/nodes", "/storage": "/storage",
	"/nodes/pve2/version": "/nodes/{node}/version", "/nodes/pve2/status": "/nodes/{node}/status",
	"/nodes/pve2/rrddata?timeframe=hour": "/nodes/{node}/rrddata", "/nodes/pve2/tasks?source=all": "/nodes/{node}/tasks",
	"/cluster/ceph/status": "/cluster/ceph/status", "/nodes/pve2/ceph/pool": "/nodes/{node}/ceph/pool",
	"/nodes/pve2/disks/smart?disk=/dev/sda": "/nodes/{node}/disks/smart", "/nodes/pve2/disks/smart?disk=/dev/nvme0n1": "/nodes/{node}/disks/smart",
	"/nodes/pve2/disks/list": "/nodes/{node}/disks/list", "/nodes/pve2/disks/zfs": "/nodes/{node}/disks/zfs",
	"/nodes/pve2/disks/zfs/rpool": "/nodes/{node}/disks/zfs/{name}", "/nodes/pve2/storage": "/nodes/{node}/storage",
	"/nodes/pve2/storage/nas/status": "/nodes/{node}/storage/{storage}/status", "/nodes/pve2/storage/pbs-main/content": "/nodes/{node}/storage/{storage}/content",
	"/nodes/pve2/storage/local-zfs/content": "/nodes/{node}/storage/{storage}/content",
	"/nodes/pve2/qemu":                      "/nodes/{node}/qemu", "/nodes/pve2/lxc": "/nodes/{node}/lxc",
	"/nodes/pve2/qemu/900/status/current":               "/nodes/{node}/qemu/{vmid}/status/current",
	"/nodes/pve2/qemu/900/config":                       "/nodes/{node}/qemu/{vmid}/config",
	"/nodes/pve2/qemu/900/snapshot":                     "/nodes/{node}/qemu/{vmid}/snapshot",
	"/nodes/pve2/qemu/900/rrddata?timeframe=day":        "/nodes/{node}/qemu/{vmid}/rrddata",
	"/nodes/pve2/qemu/900/agent/get-fsinfo":             "/nodes/{node}/qemu/{vmid}/agent/get-fsinfo",
	"/nodes/pve2/qemu/900/agent/get-osinfo":             "/nodes/{node}/qemu/{vmid}/agent/get-osinfo",
	"/nodes/pve2/qemu/900/agent/network-get-interfaces": "/nodes/{node}/qemu/{vmid}/agent/network-get-interfaces",
	"/nodes/pve2/qemu/900/agent/info":                   "/nodes/{node}/qemu/{vmid}/agent/info",
	"/nodes/pve2/lxc/901/status/current":                "/nodes/{node}/lxc/{vmid}/status/current",
	"/nodes/pve2/lxc/901/config":                        "/nodes/{node}/lxc/{vmid}/config",
	"/nodes/pve2/lxc/901/snapshot":                      "/nodes/{node}/lxc/{vmid}/snapshot",
	"/nodes/pve2/lxc/901/rrddata?timeframe=week":        "/nodes/{node}/lxc/{vmid}/rrddata",
	"/nodes/pve2/lxc/901/interfaces":                    "/nodes/{node}/lxc/{vmid}/interfaces",
}

// undeclared are fields that real servers send although no schema and no
// recorded answer of the endpoint holds them.
var undeclared = []string{
	"freemem", "ballooninfo", "balloon", "nics", "blockstat", "proxmox-support", // from the running QEMU
	"type", "disk", "swap", // of lists that declare fewer fields than they send
	"sdn", "cgroup-mode", "subtype", "content", "pid",
	"pool", "sparse", "datastore", "username", // of storage definitions, by type
}

func probed(version string) *pvetest.Cluster {
	c, _ := small(version)
	for _, s := range pvetest.CephStorages() {
		c.AddStorage(s)
	}
	snapshot := pvetest.Snapshot{Name: "one", Description: "first"}
	_ = c.Add(pvetest.Guest{ID: 900, Name: "vm", Node: "pve2", Running: true, Agent: pvetest.AgentRunning, Tags: "a;b", Lock: "backup", Snapshots: []pvetest.Snapshot{snapshot}})
	_ = c.Add(pvetest.Guest{ID: 901, Type: pvetest.CT, Name: "ct", Node: "pve2", Running: true, Snapshots: []pvetest.Snapshot{snapshot}})
	return c
}

func TestEveryPath_AnswersInEveryVersion(t *testing.T) {
	for _, version := range []string{"6.4", "7.4", "8.4", "9.1"} {
		pve := ask(t, probed(version), "pve1")
		for path := range paths {
			if r := pve.get(path); r.status != 200 || r.kind != "application/json;charset=UTF-8" || r.data == nil {
				t.Errorf("version %s: GET %s: %d %s, %s", version, path, r.status, r.reason, r.text)
			}
		}
	}
}

func TestVersions_DifferAsRealOnesDo(t *testing.T) {
	for version, want := range map[string]string{
		"6.4": `vmid "900"; container "901"; available <nil>; memhost <nil>; template ""`,
		"7.4": `vmid 900; container "901"; available <nil>; memhost <nil>; template <nil>`,
		"8.4": `vmid 900; container 901; available <nil>; memhost <nil>; template <nil>`,
		"9.1": `vmid 900; container 901; available true; memhost true; template <nil>`,
	} {
		pve := ask(t, probed(version), "pve1")
		vm := pve.get("/nodes/pve2/qemu/900/status/current").object(t)
		ct := pve.get("/nodes/pve2/lxc/901/status/current").object(t)
		memory := pve.get("/nodes/pve2/status").object(t)["memory"].(map[string]any)
		known := func(v any) any {
			if v == nil {
				return nil
			}
			return v.(float64) > 0
		}
		got := fmt.Sprintf("vmid %#v; container %#v; available %v; memhost %v; template %#v",
			vm["vmid"], ct["vmid"], known(memory["available"]), known(vm["memhost"]), vm["template"])
		if got != want {
			t.Errorf("version %s:\n got %s\nwant %s", version, got, want)
		}
	}
}

func TestFieldNames_AreThoseOfThePublishedAPI(t *testing.T) {
	known := recordedFields(t)
	for _, version := range []string{"6.4", "9.1"} {
		pve := ask(t, probed(version), "pve1")
		for path, template := range paths {
			for _, field := range fieldsOf(pve.get(path).data) {
				numbered := strings.TrimRight(field, "0123456789") + "[n]"
				if !known[template+" "+field] && !known[template+" "+numbered] && !slices.Contains(undeclared, field) {
					t.Errorf("version %s: GET %s sends %q, which %s does not have", version, path, field, template)
				}
			}
		}
	}
}

// fieldsOf lists the names of an object, or of all objects of a list.
func fieldsOf(data any) []string {
	var names []string
	switch v := data.(type) {
	case map[string]any:
		for name := range v {
			names = append(names, name)
		}
	case []any:
		for _, row := range v {
			names = append(names, fieldsOf(row)...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// recordedFields holds "template field" of the schema and of the recorded answers.
func recordedFields(t *testing.T) map[string]bool {
	t.Helper()
	folder := os.Getenv("PULSE_RECORDED")
	if folder == "" {
		t.Skip("PULSE_RECORDED does not name the folder of recorded answers")
	}
	var schema struct {
		Endpoints []struct {
			Path   string
			Method string
			Fields map[string]any
		}
	}
	var seen struct {
		Observed map[string]map[string]map[string]any
	}
	decodeFile(t, filepath.Join(folder, "schema/pve.json"), &schema)
	decodeFile(t, filepath.Join(folder, "schema/observed.json"), &seen)
	known := map[string]bool{}
	add := func(path, field string) {
		field, _, _ = strings.Cut(strings.TrimPrefix(field, "[]."), ".")
		known[path+" "+strings.TrimSuffix(field, "[]")] = true
	}
	for _, e := range schema.Endpoints {
		if e.Method == "GET" {
			for field := range e.Fields {
				add(e.Path, field)
			}
		}
	}
	for path, fields := range seen.Observed["PVE"] {
		for field := range fields {
			add(path, field)
		}
	}
	return known
}

func decodeFile(t *testing.T, path string, into any) {
	t.Helper()
	raw, err := os.ReadFile(path)
	must(t, err)
	must(t, json.Unmarshal(raw, into))
}
