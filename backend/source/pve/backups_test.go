package pve

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pve/pvetest"
)

func TestBackups_AreListedOnceWithEverythingKnown(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, _ *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve2")), env)
		after(settle)
		snap := w.Snapshot()
		if len(snap.Backups) == 0 {
			t.Fatal("no backups")
		}
		seen, verified := map[string]bool{}, 0
		for _, b := range snap.Backups {
			if seen[b.VolID] || b.VMID == 0 || b.Time.IsZero() || b.Size == 0 || !b.OnPBS || b.Storage != "pbs-main" ||
				b.Instance != "lab" || !strings.HasPrefix(b.Format, "pbs-") || b.Stale != nil {
				t.Errorf("backup is incomplete or there twice: %+v", b)
			}
			seen[b.VolID] = true
			if b.Verified == "ok" {
				verified++
			}
		}
		if verified == 0 || verified == len(snap.Backups) {
			t.Errorf("%d of %d verified, want some", verified, len(snap.Backups))
		}
		for _, s := range snap.Storages {
			if s.BackupsHidden {
				t.Errorf("backups on %s are called hidden", s.Name)
			}
		}
	})
}

func TestBackups_TasksAreListedWithTheirEnd(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		end := c.BeginTask("pve1", "vzdump", 100)
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Minute)
		running := tasksAbout(w.Snapshot(), 100, infra.Task.Running)
		if len(running) != 1 || running[0].Type != "vzdump" || running[0].Node != "pve1" || running[0].Status != "" {
			t.Fatalf("running = %+v, want the backup of 100 once", running)
		}
		end("job errors")
		after(tasksEvery)
		for _, task := range tasksAbout(w.Snapshot(), 100, func(infra.Task) bool { return true }) {
			if task.ID == running[0].ID && (task.Running() || task.Status != "job errors") {
				t.Errorf("a run after its end: %+v", task)
			}
		}
		if got := tasksAbout(w.Snapshot(), 100, infra.Task.Running); len(got) != 0 {
			t.Errorf("still running: %+v", got)
		}
	})
}

func tasksAbout(s *infra.Snapshot, vmid int, want func(infra.Task) bool) []infra.Task {
	var out []infra.Task
	for _, t := range s.Tasks {
		if t.VMID == vmid && want(t) {
			out = append(out, t)
		}
	}
	return out
}

func TestBackups_AnAuditorSeesThatTheyAreHidden(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, _ *pvetest.Cluster, env source.Env) {
		target := targetOf(memoryHost("pve1"))
		target.TokenName, target.TokenValue = pvetest.AuditorToken, pvetest.AuditorSecret
		w := watch(t, target, env)
		after(settle)
		if s := w.storage(clusterNode, "pbs-main"); !s.BackupsHidden || len(w.Snapshot().Backups) != 0 {
			t.Errorf("hidden = %v with %d backups, want hidden and none", s.BackupsHidden, len(w.Snapshot().Backups))
		}
		if w.storage(clusterNode, "nas").BackupsHidden {
			t.Error("a storage without backups hides some")
		}
	})
}

func TestBackups_OfAStorageThatFailsStayAndAreStale(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		before := len(w.Snapshot().Backups)
		must(t, c.SetStorageActive("pbs-main", "", false))
		after(settle)
		backups := w.Snapshot().Backups
		if len(backups) != before {
			t.Errorf("%d backups, want the %d known from before", len(backups), before)
		}
		for _, b := range backups {
			if b.Stale == nil || !strings.Contains(b.Stale.Reason, "pbs-main") {
				t.Fatalf("stale = %+v, want a reason that names the storage", b.Stale)
			}
		}
	})
}

func TestBackups_ThatHangDelayNoFigures(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		c.Fault(pvetest.Match{Path: "/nodes/{node}/storage/{storage}/content"}, pvetest.Fault{Hang: true})
		c.Fault(pvetest.Match{Path: "/nodes/{node}/disks/list"}, pvetest.Fault{Hang: true})
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		for _, n := range w.Snapshot().Nodes {
			if age := time.Since(n.SeenAt); n.Stale != nil || age > 11*time.Second {
				t.Errorf("%s is %v old, stale %+v", n.Name, age, n.Stale)
			}
		}
	})
}

func TestBackups_AreFoundWithoutTheListOfTheCluster(t *testing.T) {
	for name, target := range map[string]source.Target{
		"with storages": {}, "without": {Monitor: map[string]bool{"storage": false}},
	} {
		t.Run(name, func(t *testing.T) {
			inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
				c.Fault(pvetest.Match{Path: "/cluster/resources"}, pvetest.Fault{Status: 500, Reason: "no such thing"})
				monitor := target.Monitor
				target := targetOf(memoryHost("pve1"))
				target.Monitor = monitor
				w := watch(t, target, env)
				after(settle)
				if len(w.Snapshot().Backups) == 0 {
					t.Error("no backups")
				}
			})
		})
	}
}

func TestBackups_SwitchedOffAreNotAskedFor(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		target := targetOf(memoryHost("pve1"))
		target.Monitor = map[string]bool{"backups": false, "disks": false, "storage": false}
		watch(t, target, env)
		after(settle)
		for path := range c.Requests() {
			for _, off := range []string{"/snapshot", "/content", "/disks", "{node}/tasks", "/storage"} {
				if strings.Contains(path, off) {
					t.Errorf("%s was asked", path)
				}
			}
		}
	})
}

func TestBackupRows_TellTheSortOfEveryVolume(t *testing.T) {
	plain, server := backupPlace{place: place{"a", "local"}, kind: "dir"}, backupPlace{place: place{"", "vault"}, kind: "pbs"}
	tests := map[string]struct {
		place backupPlace
		row   string
		want  string // type, number, format; empty = no backup
	}{
		"machine":           {plain, `{"volid":"local:backup/vzdump-qemu-100-2026_01_02-03_04_05.vma.zst","content":"backup","vmid":"100","format":"vma.zst"}`, "qemu 100 vma.zst"},
		"container":         {plain, `{"volid":"local:backup/vzdump-lxc-101-2026_01_02-03_04_05.tar.gz","content":"backup"}`, "lxc 101 tar.gz"},
		"archive of a VM":   {server, `{"volid":"vault:backup/vm/102/2026-01-02T03:04:05Z","content":"backup","vmid":102,"format":"pbs-vm"}`, "qemu 102 pbs-vm"},
		"archive of a CT":   {server, `{"volid":"vault:backup/ct/103/2026-01-02T03:04:05Z","content":"backup","format":"pbs-ct"}`, "lxc 103 pbs-ct"},
		"archive of a host": {server, `{"volid":"vault:backup/host/nas/2026-01-02T03:04:05Z","content":"backup","format":"pbs-host"}`, "host 0 pbs-host"},
		"odd name":          {plain, `{"volid":"local:backup/mine.tar","content":"backup","vmid":104}`, "unknown 104 tar"},
		"image":             {plain, `{"volid":"local:iso/debian.iso","content":"iso"}`, ""},
		"template":          {plain, `{"volid":"local:vztmpl/debian.tar.zst","content":"vztmpl"}`, ""},
		"no volume":         {plain, `{"node":"node1","status":"online"}`, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := ""
			if b, ok := backupOf(testTarget, "a", test.place, rowsOf[contentRow](t, "["+test.row+"]")[0]); ok {
				got = strings.Join([]string{b.Type, strconv.Itoa(b.VMID), b.Format}, " ")
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestBackupRows_TakeOverWhatIsToldOfThem(t *testing.T) {
	row := rowsOf[contentRow](t, `[{"volid":"vault:backup/vm/102/x","content":"backup","vmid":102,"ctime":"1700000000","size":"5",
		"notes":"web","protected":1,"encrypted":"ab:cd","verification":{"state":"failed","upid":"UPID:x"}}]`)[0]
	got, _ := backupOf(testTarget, "a", backupPlace{place: place{"", "pbs-vault"}, kind: "dir"}, row)
	want := infra.Backup{
		Target: testTarget, Node: "a", Storage: "pbs-vault", VolID: "vault:backup/vm/102/x", Type: "qemu", VMID: 102, OnPBS: true,
		Time: time.Unix(1700000000, 0), Size: 5, Notes: "web", Protected: true, Encryption: "ab:cd", Verified: "failed",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSeesBackups_NeedsTheRightsOnTheStorage(t *testing.T) {
	grant := func(names ...string) map[string]number {
		out := map[string]number{}
		for _, name := range names {
			out[name] = n(1)
		}
		return out
	}
	tests := map[string]struct {
		held permissions
		want bool
	}{
		"allocate everywhere":          {permissions{"/": grant("Datastore.Allocate")}, true},
		"audit alone":                  {permissions{"/": grant("Datastore.Audit", "VM.Backup")}, false},
		"space and the guests' right":  {permissions{"/": grant(), "/storage/vault": grant("Datastore.AllocateSpace"), "/vms/100": grant("VM.Backup")}, true},
		"space without guests' right":  {permissions{"/storage": grant("Datastore.AllocateSpace")}, false},
		"taken away on the storage":    {permissions{"/storage": grant("Datastore.Allocate"), "/storage/vault": grant("Datastore.Audit")}, false},
		"held on another storage only": {permissions{"/storage/other": grant("Datastore.Allocate")}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := seesBackups(test.held, "vault"); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
