package api

import (
	"net/http"

	"pulse/backend/auth"
	"pulse/backend/wire"
)

func backupRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/backups", Access: auth.Reader, Bucket: auth.General, Out: wire.AllBackups{}, Summary: "All backups and snapshots, in four lists", handle: (*server).backups},
		{Method: "GET", Path: "/api/backups/{rest...}", Access: auth.Reader, Bucket: auth.General, Out: wire.AllBackups{}, Summary: "Same as /api/backups", handle: (*server).backups},
		{Method: "GET", Path: "/api/backups/pve", Access: auth.Reader, Bucket: auth.General, Out: wire.StorageBackups{}, Summary: "Backups on storages of hypervisors", handle: (*server).storageBackups},
		{Method: "GET", Path: "/api/backups/pbs", Access: auth.Reader, Bucket: auth.General, Out: wire.PBSInstances{}, Summary: "Backup servers with their datastores", handle: (*server).backupServers},
		{Method: "GET", Path: "/api/snapshots", Access: auth.Reader, Bucket: auth.General, Out: wire.Snapshots{}, Summary: "Snapshots of guests", handle: (*server).snapshots},
	}
}

func (s *server) backups(w http.ResponseWriter, _ *http.Request) error {
	extras := s.Watch.View().Snapshot.Extras
	return reply(w, http.StatusOK, wire.AllBackups{PVEBackups: wire.PVEBackupsOf(extras), PBSBackups: wire.PBSBackupsOf(extras)})
}

func (s *server) storageBackups(w http.ResponseWriter, _ *http.Request) error {
	return reply(w, http.StatusOK, wire.StorageBackups{Backups: wire.PVEBackupsOf(s.Watch.View().Snapshot.Extras).StorageBackups})
}

func (s *server) backupServers(w http.ResponseWriter, _ *http.Request) error {
	return reply(w, http.StatusOK, wire.PBSInstancesOf(s.Watch.View()))
}

func (s *server) snapshots(w http.ResponseWriter, _ *http.Request) error {
	return reply(w, http.StatusOK, wire.Snapshots{Snapshots: wire.PVEBackupsOf(s.Watch.View().Snapshot.Extras).GuestSnapshots})
}
