package pbstest

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
)

const audit = "Datastore.Audit"

// routes is the table of endpoints.
func routes() []route {
	const ofStore, storePath = "/admin/datastore/{store}", "/datastore/{store}"
	return append(manageRoutes(), []route{
		{method: "POST", pattern: "/access/ticket", public: true, params: []string{"username", "password"}, handle: (*call).login},
		{method: "GET", pattern: "/access/permissions", handle: (*call).permissions},
		{method: "GET", pattern: "/version", handle: (*call).version},
		{method: "GET", pattern: "/nodes/localhost/status", privilege: "Sys.Audit", path: "/system/status", handle: (*call).status},
		{method: "GET", pattern: "/nodes/localhost/rrd", privilege: "Sys.Audit", path: "/system/status", params: []string{"timeframe", "cf"}, handle: (*call).nodeRRD},
		{method: "GET", pattern: ofStore + "/rrd", privilege: audit, path: storePath, params: []string{"timeframe", "cf"}, handle: (*call).storeRRD},
		{method: "GET", pattern: "/nodes/localhost/tasks", params: []string{"typefilter", "limit", "since"}, handle: (*call).tasks},
		{method: "GET", pattern: "/admin/datastore", handle: (*call).datastores},
		{method: "GET", pattern: ofStore + "/status", privilege: audit, path: storePath, handle: (*call).storeStatus},
		{method: "GET", pattern: ofStore + "/gc", privilege: audit, path: storePath, handle: (*call).gc},
		{method: "GET", pattern: ofStore + "/namespace", privilege: audit, path: storePath, since: 3, handle: (*call).namespaces},
		{method: "GET", pattern: ofStore + "/groups", privilege: audit, path: storePath, params: []string{"ns"}, handle: (*call).groups},
		{method: "GET", pattern: ofStore + "/snapshots", privilege: audit, path: storePath, params: []string{"ns", "backup-type", "backup-id"}, handle: (*call).snapshots},
		{method: "GET", pattern: "/admin/sync", params: []string{"store", "sync-direction"}, handle: (*call).syncJobs},
		{method: "GET", pattern: "/admin/verify", params: []string{"store"}, handle: func(cl *call) answer { return cl.jobs("verify") }},
		{method: "GET", pattern: "/admin/prune", params: []string{"store"}, handle: func(cl *call) answer { return cl.jobs("prune") }},
		{method: "GET", pattern: "/admin/gc", params: []string{"store"}, since: 3, handle: (*call).gcJobs},
	}...)
}

func (cl *call) version() answer {
	return ok(object{"version": cl.opts.Version, "release": "1", "repoid": "0a1b2c3d4e5f"})
}

func (cl *call) status() answer {
	return ok(object{
		"cpu": 0.0625, "wait": 0.001, "uptime": int64(cl.now.Sub(cl.born.Add(-20 * day)).Seconds()),
		"loadavg": []float64{0.5, 0.4, 0.3}, "kversion": "Linux 6.14.11-4-pve",
		"cpuinfo": object{"cpus": 8, "model": "Simulated CPU", "sockets": 1},
		"memory":  object{"total": 32 << 30, "used": 8 << 30, "free": 24 << 30},
		"swap":    object{"total": 0, "used": 0, "free": 0},
		"root":    object{"total": 64 << 30, "used": 9 << 30, "avail": 55 << 30},
		"info":    object{"fingerprint": strings.Repeat("ab:", 31) + "ab"},
	})
}

// datastores lists those that the caller may see.
func (cl *call) datastores() answer {
	rows := []object{}
	for _, st := range cl.stores {
		if !cl.who.may("/datastore/"+st.Name, audit) {
			continue
		}
		row := object{"store": st.Name, "comment": "backups of " + st.Name}
		if cl.major >= 4 {
			row["mount-status"] = "nonremovable"
			if st.Removable {
				row["mount-status"] = map[bool]string{false: "mounted", true: "notmounted"}[st.unmounted]
			}
		}
		rows = append(rows, row)
	}
	return ok(rows)
}

func (cl *call) storeStatus() answer {
	st := cl.store
	return ok(object{"total": st.Size, "used": st.Used, "avail": st.Size - st.Used})
}

func (cl *call) gc() answer { return ok(cl.gcRow(cl.store)) }

// gcRow is without figures before the first run. Schedules and results came
// with the list of all garbage collections.
func (cl *call) gcRow(st *store) object {
	row := object{"store": st.Name, "disk-bytes": 0, "index-data-bytes": 0, "removed-bytes": 0, "still-bad": 0}
	if st.NeverClean {
		return row
	}
	row["disk-bytes"], row["index-data-bytes"], row["removed-bytes"] = st.Used, st.indexed, 5<<30
	row["upid"] = upid("garbage_collection", st.Name, st.cleaned)
	if cl.major >= 3 {
		row["schedule"], row["last-run-state"] = "daily", "OK"
		row["last-run-endtime"], row["next-run"] = st.cleaned.Add(time.Hour).Unix(), st.cleaned.Add(day).Unix()
	}
	return row
}

func (cl *call) gcJobs() answer {
	rows := []object{}
	for _, st := range cl.stores {
		if cl.who.may("/datastore/"+st.Name, audit) {
			rows = append(rows, cl.gcRow(st))
		}
	}
	return ok(rows)
}

func (cl *call) namespaces() answer {
	rows := []object{}
	for _, sp := range cl.store.spaces {
		rows = append(rows, object{"ns": sp.path})
	}
	return ok(rows)
}

// inSpace finds the namespace that the parameters name. A server that is too
// old for namespaces does not know the parameter.
func (cl *call) inSpace() (*space, *answer) {
	var a answer
	sp := cl.store.space(cl.params.Get("ns"))
	switch {
	case cl.major < 3 && cl.params.Has("ns"):
		a = fail(http.StatusBadRequest, "parameter verification failed - 'ns': schema does not allow additional properties.")
	case sp == nil:
		a = fail(http.StatusBadRequest, "namespace '%s' does not exist", cl.params.Get("ns"))
	default:
		return sp, nil
	}
	return nil, &a
}

func (cl *call) groups() answer {
	sp, refused := cl.inSpace()
	if refused != nil {
		return *refused
	}
	rows := make([]object, 0, len(sp.groups))
	for _, g := range sp.groups {
		newest := g.backups[len(g.backups)-1]
		rows = append(rows, object{
			"backup-type": g.kind, "backup-id": g.id, "backup-count": len(g.backups),
			"last-backup": newest.at.Unix(), "owner": g.owner, "files": g.files(),
		})
	}
	return ok(rows)
}

func (g *group) files() []string {
	if g.kind == "vm" {
		return []string{"qemu-server.conf.blob", "drive-scsi0.img.fidx"}
	}
	return []string{"root.pxar.didx", "catalog.pcat1.didx"}
}

// snapshots writes its rows itself: there may be very many.
func (cl *call) snapshots() answer {
	sp, refused := cl.inSpace()
	if refused != nil {
		return *refused
	}
	var b bytes.Buffer
	b.WriteString(`{"data":[`)
	separator := ""
	for _, g := range sp.groups {
		for _, s := range g.backups {
			b.WriteString(separator)
			g.writeRow(&b, s, cl.store.Name)
			separator = ","
		}
	}
	b.WriteString(`]}`)
	return answer{Status: http.StatusOK, Kind: proxmoxtest.JSON, Body: b.Bytes()}
}

func (g *group) writeRow(b *bytes.Buffer, s *backup, store string) {
	fmt.Fprintf(b, `{"backup-type":%q,"backup-id":%q,"backup-time":%d,"size":%d,"owner":%q,"protected":%t,"files":[`,
		g.kind, g.id, s.at.Unix(), s.size, g.owner, s.protected)
	for i, name := range g.files() {
		fmt.Fprintf(b, `%s{"filename":%q,"size":%d,"crypt-mode":"none"}`, [2]string{"", ","}[min(i, 1)], name, s.size/2)
	}
	b.WriteString("]")
	if s.comment != "" {
		fmt.Fprintf(b, `,"comment":%q`, s.comment)
	}
	if s.verified != "" {
		fmt.Fprintf(b, `,"verification":{"state":%q,"upid":%q}`, s.verified, upid("verify", store, s.at))
	}
	b.WriteString("}")
}

// syncJobs knows directions from version 3 on.
func (cl *call) syncJobs() answer {
	if cl.major < 3 && cl.params.Has("sync-direction") {
		return fail(http.StatusBadRequest, "parameter verification failed - 'sync-direction': schema does not allow additional properties.")
	}
	return cl.jobs("sync")
}

func (cl *call) jobs(kind string) answer {
	rows := []object{}
	for _, j := range cl.Server.jobs {
		if j.kind == kind && cl.who.may("/datastore/"+j.store, audit) {
			rows = append(rows, j.row())
		}
	}
	return ok(rows)
}

// row has no result while the job runs.
func (j *job) row() object {
	row := object{"id": j.id, "store": j.store, "schedule": "daily", "next-run": j.next.Unix()}
	if j.remote != "" {
		row["remote"], row["remote-store"] = j.remote, j.store
	}
	if j.disabled {
		row["disable"] = true
	}
	if !j.begun.IsZero() {
		row["last-run-upid"] = upid(j.kind+"job", j.store, j.begun)
		return row
	}
	row["last-run-upid"], row["last-run-state"], row["last-run-endtime"] = upid(j.kind+"job", j.store, j.last.Add(-time.Minute)), j.state, j.last.Unix()
	return row
}

// tasks lists the garbage collections that ran; the other tasks are not simulated.
func (cl *call) tasks() answer {
	rows := []object{}
	for _, st := range cl.stores {
		const kind = "garbage_collection"
		if st.NeverClean || !strings.Contains(kind, cl.params.Get("typefilter")) {
			continue
		}
		rows = append(rows, object{
			"upid": upid(kind, st.Name, st.cleaned), "node": "localhost", "pid": 912, "pstart": 4711,
			"starttime": st.cleaned.Unix(), "endtime": st.cleaned.Add(time.Hour).Unix(), "status": "OK",
			"worker_type": kind, "worker_id": st.Name, "user": User,
		})
	}
	return ok(rows)
}

func upid(kind, id string, at time.Time) string {
	return fmt.Sprintf("UPID:backup1:00000390:00001267:00000007:%08X:%s:%s:%s:", at.Unix(), kind, id, User)
}
