package pbstest

import (
	"fmt"
	"slices"
	"time"
)

func (s *Server) onStore(name string, change func(*store) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.store(name)
	if st == nil {
		return fmt.Errorf("there is no datastore %q", name)
	}
	return change(st)
}

// SetError makes a datastore refuse every question with these words; none
// makes it work again.
func (s *Server) SetError(datastore, words string) error {
	return s.onStore(datastore, func(st *store) error { st.err = words; return nil })
}

// SetMounted attaches or detaches a removable datastore.
func (s *Server) SetMounted(datastore string, mounted bool) error {
	return s.onStore(datastore, func(st *store) error {
		if !st.Removable {
			return fmt.Errorf("the datastore %q is not removable", datastore)
		}
		st.unmounted = !mounted
		return nil
	})
}

// SetUsed sets how full a datastore is.
func (s *Server) SetUsed(datastore string, used int64) error {
	return s.onStore(datastore, func(st *store) error { st.Used = used; return nil })
}

// RemoveDatastore takes a datastore out of the configuration, with its jobs.
func (s *Server) RemoveDatastore(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stores = slices.DeleteFunc(s.stores, func(st *store) bool { return st.Name == name })
	s.jobs = slices.DeleteFunc(s.jobs, func(j *job) bool { return j.store == name })
}

// AddNamespace makes an empty namespace.
func (s *Server) AddNamespace(datastore, path string) error {
	return s.onStore(datastore, func(st *store) error {
		if st.space(path) != nil {
			return fmt.Errorf("the namespace %q exists", path)
		}
		st.spaces = append(st.spaces, &space{path: path})
		return nil
	})
}

// RemoveNamespace deletes a namespace with its backups.
func (s *Server) RemoveNamespace(datastore, path string) error {
	return s.onStore(datastore, func(st *store) error {
		st.spaces = slices.DeleteFunc(st.spaces, func(sp *space) bool { return sp.path == path })
		return nil
	})
}

// Backup adds a backup of now to a group, which is made when it is missing.
func (s *Server) Backup(datastore, namespace, kind, id string, size int64) error {
	return s.onStore(datastore, func(st *store) error {
		sp := st.space(namespace)
		if sp == nil {
			return fmt.Errorf("there is no namespace %q", namespace)
		}
		g := sp.group(kind, id)
		if g == nil {
			g = &group{kind: kind, id: id, owner: "backup@pbs!nodes"}
			sp.groups = append(sp.groups, g)
		}
		g.backups = append(g.backups, &backup{at: s.now().UTC().Truncate(time.Second), size: size})
		return nil
	})
}

// Prune removes the oldest backup of a group, and the group with its last one.
func (s *Server) Prune(datastore, namespace, kind, id string) error {
	return s.onGroup(datastore, namespace, kind, id, func(sp *space, g *group) {
		g.backups = g.backups[1:]
		if len(g.backups) == 0 {
			sp.groups = slices.DeleteFunc(sp.groups, func(other *group) bool { return other == g })
		}
	})
}

// SetVerified sets the result of the newest backup's verification: "ok",
// "failed", or nothing.
func (s *Server) SetVerified(datastore, namespace, kind, id, state string) error {
	return s.onGroup(datastore, namespace, kind, id, func(_ *space, g *group) { g.backups[len(g.backups)-1].verified = state })
}

func (s *Server) onGroup(datastore, namespace, kind, id string, change func(*space, *group)) error {
	return s.onStore(datastore, func(st *store) error {
		sp := st.space(namespace)
		if sp == nil || sp.group(kind, id) == nil {
			return fmt.Errorf("there is no group %s/%s in the namespace %q", kind, id, namespace)
		}
		change(sp, sp.group(kind, id))
		return nil
	})
}

// SetAccount adds an account or replaces the one with the same ID.
func (s *Server) SetAccount(a Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts = append(slices.DeleteFunc(slices.Clone(s.accounts), func(old Account) bool { return old.ID == a.ID }), a)
}

// BeginJob starts a job ("sync", "verify" or "prune") of a datastore. The
// returned function ends it with a result such as "OK".
func (s *Server) BeginJob(kind, datastore string) (end func(result string), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.jobs {
		if j.kind == kind && j.store == datastore {
			j.begun = s.now()
			return func(result string) {
				s.mu.Lock()
				defer s.mu.Unlock()
				j.state, j.last, j.begun = result, s.now(), time.Time{}
			}, nil
		}
	}
	return nil, fmt.Errorf("there is no %s job of %q", kind, datastore)
}
