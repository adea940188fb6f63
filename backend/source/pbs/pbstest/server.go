package pbstest

import (
	"fmt"
	"sync"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
)

const day = 24 * time.Hour

// Server is a simulated backup server. Its methods may be called concurrently.
type Server struct {
	*proxmoxtest.Front

	opts  Options
	major int
	born  time.Time

	mu       sync.RWMutex
	accounts []Account
	stores   []*store
	jobs     []*job
	cert     *proxmoxtest.Certificate // nil before Listen
}

type store struct {
	Datastore
	err       string // why it cannot be used; empty while it can
	unmounted bool
	spaces    []*space
	cleaned   time.Time
	indexed   int64 // bytes that its backups would take without deduplication
}

// space is a namespace; the root has an empty path.
type space struct {
	path   string
	groups []*group
}

type group struct {
	kind, id, owner string
	backups         []*backup // oldest first
}

type backup struct {
	at        time.Time
	size      int64
	verified  string
	comment   string
	protected bool
}

type job struct {
	kind, id, store, remote string
	state                   string
	last, next              time.Time
	begun                   time.Time // of the run that goes on
	disabled                bool
}

// New makes a server that has been running for a while.
func New(opts Options) *Server {
	s := &Server{opts: opts.filled()}
	s.Front = proxmoxtest.NewFront(proxmoxtest.Manner{Refuse: refuse, CloseEvery: s.opts.CloseEvery})
	s.major, s.born, s.accounts = proxmoxtest.Major(s.opts.Version), s.opts.Now(), s.opts.Accounts
	for i, d := range s.opts.Datastores {
		st := &store{Datastore: d, indexed: d.Used * 12, cleaned: s.born.Add(-10 * time.Hour)}
		for _, path := range append([]string{""}, d.Spaces...) {
			st.spaces = append(st.spaces, s.newSpace(path, d))
		}
		s.stores = append(s.stores, st)
		s.addJobs(i, d.Name)
	}
	return s
}

func (s *Server) newSpace(path string, d Datastore) *space {
	sp := &space{path: path}
	newest := s.born.UTC().Truncate(day).Add(-22 * time.Hour)
	for i := range d.Groups {
		g := &group{kind: []string{"vm", "ct", "host"}[i%3], id: fmt.Sprint(100 + i), owner: "backup@pbs!nodes"}
		if g.kind == "host" {
			g.id = fmt.Sprintf("host%d", i)
		}
		for n := d.PerGroup - 1; n >= 0; n-- {
			at := newest.Add(-time.Duration(n)*day + time.Duration(i)*time.Second)
			g.backups = append(g.backups, &backup{
				at: at, size: int64(1+i) << 30, verified: []string{"ok", "", "ok", "failed"}[n%4],
				comment: g.kind + " " + g.id, protected: n == 1,
			})
		}
		sp.groups = append(sp.groups, g)
	}
	return sp
}

func (s *Server) addJobs(i int, store string) {
	base := s.born.UTC().Truncate(day)
	s.jobs = append(s.jobs,
		&job{kind: "sync", id: fmt.Sprintf("s-%04d", i), store: store, remote: "elsewhere", state: "OK", last: base.Add(-3 * time.Hour), next: base.Add(45 * time.Hour)},
		&job{kind: "verify", id: fmt.Sprintf("v-%04d", i), store: store, state: "WARNINGS: 2", last: base.Add(-5 * time.Hour), next: base.Add(43 * time.Hour)},
		&job{kind: "prune", id: fmt.Sprintf("p-%04d", i), store: store, state: "OK", last: base.Add(-6 * time.Hour), next: base.Add(42 * time.Hour), disabled: i > 0},
	)
}

func (s *Server) now() time.Time { return s.opts.Now() }

func (s *Server) store(name string) *store {
	for _, st := range s.stores {
		if st.Name == name {
			return st
		}
	}
	return nil
}

func (st *store) space(path string) *space {
	for _, sp := range st.spaces {
		if sp.path == path {
			return sp
		}
	}
	return nil
}

func (sp *space) group(kind, id string) *group {
	for _, g := range sp.groups {
		if g.kind == kind && g.id == id {
			return g
		}
	}
	return nil
}
