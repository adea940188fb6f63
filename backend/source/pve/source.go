// Package pve reads Proxmox VE: nodes, guests and storages of a single host or
// of a whole cluster through any of its members.
package pve

import (
	"cmp"
	"context"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// The rhythms of the jobs with the usual pulse. Another pulse scales them all,
// so that the proportions, and with them the load per pulse, stay.
const (
	pulseEvery   = 5 * time.Second
	detailEvery  = 10 * time.Second
	storageEvery = 30 * time.Second
	clusterEvery = 5 * time.Minute
	deadline     = 10 * time.Second
	storageLimit = 20 * time.Second
)

// reader is the source of one target.
type reader struct {
	target source.Target
	client *client
	scale  float64 // of the rhythms
	seen   *seen
	pulse  pulse
	detail detail
	store  storages
	ceph   ceph

	disksRead bool // once already
	backups   backups
	snapshots map[int]*guestSnapshots // by VMID

	replicated map[string]infra.Replication // as it was last told, by job
	updates    map[string]*nodeUpdates      // by node
	zfs        bool                         // read ZFS pools
	disks      time.Duration                // how often disks are read
	// sensors reads the temperatures of a node; nil = not read.
	sensors func(ctx context.Context, host string) ([]byte, error)

	runs proxmox.Runs
}

func open(t source.Target, env source.Env) *reader {
	scale := 1.0
	if env.Pulse > 0 {
		scale = float64(env.Pulse) / float64(pulseEvery)
	}
	return &reader{
		target: t, client: newClient(t, env), scale: scale, seen: newSeen(),
		pulse: pulse{meter: meter{}}, detail: newDetail(),
		store: storages{pools: map[string]*nodePools{}, listed: map[string]bool{}}, snapshots: map[int]*guestSnapshots{},
		zfs: !env.WithoutZFS, disks: cmp.Or(t.DisksEvery, env.Disks, disksEvery), sensors: env.Sensors,
	}
}

// scaled is a duration in proportion to the pulse.
func (r *reader) scaled(d time.Duration) time.Duration { return time.Duration(float64(d) * r.scale) }

// Jobs lists the parts that the target is to be read in.
func (r *reader) Jobs() []source.Job {
	jobs := []source.Job{
		r.job(infra.PartPulse, pulseEvery, deadline, r.runPulse),
		r.job(infra.PartDetail, detailEvery, deadline, r.runDetail),
		r.job(infra.PartCluster, clusterEvery, storageLimit, r.runCluster),
		r.job(infra.PartTasks, tasksEvery, tasksLimit, r.runTasks),
		r.job(infra.PartReplication, replicationEvery, replicationLimit, r.runReplication),
		r.job(infra.PartUpdates, updatesEvery, updatesLimit, r.runUpdates),
	}
	if r.target.Monitors("storage") {
		jobs = append(jobs,
			r.job(infra.PartStorage, storageEvery, storageLimit, r.runStorage),
			r.job(infra.PartCeph, cephEvery, cephLimit, r.runCeph))
	}
	if r.target.Monitors("disks") {
		disks := r.job(infra.PartDisks, r.disks, disksLimit, r.runDisks)
		disks.Every = r.disks // what wakes disks does not follow the pulse
		jobs = append(jobs, disks)
	}
	if r.target.Monitors("backups") {
		jobs = append(jobs,
			r.job(infra.PartBackups, backupsEvery, backupsLimit, r.runBackups),
			r.job(infra.PartSnapshots, snapshotsEvery, snapshotsLimit, r.runSnapshots))
	}
	if r.sensors != nil {
		jobs = append(jobs, r.job(infra.PartSensors, sensorsEvery, sensorsLimit, r.runSensors))
	}
	return jobs
}

// laneOf is how much a part may be in the way of others.
func laneOf(p infra.Part) lane {
	switch p {
	case infra.PartPulse:
		return laneUrgent
	case infra.PartDetail, infra.PartCluster, infra.PartStorage, infra.PartTasks:
		return laneUsual
	}
	return laneLeisurely
}

func (r *reader) job(part infra.Part, every, limit time.Duration, run func(context.Context, *asker) (infra.Report, error)) source.Job {
	return source.Job{
		Part: part, Every: r.scaled(every), Deadline: limit,
		Run: func(ctx context.Context) (infra.Report, error) {
			ctx, done, err := r.runs.Begin(ctx)
			if err != nil {
				return infra.Report{}, err
			}
			defer done()
			a := r.client.asker(laneOf(part))
			report, err := run(ctx, a)
			report.Requests = int(a.requests.Load())
			return report, proxmox.Cause(ctx, err)
		},
	}
}

// Close ends the jobs that run, waits for them and releases all connections.
func (r *reader) Close() error {
	r.runs.Close()
	r.client.pool.close()
	return nil
}
