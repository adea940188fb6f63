package wire

import (
	"fmt"
	"time"

	"pulse/backend/infra"
)

// BackupTask is a run of vzdump. Its end is the zero time while it runs.
type BackupTask struct {
	ID        string    `json:"id"`
	Node      string    `json:"node"`
	Instance  string    `json:"instance"`
	Type      string    `json:"type"`
	VMID      int       `json:"vmid"`
	Status    string    `json:"status"`
	StartTime time.Time `json:"startTime"`
	EndTime   time.Time `json:"endTime"`
	Size      int64     `json:"size,omitempty"`
	Error     string    `json:"error,omitempty"`
}

// StorageBackup is a backup of a guest on a storage of a hypervisor.
type StorageBackup struct {
	ID           string    `json:"id"`
	Storage      string    `json:"storage"`
	Node         string    `json:"node"`
	Instance     string    `json:"instance"`
	Type         string    `json:"type"`
	VMID         int       `json:"vmid"`
	Time         time.Time `json:"time"`
	CTime        int64     `json:"ctime"`
	Size         int64     `json:"size"`
	Format       string    `json:"format"`
	Notes        string    `json:"notes,omitempty"`
	Protected    bool      `json:"protected"`
	VolID        string    `json:"volid"`
	IsPBS        bool      `json:"isPBS"`
	Verified     bool      `json:"verified"`
	Verification string    `json:"verification,omitempty"`
	Encryption   string    `json:"encryption,omitempty"`
	Staleness
}

// GuestSnapshot is a snapshot of a guest.
type GuestSnapshot struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Node        string    `json:"node"`
	Instance    string    `json:"instance"`
	Type        string    `json:"type"`
	VMID        int       `json:"vmid"`
	Time        time.Time `json:"time"`
	Description string    `json:"description,omitempty"`
	Parent      string    `json:"parent,omitempty"`
	VMState     bool      `json:"vmstate"`
	Staleness
}

// PVEBackups are the backups and snapshots known from hypervisors, newest first.
type PVEBackups struct {
	BackupTasks    []BackupTask    `json:"backupTasks"`
	StorageBackups []StorageBackup `json:"storageBackups"`
	GuestSnapshots []GuestSnapshot `json:"guestSnapshots"`
}

// PBSBackup is a backup on a backup server.
type PBSBackup struct {
	ID         string    `json:"id"`
	Instance   string    `json:"instance"`
	Datastore  string    `json:"datastore"`
	Namespace  string    `json:"namespace"`
	BackupType string    `json:"backupType"`
	VMID       string    `json:"vmid"`
	BackupTime time.Time `json:"backupTime"`
	Size       int64     `json:"size"`
	Protected  bool      `json:"protected"`
	Verified   bool      `json:"verified"`
	Comment    string    `json:"comment,omitempty"`
	Files      []string  `json:"files,omitempty"`
	Owner      string    `json:"owner,omitempty"`
	Staleness
}

// AllBackups is the answer of /api/backups: four separate lists.
type AllBackups struct {
	PVEBackups
	PBSBackups []PBSBackup `json:"pbsBackups"`
}

// PVEBackupsOf lists what hypervisors know of backups.
func PVEBackupsOf(x *infra.Extras) PVEBackups {
	out := PVEBackups{[]BackupTask{}, []StorageBackup{}, []GuestSnapshot{}}
	if x == nil {
		return out
	}
	for i := range x.Tasks {
		if t := &x.Tasks[i]; t.Type == "vzdump" {
			out.BackupTasks = append(out.BackupTasks, backupTaskOf(t))
		}
	}
	for i := range x.Backups {
		out.StorageBackups = append(out.StorageBackups, storageBackupOf(&x.Backups[i]))
	}
	for i := range x.Snapshots {
		out.GuestSnapshots = append(out.GuestSnapshots, snapshotOf(&x.Snapshots[i]))
	}
	return out
}

// PBSBackupsOf lists the backups on backup servers.
func PBSBackupsOf(x *infra.Extras) []PBSBackup {
	if x == nil {
		return []PBSBackup{}
	}
	out := make([]PBSBackup, 0, len(x.Archives))
	for i := range x.Archives {
		out = append(out, pbsBackupOf(&x.Archives[i]))
	}
	return out
}

func backupTaskOf(t *infra.Task) BackupTask {
	out := BackupTask{
		ID: t.Instance + "-" + t.ID, Node: t.Node, Instance: t.Instance, Type: t.Type, VMID: t.VMID, Status: t.Status,
		StartTime: t.Start.UTC(), EndTime: t.End.UTC(), Size: t.Size,
	}
	if !t.Running() && t.Status != "OK" {
		out.Error = t.Status
	}
	return out
}

func storageBackupOf(b *infra.Backup) StorageBackup {
	return StorageBackup{
		ID: b.Instance + "-" + b.VolID, Storage: b.Storage, Node: b.Node, Instance: b.Instance, Type: b.Type, VMID: b.VMID,
		Time: b.Time.UTC(), CTime: ms(b.Time) / 1000, Size: b.Size, Format: b.Format, Notes: b.Notes, Protected: b.Protected,
		VolID: b.VolID, IsPBS: b.OnPBS, Verified: b.Verified == "ok", Verification: b.Verified, Encryption: b.Encryption,
		Staleness: stalenessOf(b.Stale),
	}
}

func snapshotOf(s *infra.GuestSnapshot) GuestSnapshot {
	return GuestSnapshot{
		ID:   fmt.Sprintf("%s-%s-%d-%s", s.Instance, s.Node, s.VMID, s.Name),
		Name: s.Name, Node: s.Node, Instance: s.Instance, Type: string(s.Type), VMID: s.VMID, Time: s.Time.UTC(),
		Description: s.Description, Parent: s.Parent, VMState: s.WithMemory, Staleness: stalenessOf(s.Stale),
	}
}

func pbsBackupOf(a *infra.Archive) PBSBackup {
	return PBSBackup{
		ID:       fmt.Sprintf("pbs-%s-%s-%s-%s-%s-%d", a.Instance, a.Datastore, a.Namespace, a.Type, a.BackupID, a.Time.Unix()),
		Instance: a.Instance, Datastore: a.Datastore, Namespace: a.Namespace, BackupType: a.Type, VMID: a.BackupID,
		BackupTime: a.Time.UTC(), Size: a.Size, Protected: a.Protected, Verified: a.Verified == "ok", Comment: a.Comment,
		Files: a.Files, Owner: a.Owner, Staleness: stalenessOf(a.Stale),
	}
}

// StorageBackups is the answer of /api/backups/pve.
type StorageBackups struct {
	Backups []StorageBackup `json:"backups"`
}

// Snapshots is the answer of /api/snapshots.
type Snapshots struct {
	Snapshots []GuestSnapshot `json:"snapshots"`
}

// PBSInstances is the answer of /api/backups/pbs.
type PBSInstances struct {
	Instances []PBS `json:"instances"`
}

// PBSInstancesOf lists the backup servers.
func PBSInstancesOf(v View) PBSInstances {
	out := PBSInstances{[]PBS{}}
	if x := v.Snapshot.Extras; x != nil {
		for i := range x.Servers {
			out.Instances = append(out.Instances, pbsOf(&x.Servers[i], x, v.Forecasts))
		}
	}
	return out
}
