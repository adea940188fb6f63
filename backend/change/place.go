package change

import (
	"fmt"

	"pulse/backend/infra"
)

func (f *finder) nodes() {
	both, _, _ := pair(f.last.Nodes, f.next.Nodes, func(n *infra.Node) infra.ID { return n.ID })
	for _, p := range both {
		last, next := p[0], p[1]
		switch {
		case last.Status == infra.NodeOffline && next.Status == infra.NodeOnline:
			f.add(next.Resource, infra.EventStarted, next.Name+" is online again", nil)
		case last.Status == infra.NodeOnline && next.Status == infra.NodeOffline:
			f.add(next.Resource, infra.EventStopped, next.Name+" went offline", nil)
		}
		f.version(next.Resource, "Proxmox VE", last.Version, next.Version)
		f.version(next.Resource, "kernel", last.Kernel, next.Kernel)
	}
}

func (f *finder) version(r infra.Resource, what, last, next string) {
	if last == "" || next == "" || last == next {
		return
	}
	f.add(r, infra.EventVersion, fmt.Sprintf("%s: %s %s → %s", r.Name, what, last, next),
		map[string]string{"what": what, "from": last, "to": next})
}

func (f *finder) storages() {
	if !f.listed(infra.KindStorage) {
		return
	}
	both, came, went := pair(f.last.Storages, f.next.Storages, func(s *infra.Storage) infra.ID { return s.ID })
	for _, p := range both {
		last, next := p[0], p[1]
		if last.Status != next.Status && last.Status != "" && next.Status != "" {
			f.storage(next, fmt.Sprintf("is %s, was %s", next.Status, last.Status), string(next.Status))
		}
	}
	for _, s := range came {
		f.storage(s, "appeared", "appeared")
	}
	for _, s := range went {
		f.storage(s, "is gone", "gone")
	}
}

func (f *finder) storage(s *infra.Storage, words, what string) {
	where := " on " + s.Node
	if s.Shared || s.Node == "" {
		where = " of " + s.Instance
	}
	f.add(s.Resource, infra.EventStorage, "storage "+s.Name+where+" "+words, map[string]string{"change": what})
}
