package api

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"pulse/backend/infra"
	"pulse/backend/wire"
)

// state answers with bytes that every reader of a revision shares.
func (s *server) state(w http.ResponseWriter, r *http.Request) error {
	encoded := s.Encoder.Encoded(s.Watch.View())
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	h.Set("ETag", encoded.ETag())
	h.Set("Cache-Control", "private, no-cache")
	if matches(r.Header.Get("If-None-Match"), encoded.ETag()) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", "application/json")
	body := encoded.JSON
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		h.Set("ETag", "W/"+encoded.ETag()) // the same state in other bytes
		body = encoded.Gzip
	}
	b := body()
	h.Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b) // a caller who is gone is no failure
	return nil
}

// matches compares entity tags weakly, as If-None-Match asks for.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
		if one == "*" || one == tag {
			return true
		}
	}
	return false
}

func acceptsGzip(r *http.Request) bool {
	for one := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(one), ";")
		if strings.TrimSpace(coding) == "gzip" {
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.ReplaceAll(weight, " ", ""), "q="), 64)
			return err != nil || q > 0
		}
	}
	return false
}

func (s *server) storages(w http.ResponseWriter, _ *http.Request) error {
	snapshot := s.Watch.View().Snapshot
	list := wire.StorageList{Data: make([]wire.StorageRaw, 0, len(snapshot.Storages)), Timestamp: s.Now().Unix()}
	for i := range snapshot.Storages {
		list.Data = append(list.Data, wire.StorageRawOf(&snapshot.Storages[i]))
	}
	return reply(w, http.StatusOK, list)
}

func (s *server) storage(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	snapshot := s.Watch.View().Snapshot
	for i := range snapshot.Storages {
		if snapshot.Storages[i].PublicID == id {
			return reply(w, http.StatusOK, wire.StorageDetail{Data: wire.StorageRawOf(&snapshot.Storages[i]), Timestamp: s.Now().Unix()})
		}
	}
	return &failure{status: http.StatusNotFound, code: "storage_not_found", text: "Storage '" + id + "' not found"}
}

func (s *server) schedulerHealth(w http.ResponseWriter, _ *http.Request) error {
	runs := s.partRuns()
	list := []wire.TargetHealth{}
	for _, e := range s.Watch.View().Snapshot.Targets {
		health := wire.TargetHealthOf(e)
		health.Parts, _ = partsOf(e, runs)
		list = append(list, health)
	}
	return reply(w, http.StatusOK, list)
}

// job names one job of the scheduler.
type job struct {
	target infra.TargetID
	part   infra.Part
}

// partRuns is what the scheduler plans, by job.
func (s *server) partRuns() map[job]wire.PartRun {
	runs := map[job]wire.PartRun{}
	if s.Schedule != nil {
		for _, run := range s.Schedule() {
			runs[job{run.Target, run.Part}] = run
		}
	}
	return runs
}

func sortedParts(e *infra.Estate) []infra.Part { return slices.Sorted(maps.Keys(e.Parts)) }
