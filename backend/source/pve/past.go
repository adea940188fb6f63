package pve

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
)

const pastTimeout = 10 * time.Second

// errNotListed is why the past cannot be read before the first pulse.
var errNotListed = errors.New("nothing has been listed yet")

// records is where the records of a resource are and what they are about.
type records struct {
	node, path string
	readings   func(infra.ID, []rrdPoint) []infra.Reading
}

// Past reads what the servers recorded of a node, a guest or a storage.
func (r *reader) Past(ctx context.Context, id infra.ID, frame source.Frame) (source.Past, error) {
	ctx, done, err := r.runs.Begin(ctx)
	if err != nil {
		return source.Past{}, err
	}
	defer done()
	l, listed := r.seen.newest()
	if !listed {
		return source.Past{}, errNotListed
	}
	where, found := r.recordsOf(id, l)
	if !found {
		return source.Past{}, nil
	}
	points, err := get[[]rrdPoint](ctx, r.client.asker(laneLeisurely), query{
		path: where.path + "/rrddata?timeframe=" + string(frame) + "&cf=AVERAGE",
		node: where.node, timeout: pastTimeout, patient: true, once: true,
	})
	if err != nil {
		return source.Past{}, err
	}
	return source.Past{Readings: where.readings(id, points), Step: stepOf(points)}, nil
}

func (r *reader) recordsOf(id infra.ID, l listing) (records, bool) {
	switch id.Kind() {
	case infra.KindNode:
		for _, n := range l.nodes {
			if n.ID == id {
				return records{n.Name, "/nodes/" + url.PathEscape(n.Name), nodePast}, true
			}
		}
	case infra.KindGuest:
		for _, g := range l.guests {
			if g.ID == id {
				path := "/nodes/" + url.PathEscape(g.Node) + "/" + string(g.Type) + "/" + strconv.Itoa(g.VMID)
				return records{g.Node, path, guestPast}, true
			}
		}
	case infra.KindStorage:
		return r.storageRecords(id, l)
	}
	return records{}, false
}

// storageRecords asks for a shared storage on the first of its nodes that can
// use it.
func (r *reader) storageRecords(id infra.ID, l listing) (records, bool) {
	stores := l.stores
	if told, ok := r.seen.storages(); ok {
		stores = append(slices.Clone(told), stores...)
	}
	online := r.online(l.nodes)
	for _, s := range stores {
		own := infra.StorageID(r.target.ID, s.node, s.name) == id
		shared := infra.StorageID(r.target.ID, "", s.name) == id
		if (own || shared) && s.usable && online[s.node] {
			return records{s.node, "/nodes/" + url.PathEscape(s.node) + "/storage/" + url.PathEscape(s.name), storagePast}, true
		}
	}
	return records{}, false
}

// stepOf is the distance of the records, which differs between versions.
func stepOf(points []rrdPoint) time.Duration {
	if len(points) < 2 {
		return 0
	}
	return time.Duration(points[1].Time.Int()-points[0].Time.Int()) * time.Second
}

// nodePast converts records of a node; what a record leaves out is unknown.
func nodePast(id infra.ID, points []rrdPoint) []infra.Reading {
	var report infra.Report
	for _, p := range points {
		n := infra.Node{
			Resource: infra.Resource{ID: id, SeenAt: timeOf(p.Time)}, CPU: p.CPU.Opt(),
			Memory: usedOf(p.MemTotal, p.MemUsed), Swap: usedOf(p.SwapTotal, p.SwapUsed), RootFS: usedOf(p.RootTotal, p.RootUsed),
		}
		if p.MemAvailable.Positive() {
			n.Memory = used(p.MemTotal.Whole(), p.MemTotal.Whole()-p.MemAvailable.Whole())
		}
		if p.LoadAvg.Known {
			n.Load = []float64{p.LoadAvg.Value}
		}
		report.Nodes = append(report.Nodes, n)
	}
	return slices.Collect(report.Readings())
}

// guestPast converts records of a guest. A disk of 0 bytes in use is one of
// which nothing is known, as in all lists.
func guestPast(id infra.ID, points []rrdPoint) []infra.Reading {
	var report infra.Report
	for _, p := range points {
		g := infra.Guest{
			Resource: infra.Resource{ID: id, SeenAt: timeOf(p.Time)}, CPU: p.CPU.Opt(), Memory: usedOf(p.MaxMem, p.Mem),
			DiskRead: p.DiskRead.Opt(), DiskWrite: p.DiskWrite.Opt(), NetworkIn: p.NetIn.Opt(), NetworkOut: p.NetOut.Opt(),
		}
		if p.Disk.Positive() {
			g.Disk = usedOf(p.MaxDisk, p.Disk)
		}
		report.Guests = append(report.Guests, g)
	}
	return slices.Collect(report.Readings())
}

// storagePast converts records of a storage: there are some only while its
// node can use it.
func storagePast(id infra.ID, points []rrdPoint) []infra.Reading {
	var report infra.Report
	for _, p := range points {
		if space := usedOf(p.Total, p.Used); space.Known {
			report.Storages = append(report.Storages, infra.Storage{
				Resource: infra.Resource{ID: id, SeenAt: timeOf(p.Time)}, Status: infra.StorageAvailable, Space: space,
			})
		}
	}
	return slices.Collect(report.Readings())
}

func usedOf(total, amount number) infra.Opt[infra.Usage] {
	if !amount.Known {
		return infra.None[infra.Usage]()
	}
	return used(total.Whole(), amount.Int())
}

var _ source.Backfiller = (*reader)(nil)
