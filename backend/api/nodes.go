package api

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/wire"
)

func (s *server) config(w http.ResponseWriter, r *http.Request) error {
	nodes, err := s.configNodes(r)
	if err != nil {
		return err
	}
	system, err := s.systemInForce(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.ConfigSummary{
		AutoUpdateEnabled: system.AutoUpdateEnabled, UpdateChannel: cmp.Or(system.UpdateChannel, "stable"),
		Nodes: nodes, System: system,
	})
}

func (s *server) nodes(w http.ResponseWriter, r *http.Request) error {
	nodes, err := s.configNodes(r)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, nodes)
}

// configNodes lists the targets; in mock mode those of the made-up estate.
func (s *server) configNodes(r *http.Request) ([]wire.ConfigNode, error) {
	if s.Mock.Mode().Enabled {
		return s.mockNodes(s.Watch.View().Snapshot), nil
	}
	targets, err := s.Store.Targets(r.Context())
	if err != nil {
		return nil, err
	}
	snapshot := s.Watch.View().Snapshot
	nodes := make([]wire.ConfigNode, 0, len(targets))
	for _, t := range targets {
		node := wire.ConfigNodeOf(t, snapshot.Estate(t.ID))
		if s.enroll.JustRegistered(t.ID) {
			node.Status = "connected"
		}
		if auth.From(r.Context()).Anonymous() {
			node = node.Masked()
		}
		nodes = append(nodes, node)
	}
	return nodes, nil
}

// mockNodes lists made-up targets. Their ids differ inside from those of the
// stored ones; here they look alike. Hosts that report by themselves are no
// connections.
func (s *server) mockNodes(snapshot *infra.Snapshot) []wire.ConfigNode {
	nodes, counted := []wire.ConfigNode{}, map[string]int{}
	for _, e := range snapshot.Targets {
		if _, connects := s.kind(e.Kind); !connects {
			continue
		}
		id := infra.TargetID(e.Kind + "-" + strconv.Itoa(counted[e.Kind]))
		counted[e.Kind]++
		nodes = append(nodes, wire.ConfigNodeOf(source.Target{ID: id, Kind: e.Kind, Name: e.Name, Host: e.Host, Cluster: e.Cluster, VerifyTLS: true}, e))
	}
	return nodes
}

func (s *server) addNode(w http.ResponseWriter, r *http.Request) error {
	if err := s.refuseInMockMode(); err != nil {
		return err
	}
	in, err := decode[wire.ConfigNodeInput](r)
	if err != nil {
		return err
	}
	target, err := s.checked(in.Target())
	if err != nil {
		return err
	}
	if target.Name == "" {
		if target.Name, err = s.freeName(r.Context(), target); err != nil {
			return err
		}
	}
	if err := checkName(target.Name); err != nil {
		return err
	}
	target.CreatedAt = s.Now()
	added, err := s.Store.AddTarget(r.Context(), target)
	if err != nil {
		return fmt.Errorf("add target: %w", err)
	}
	s.Log.Info("connection added", "id", added.ID, "name", added.Name)
	s.Watch.Reload()
	s.tellDiscovered(r)
	return reply(w, http.StatusCreated, wire.NodeAdded{Status: "success", ID: string(added.ID)})
}

func (s *server) changeNode(w http.ResponseWriter, r *http.Request) error {
	if err := s.refuseInMockMode(); err != nil {
		return err
	}
	in, err := decode[wire.ConfigNodeInput](r)
	if err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	before, err := s.target(r)
	if err != nil {
		return err
	}
	changed := in.Over(before)
	if changed.Host != before.Host {
		changed, err = s.moved(before, changed, in)
		if err != nil {
			return err
		}
	}
	changed, err = s.checked(changed)
	if err != nil {
		return err
	}
	if err := checkName(changed.Name); err != nil {
		return err
	}
	if err := s.Store.UpdateTarget(r.Context(), changed); err != nil {
		return fmt.Errorf("change target: %w", err)
	}
	s.Log.Info("connection changed", "id", changed.ID, "name", changed.Name)
	s.Watch.Reload()
	s.tellDiscovered(r)
	return reply(w, http.StatusOK, wire.Status{Status: "success"})
}

// moved refuses to send stored secrets to another address.
func (s *server) moved(before, changed source.Target, in wire.ConfigNodeInput) (source.Target, error) {
	normal := changed
	if kind, ok := s.kind(changed.Kind); ok && kind.Normalize != nil {
		var err error
		if normal, err = kind.Normalize(changed); err != nil {
			return changed, err
		}
	}
	if normal.Host == before.Host {
		return changed, nil
	}
	if !in.Secrets() {
		return changed, fault.New(fault.Invalid, "The address changed: enter the password or token value again").In("host")
	}
	changed.Cluster = infra.Cluster{}
	return changed, nil
}

func (s *server) deleteNode(w http.ResponseWriter, r *http.Request) error {
	if err := s.refuseInMockMode(); err != nil {
		return err
	}
	id, err := nodeID(r)
	if err != nil {
		return err
	}
	gone, err := s.Store.DeleteTarget(r.Context(), id)
	if err != nil {
		return fmt.Errorf("delete target: %w", err)
	}
	s.Log.Info("connection removed", "id", gone.ID, "name", gone.Name)
	s.Watch.Reload()
	s.broadcast("node_deleted", map[string]string{"nodeType": gone.Kind})
	s.broadcast("discovery_update", wire.FreedServer(gone, s.Now()))
	return reply(w, http.StatusOK, wire.Status{Status: "success"})
}

func (s *server) broadcast(event string, data any) {
	if s.Broadcast != nil {
		s.Broadcast(event, data)
	}
}

func (s *server) refuseInMockMode() error {
	if s.Mock.Mode().Enabled {
		return fault.New(fault.Forbidden, "Connections can neither be changed nor tested in mock mode: switch it off first")
	}
	return nil
}

// target is the stored target that the path names.
func (s *server) target(r *http.Request) (source.Target, error) {
	id, err := nodeID(r)
	if err != nil {
		return source.Target{}, err
	}
	return s.Store.Target(r.Context(), id)
}

func nodeID(r *http.Request) (infra.TargetID, error) {
	id := r.PathValue("id")
	kind, number, ok := strings.Cut(id, "-")
	if !ok || kind == "" || number == "" || strings.Trim(number, "0123456789") != "" {
		return "", fault.New(fault.Invalid, "Invalid node ID: it looks like pve-0").In("id")
	}
	return infra.TargetID(id), nil
}
