package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"pulse/backend/source/pve/pvetest"
)

// command is the body of a request to the control; each verb reads its own fields.
type command struct {
	Name, Node, Tags, Lock, Agent, Type string
	CPU, Memory, Disk, Used             *float64
	NetIn, NetOut, DiskRead, DiskWrite  float64
	On                                  *bool
	Bytes                               int64 // of a datastore that are used
	Count                               int   // of mails in a queue

	Member, Method, Path, Reason      string // of a fault
	Times, Status, DelayMs            int
	ID, Secret                        string // of an account that may read everything
	Hang, Drop, Truncate, Empty, HTML bool
}

// newControl changes the servers over HTTP:
//
//	POST /guest/{vmid}/start|stop|pause|remove|rename|load|traffic|tags|lock|agent|migrate|add
//	POST /node/{name}/down|up|load|stats|daemon|certificate
//	POST /storage/{name}/use|active|enabled
//	POST /account
//	POST /datastore/{name}/use|error
//	POST /queue/{name}
//	POST /fault, DELETE /fault
//	GET /requests, DELETE /requests
//
// The query ?target= (or ?cluster=) names a server; without it the first that
// has such a thing is meant.
func newControl(estate []member) http.Handler {
	mux := http.NewServeMux()
	handle(mux, estate, "POST /guest/{vmid}/{verb}", onGuest)
	handle(mux, estate, "POST /node/{name}/{verb}", onNode)
	handle(mux, estate, "POST /storage/{name}/{verb}", onStorage)
	handle(mux, estate, "POST /datastore/{name}/{verb}", onDatastore)
	handle(mux, estate, "POST /queue/{name}", onQueue)
	handle(mux, estate, "POST /account", func(s server, _ *http.Request, in command) (any, error) {
		s.addReader(in.ID, in.Secret)
		return done, nil
	})
	handle(mux, estate, "POST /fault", func(s server, _ *http.Request, in command) (any, error) {
		fail(s, in)
		return done, nil
	})
	handle(mux, estate, "DELETE /fault", func(s server, _ *http.Request, _ command) (any, error) {
		s.ClearFaults()
		return done, nil
	})
	handle(mux, estate, "GET /requests", func(s server, _ *http.Request, _ command) (any, error) {
		return map[string]any{"total": s.RequestTotal(), "by": s.Requests()}, nil
	})
	handle(mux, estate, "DELETE /requests", func(s server, _ *http.Request, _ command) (any, error) {
		s.ResetRequests()
		return done, nil
	})
	return mux
}

// done is the answer of a verb that has nothing to tell.
var done = map[string]bool{"done": true}

// handle serves a pattern by a function of one sort of server.
func handle[S server](mux *http.ServeMux, estate []member, pattern string, f func(S, *http.Request, command) (any, error)) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		result, err := do(estate, r, f)
		w.Header().Set("Content-Type", "application/json")
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			result = map[string]string{"error": err.Error()}
		}
		_ = json.NewEncoder(w).Encode(result)
	})
}

func do[S server](estate []member, r *http.Request, f func(S, *http.Request, command) (any, error)) (any, error) {
	var in command
	body := json.NewDecoder(io.LimitReader(r.Body, 1<<16))
	body.DisallowUnknownFields()
	if err := body.Decode(&in); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("body: %w", err)
	}
	name := cmp.Or(r.URL.Query().Get("target"), r.URL.Query().Get("cluster"))
	for _, m := range estate {
		if s, fits := m.server.(S); fits && (name == "" || m.Name() == name) {
			return f(s, r, in)
		}
	}
	return nil, fmt.Errorf("there is no server %q that this can be done to", name)
}

func onGuest(c cluster, r *http.Request, in command) (any, error) {
	id, err := strconv.Atoi(r.PathValue("vmid"))
	if err != nil {
		return nil, fmt.Errorf("%q is not the number of a guest", r.PathValue("vmid"))
	}
	switch verb := r.PathValue("verb"); verb {
	case "start":
		err = c.Start(id)
	case "stop":
		err = c.Stop(id)
	case "pause":
		err = c.Pause(id)
	case "remove":
		err = c.Remove(id)
	case "rename":
		err = c.Rename(id, in.Name)
	case "load":
		err = c.SetLoad(id, part(in.CPU), part(in.Memory), part(in.Disk))
	case "traffic":
		err = c.SetTraffic(id, pvetest.Traffic{DiskRead: in.DiskRead, DiskWrite: in.DiskWrite, NetIn: in.NetIn, NetOut: in.NetOut})
	case "tags":
		err = c.SetTags(id, in.Tags)
	case "lock":
		err = c.SetLock(id, in.Lock)
	case "agent":
		err = setAgent(c, id, in.Agent)
	case "migrate":
		err = c.Migrate(id, in.Node)
	case "add":
		err = c.Add(pvetest.Guest{ID: id, Type: pvetest.Type(in.Type), Name: in.Name, Node: in.Node, Tags: in.Tags, Running: on(in.On)})
	default:
		err = unknown(verb)
	}
	return done, err
}

func setAgent(c cluster, id int, state string) error {
	states := map[string]pvetest.Agent{"off": pvetest.AgentOff, "running": pvetest.AgentRunning, "missing": pvetest.AgentMissing, "silent": pvetest.AgentSilent}
	agent, known := states[state]
	if !known {
		return fmt.Errorf("agent is %q, not off, running, missing or silent", state)
	}
	return c.SetAgent(id, agent)
}

func onNode(c cluster, r *http.Request, in command) (any, error) {
	name := r.PathValue("name")
	var err error
	switch verb := r.PathValue("verb"); verb {
	case "down":
		err = c.NodeDown(name)
	case "up":
		err = c.NodeUp(name)
	case "load":
		err = c.SetNodeLoad(name, part(in.CPU), part(in.Memory))
	case "stats":
		err = c.SetSilent(name, !on(in.On))
	case "daemon":
		err = c.SetDaemon(name, on(in.On))
	case "certificate":
		fingerprint, err := c.RenewCertificate(name)
		return map[string]string{"fingerprint": fingerprint}, err
	default:
		err = unknown(verb)
	}
	return done, err
}

func onStorage(c cluster, r *http.Request, in command) (any, error) {
	name := r.PathValue("name")
	var err error
	switch verb := r.PathValue("verb"); verb {
	case "use":
		err = c.SetStorageUse(name, in.Node, part(in.Used))
	case "active":
		err = c.SetStorageActive(name, in.Node, on(in.On))
	case "enabled":
		err = c.SetStorageDisabled(name, !on(in.On))
	default:
		err = unknown(verb)
	}
	return done, err
}

func onDatastore(b backups, r *http.Request, in command) (any, error) {
	name := r.PathValue("name")
	var err error
	switch verb := r.PathValue("verb"); verb {
	case "use":
		err = b.SetUsed(name, in.Bytes)
	case "error":
		err = b.SetError(name, in.Reason)
	default:
		err = unknown(verb)
	}
	return done, err
}

func onQueue(m mail, r *http.Request, in command) (any, error) {
	return done, m.SetQueue(cmp.Or(in.Node, m.Nodes()[0]), r.PathValue("name"), in.Count)
}

// part is a load from 0 to 1; what is not given takes its own course.
func part(x *float64) float64 {
	if x == nil {
		return pvetest.Natural
	}
	return *x
}

// on is true unless the body says false.
func on(x *bool) bool { return x == nil || *x }

func unknown(verb string) error { return fmt.Errorf("there is no verb %q", verb) }
