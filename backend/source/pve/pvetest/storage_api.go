package pvetest

import (
	"crypto/sha1"
	"fmt"
	"slices"
	"strings"
	"time"
)

// visible tells whether the caller sees the storage in lists.
func (cl *call) visible(s *storage) bool {
	return cl.who.may("/storage/"+s.Name, storageAudit...)
}

func (cl *call) storageDefinitions() answer {
	rows := []object{}
	for _, s := range cl.storages {
		if !cl.visible(s) || cl.params.Get("type") != "" && cl.params.Get("type") != s.Type {
			continue
		}
		row := object{"storage": s.Name, "type": s.Type, "content": s.Content, "digest": fmt.Sprintf("%x", sha1.Sum([]byte(s.Name)))}
		s.describe(row)
		rows = append(rows, row)
	}
	return ok(rows)
}

// describe adds what only definitions of the type have. They never say whether
// a storage is enabled or active, only that it is disabled.
func (s *storage) describe(row object) {
	switch s.Type {
	case "dir":
		row["path"] = "/var/lib/vz"
	case "zfspool":
		row["pool"], row["sparse"] = s.Pool, 1
	case "lvmthin":
		row["vgname"], row["thinpool"] = "pve", "data"
	case "rbd":
		row["pool"] = s.Pool
	case "nfs", "cifs":
		row["server"], row["export"], row["path"] = "10.10.0.5", "/export/"+s.Name, "/mnt/pve/"+s.Name
	case "pbs":
		row["server"], row["datastore"], row["username"] = "10.10.0.6", s.Name, "backup@pbs"
	}
	if s.Shared {
		row["shared"] = 1
	}
	if s.Disabled {
		row["disable"] = 1
	}
	if len(s.Nodes) > 0 {
		row["nodes"] = strings.Join(s.Nodes, ",")
	}
}

func (cl *call) storageList() answer {
	rows := []object{}
	for _, s := range cl.storages {
		p := cl.params
		if !cl.visible(s) || p.Get("storage") != "" && p.Get("storage") != s.Name ||
			p.Get("content") != "" && !s.holds(p.Get("content")) || p.Get("enabled") == "1" && !s.enabledOn(cl.node.Name) {
			continue
		}
		row := cl.storageRow(s)
		row["storage"] = s.Name
		rows = append(rows, row)
	}
	return ok(rows)
}

// storageRow is a storage as its node sees it: zeros where it is not enabled or
// not active, and no fraction where there is no size.
func (cl *call) storageRow(s *storage) object {
	active := s.activeOn(cl.node.Name)
	row := object{
		"type": s.Type, "content": s.Content, "shared": bit(s.Shared), "enabled": bit(s.enabledOn(cl.node.Name)),
		"active": bit(active), "total": 0, "used": 0, "avail": 0,
	}
	if !active {
		return row
	}
	used := s.usedOn(cl.node.Name, cl.at)
	row["total"], row["used"], row["avail"] = s.Size, used, s.Size-used
	if s.Size > 0 {
		row["used_fraction"] = float64(used) / float64(s.Size)
	}
	return row
}

func (s *storage) holds(content string) bool {
	return slices.Contains(strings.Split(s.Content, ","), content)
}

// usable returns the storage of the path, or why it cannot be used.
func (cl *call) usable() (*storage, *answer) {
	name := cl.path["storage"]
	s := cl.storage(name)
	var a answer
	switch {
	case s == nil:
		a = cl.proxy.Fail(500, "storage '%s' does not exist", name)
	case s.Disabled:
		a = cl.proxy.Fail(500, "storage '%s' is disabled", name)
	case !s.enabledOn(cl.node.Name):
		a = cl.proxy.Fail(500, "storage '%s' is not available on node '%s'", name, cl.node.Name)
	default:
		return s, nil
	}
	return nil, &a
}

func (cl *call) storageStatus() answer {
	s, refused := cl.usable()
	if refused != nil {
		return *refused
	}
	row := cl.storageRow(s)
	delete(row, "used_fraction")
	return ok(row)
}

func (cl *call) storageResources() []object {
	var rows []object
	for _, n := range cl.nodes {
		for _, s := range cl.storages {
			if !cl.visible(s) || !s.enabledOn(n.Name) {
				continue
			}
			row := object{
				"type": "storage", "id": "storage/" + n.Name + "/" + s.Name, "node": n.Name, "storage": s.Name,
				"plugintype": s.Type, "content": s.Content, "shared": bit(s.Shared), "status": "unknown",
			}
			if !n.silent && s.activeOn(n.Name) {
				row["status"] = "available"
				row["disk"], row["maxdisk"] = s.usedOn(n.Name, cl.statTime(n, cl.now)), s.Size
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func (cl *call) storageContent() answer {
	s, refused := cl.usable()
	if refused != nil {
		return *refused
	}
	if !s.activeOn(cl.node.Name) {
		return cl.proxy.Fail(500, "unable to activate storage '%s' - directory '/mnt/pve/%s' does not exist or is unreachable", s.Name, s.Name)
	}
	rows := []object{}
	want := func(content string) bool {
		asked := cl.params.Get("content")
		return s.holds(content) && (asked == "" || asked == content)
	}
	if want("iso") {
		rows = append(rows, object{
			"volid": s.Name + ":iso/debian-12.10.0-amd64-netinst.iso", "content": "iso", "format": "iso",
			"size": 663748608, "ctime": cl.born.Add(-40 * day).Unix(),
		})
	}
	if want("vztmpl") {
		rows = append(rows, object{
			"volid": s.Name + ":vztmpl/debian-12-standard_12.7-1_amd64.tar.zst", "content": "vztmpl", "format": "tzst",
			"size": 126515062, "ctime": cl.born.Add(-40 * day).Unix(),
		})
	}
	if want("backup") {
		rows = append(rows, cl.backupContent(s)...)
	}
	if want("rootdir") {
		rows = append(rows, cl.containerVolumes(s)...)
	}
	return ok(rows)
}

// backupContent lists the backups that the caller may see: an auditor of the
// storage sees none.
func (cl *call) backupContent(s *storage) []object {
	path := "/storage/" + s.Name
	all := cl.who.may(path, "Datastore.Allocate")
	some := cl.who.may(path, "Datastore.AllocateSpace")
	var rows []object
	for _, b := range cl.backups(s, cl.node) {
		g := b.guest
		mine := cl.params.Get("vmid") == "" || atoi(cl.params.Get("vmid")) == g.ID
		if mine && (all || some && cl.who.may(vmPath(g.ID), "VM.Backup")) {
			rows = append(rows, b.row(s))
		}
	}
	return rows
}

func (b backup) row(s *storage) object {
	g := b.guest
	row := object{
		"content": "backup", "vmid": g.ID, "ctime": b.start.Unix(), "size": int64(float64(g.Disk) * g.diskPart(b.start) / 2),
		"notes": g.Name, "subtype": string(g.Type),
	}
	if noise(g.key, b.start.Unix()+2) > 0.95 {
		row["protected"] = 1
	}
	if s.Type == "pbs" {
		kind := map[Type]string{VM: "vm", CT: "ct"}[g.Type]
		row["volid"] = fmt.Sprintf("%s:backup/%s/%d/%s", s.Name, kind, g.ID, b.start.UTC().Format(time.RFC3339))
		row["format"] = "pbs-" + kind
		if state := b.verified(); state != "" {
			row["verification"] = object{"state": state, "upid": "UPID:pbs:000003E8:00000A11:00000001:67C5A0F0:verify:" + s.Name + ":root@pam:"}
		}
		if noise(g.key, 61) > 0.9 {
			row["encrypted"] = "8e:2b:41:0c:9d:77:aa:13"
		}
		return row
	}
	format := map[Type]string{VM: "vma.zst", CT: "tar.zst"}[g.Type]
	row["volid"] = fmt.Sprintf("%s:backup/vzdump-%s-%d-%s.%s", s.Name, g.Type, g.ID, b.start.UTC().Format("2006_01_02-15_04_05"), format)
	row["format"] = format
	return row
}

// verified is the result of the newest verification: there is none of a backup
// that was made in the last night.
func (b backup) verified() string {
	switch {
	case b.night == 0:
		return ""
	case noise(b.guest.key, b.start.Unix()+3) > 0.97:
		return "failed"
	}
	return "ok"
}

// containerVolumes lists the root volumes of the node's containers on a ZFS storage.
func (cl *call) containerVolumes(s *storage) []object {
	var rows []object
	for _, g := range cl.node.guests {
		if g.Type == CT && s.Type == "zfspool" && cl.who.may(vmPath(g.ID), "VM.Audit") {
			rows = append(rows, object{
				"volid": fmt.Sprintf("%s:subvol-%d-disk-0", s.Name, g.ID), "content": "rootdir", "format": "subvol",
				"vmid": g.ID, "size": g.Disk, "used": int64(float64(g.Disk) * g.diskPart(cl.at)), "parent": nil,
			})
		}
	}
	return rows
}
