package pve

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
	"pulse/backend/source/pve/pvetest"
)

func storeRows(t *testing.T, node, rows string) nodeStorages {
	t.Helper()
	decoded, err := proxmox.Decode[[]storageRow]([]byte(`{"data":` + rows + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return nodeStorages{node: node, rows: decoded, at: readAt}
}

func defined(t *testing.T, rows string) map[string]storageDefinition {
	t.Helper()
	decoded, err := proxmox.Decode[[]storageDefinition]([]byte(`{"data":` + rows + `}`))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]storageDefinition{}
	for _, d := range decoded {
		out[string(d.Storage)] = d
	}
	return out
}

func storageRowOf(node, name string) infra.Resource {
	id, where := infra.StorageID(testTarget, node, name), node
	if node == "" {
		where = clusterNode
	}
	return infra.Resource{ID: id, Kind: infra.KindStorage, Name: name, Target: testTarget, Node: where, SeenAt: readAt}
}

func TestStoragesOf_MergesShared(t *testing.T) {
	lists := []nodeStorages{
		storeRows(t, "b", `[{"storage":"nas","type":"nfs","content":"iso,backup","active":1,"enabled":1,"shared":1,"total":100,"used":20,"avail":80},
			{"storage":"local","type":"dir","content":"iso","active":"1","enabled":1,"total":10,"used":4,"avail":5}]`),
		storeRows(t, "a", `[{"storage":"nas","type":"nfs","content":"backup,iso","active":1,"enabled":1,"shared":1,"total":100,"used":30,"avail":70},
			{"storage":"local","type":"dir","content":"iso","active":1,"enabled":1,"total":10,"used":2,"avail":8}]`),
	}
	local := func(node string, use, free int64) infra.Storage {
		return infra.Storage{
			Resource: storageRowOf(node, "local"), Type: "dir", Content: []string{"iso"}, Status: infra.StorageAvailable,
			Enabled: true, Active: true, Space: infra.Some(infra.Usage{Total: 10, Used: use, Free: free}),
		}
	}
	want := []infra.Storage{local("a", 2, 8), local("b", 4, 5), {
		Resource: storageRowOf("", "nas"), Type: "nfs", Content: []string{"backup", "iso"}, Status: infra.StorageAvailable,
		Shared: true, Enabled: true, Active: true, Space: infra.Some(infra.Usage{Total: 100, Used: 30, Free: 70}), Nodes: []string{"a", "b"},
	}}
	if diff := cmp.Diff(want, storagesOf(testTarget, lists, nil)); diff != "" {
		t.Error(diff)
	}
}

// statusesOf is what became of each storage, by node and name.
func statusesOf(storages []infra.Storage) map[string]infra.StorageStatus {
	out := map[string]infra.StorageStatus{}
	for _, s := range storages {
		out[s.Node+"/"+s.Name] = s.Status
	}
	return out
}

func TestStorage_ANodeThatListsNothingAnyMoreKeepsItsStorages(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Minute)
		before := len(w.Snapshot().Storages)
		c.Fault(pvetest.Match{Path: "/nodes/pve1/storage"}, pvetest.Fault{Body: `{"data":[]}`})
		after(time.Minute)
		if got := len(w.Snapshot().Storages); got != before || before == 0 {
			t.Errorf("%d storages, %d before", got, before)
		}
		for _, s := range w.Snapshot().Storages {
			if stale := s.Stale != nil; stale != (s.Node == "pve1") {
				t.Errorf("%s on %s: stale = %v", s.Name, s.Node, s.Stale)
			}
		}
	})
}

func TestStoragesOf_Statuses(t *testing.T) {
	const restricted = `[{"storage":"fast","type":"lvmthin","active":0,"enabled":0,"total":0,"used":0,"avail":0}]`
	const active = `[{"storage":"fast","type":"lvmthin","active":1,"enabled":1,"total":10,"used":1,"avail":9}]`
	failed := nodeStorages{node: "b", failure: &infra.Failure{Scope: "b"}}
	tests := map[string]struct {
		lists       []nodeStorages
		definitions map[string]storageDefinition
		want        map[string]infra.StorageStatus
	}{
		"restricted to one node": {
			[]nodeStorages{storeRows(t, "a", active), storeRows(t, "b", restricted)},
			defined(t, `[{"storage":"fast","nodes":"a"}]`),
			map[string]infra.StorageStatus{"a/fast": infra.StorageAvailable},
		},
		"restricted to one that fails": {
			[]nodeStorages{storeRows(t, "a", restricted), failed},
			defined(t, `[{"storage":"fast","nodes":"b"}]`),
			map[string]infra.StorageStatus{},
		},
		"the same without definitions": {[]nodeStorages{storeRows(t, "a", restricted), failed}, nil, map[string]infra.StorageStatus{}},
		"disabled": {
			[]nodeStorages{storeRows(t, "a", restricted), storeRows(t, "b", restricted)},
			defined(t, `[{"storage":"fast","disable":1}]`),
			map[string]infra.StorageStatus{"cluster/fast": infra.StorageDisabled},
		},
		"disabled everywhere without definitions": {
			[]nodeStorages{storeRows(t, "a", restricted), storeRows(t, "b", restricted)},
			nil,
			map[string]infra.StorageStatus{"cluster/fast": infra.StorageDisabled},
		},
		"enabled but not active": {
			[]nodeStorages{storeRows(t, "a", `[{"storage":"nas","type":"nfs","active":0,"enabled":1,"total":0}]`)},
			nil,
			map[string]infra.StorageStatus{"a/nas": infra.StorageInactive},
		},
		"shared and active on one node": {
			[]nodeStorages{
				storeRows(t, "a", `[{"storage":"nas","type":"nfs","shared":1,"active":0,"enabled":1}]`),
				storeRows(t, "b", `[{"storage":"nas","type":"nfs","shared":1,"active":1,"enabled":1}]`),
			},
			nil,
			map[string]infra.StorageStatus{"cluster/nas": infra.StorageAvailable},
		},
		"images are left out": {
			[]nodeStorages{storeRows(t, "a", `[{"storage":"cd","type":"iso9660","active":1,"enabled":1}]`)},
			nil,
			map[string]infra.StorageStatus{},
		},
		"enabled when nothing is said": {
			[]nodeStorages{storeRows(t, "a", `[{"storage":"x","type":"dir","active":1}]`)},
			nil,
			map[string]infra.StorageStatus{"a/x": infra.StorageAvailable},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, statusesOf(storagesOf(testTarget, test.lists, test.definitions))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStoragesOf_NoTotalIsUnknownSpace(t *testing.T) {
	got := storagesOf(testTarget, []nodeStorages{storeRows(t, "a", `[{"storage":"pbs","type":"pbs","active":1,"enabled":1,"total":0,"used":0,"avail":0}]`)}, nil)
	if len(got) != 1 || got[0].Space.Known || got[0].Status != infra.StorageAvailable {
		t.Errorf("got %+v, want an available storage of unknown size", got)
	}
}

func TestStoragesOf_TakesPoolAndSharingFromDefinition(t *testing.T) {
	got := storagesOf(testTarget, []nodeStorages{storeRows(t, "a", `[{"storage":"z","type":"zfspool","active":1,"enabled":1}]`)},
		defined(t, `[{"storage":"z","pool":"rpool/data","shared":1}]`))
	if len(got) != 1 || got[0].Pool != "rpool/data" || !got[0].Shared || got[0].Node != clusterNode {
		t.Errorf("got %+v, want the pool and the sharing of the definition", got)
	}
}
