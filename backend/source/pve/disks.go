package pve

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox"
)

const (
	disksEvery = 5 * time.Minute // reading may wake disks
	disksLimit = 3 * time.Minute
)

// runDisks reads the physical disks of every node.
func (r *reader) runDisks(ctx context.Context, a *asker) (infra.Report, error) {
	l, err := r.inventory(ctx, a)
	if err != nil {
		return infra.Report{}, err
	}
	work, cancel := withReserve(ctx)
	defer cancel()
	byNode := map[string][]infra.Disk{}
	var mu sync.Mutex
	all := r.onNodes(work, l.nodes, func(ctx context.Context, node string) error {
		rows, err := a.disksOf(ctx, node)
		if err != nil && !unknownPath(err) {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		byNode[node] = disksOf(r.target.ID, node, rows, time.Now())
		return nil
	})
	if err := all.whole(ctx); err != nil {
		return infra.Report{}, err
	}
	r.readTemperatures(work, a, byNode)
	report := infra.Report{Failures: all.failures}
	for _, n := range l.nodes {
		report.Disks = append(report.Disks, byNode[n.Name]...)
	}
	return report, nil
}

// unknownPath tells whether a server is too old for a call.
func unknownPath(err error) bool {
	status := proxmox.StatusOf(err)
	return status == http.StatusNotFound || status == http.StatusNotImplemented
}

// disksOf converts the list of a node's disks. A path is listed once.
func disksOf(t infra.TargetID, node string, rows []diskRow, at time.Time) []infra.Disk {
	seen := map[text]bool{}
	var out []infra.Disk
	for _, row := range rows {
		if row.DevPath == "" || seen[row.DevPath] {
			continue
		}
		seen[row.DevPath] = true
		out = append(out, diskOfRow(t, node, row, at))
	}
	return out
}

func diskOfRow(t infra.TargetID, node string, row diskRow, at time.Time) infra.Disk {
	path := string(row.DevPath)
	d := infra.Disk{
		Resource: infra.Resource{
			ID: infra.DiskID(t, node, path), Kind: infra.KindDisk, Name: path, Target: t, Node: node, SeenAt: at,
		},
		Path: path, Model: string(row.Model), Serial: string(row.Serial), Type: diskType(row), Size: row.Size.Whole(),
		Health: string(row.Health), RPM: int(row.RPM.Whole()), Used: string(row.Used),
	}
	if row.Wearout.Known && row.Wearout.Value >= 0 {
		d.LifeLeft = infra.Some(min(int(row.Wearout.Int()), 100))
	}
	return d
}

// diskType is what the server says, else what path and speed give away.
func diskType(row diskRow) string {
	switch {
	case row.Type != "" && row.Type != "unknown":
		return string(row.Type)
	case strings.HasPrefix(string(row.DevPath), "/dev/nvme"):
		return "nvme"
	case row.RPM.Positive():
		return "hdd"
	}
	return string(row.Type)
}
