package infra

import (
	"strconv"
	"time"
)

// lastBackups is when each guest was backed up last, by what is known of
// backups: those that a hypervisor lists belong to it, those that a backup
// server lists only tell a number.
type lastBackups struct {
	own      map[ID]time.Time // by guest
	archived map[archived]time.Time
}

// archived is what a backup server calls a guest.
type archived struct {
	kind GuestType
	vmid int
}

// addLastBackups tells of every guest when it was backed up last. An archive
// on a backup server counts when only one guest anywhere can be meant.
func (s *Snapshot) addLastBackups(before *Snapshot) {
	s.backups = before.backups
	if s.Extras != before.Extras || s.backups.own == nil {
		s.backups = s.lastBackups()
	}
	meant := map[archived]int{}
	if len(s.backups.archived) > 0 {
		for i := range s.Guests {
			meant[archived{s.Guests[i].Type, s.Guests[i].VMID}]++
		}
	}
	for i := range s.Guests {
		g := &s.Guests[i]
		g.LastBackup = s.backups.own[g.ID]
		key := archived{g.Type, g.VMID}
		if at := s.backups.archived[key]; meant[key] == 1 && at.After(g.LastBackup) {
			g.LastBackup = at
		}
	}
}

func (x *Extras) lastBackups() lastBackups {
	last := lastBackups{map[ID]time.Time{}, map[archived]time.Time{}}
	for i := range x.Backups {
		b := &x.Backups[i]
		if id := GuestID(b.Target, b.VMID); b.VMID > 0 && b.Time.After(last.own[id]) {
			last.own[id] = b.Time
		}
	}
	kinds := map[string]GuestType{"vm": VM, "ct": LXC}
	for i := range x.Archives {
		a := &x.Archives[i]
		vmid, err := strconv.Atoi(a.BackupID)
		key := archived{kinds[a.Type], vmid}
		if err == nil && key.kind != "" && a.Time.After(last.archived[key]) {
			last.archived[key] = a.Time
		}
	}
	return last
}
