package pbs

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// archivesIn decodes a list of snapshots.
func archivesIn(body string) ([]infra.Archive, error) {
	w := words{}
	var archives []infra.Archive
	err := eachRow(strings.NewReader(body), func(row *snapshotRow) {
		if a, ok := w.archive(row); ok {
			archives = append(archives, a)
		}
	})
	return archives, err
}

// TestSnapshots_InEveryForm holds what servers of different ages send: files
// as names or as objects, verification as an object or a word, real booleans.
func TestSnapshots_InEveryForm(t *testing.T) {
	at := time.Unix(1700000000, 0).UTC()
	tests := map[string]struct {
		row  string
		want []infra.Archive
	}{
		"new": {
			`{"backup-type":"vm","backup-id":"100","backup-time":1700000000,"size":5,"protected":true,"owner":"a@pbs!b","comment":"web",` +
				`"verification":{"state":"ok","upid":"UPID:x"},"files":[{"filename":"a.fidx","size":3},{"filename":"b.blob"}]}`,
			[]infra.Archive{{Type: "vm", BackupID: "100", Time: at, Size: 5, Protected: true, Owner: "a@pbs!b", Comment: "web", Verified: "ok", Files: []string{"a.fidx", "b.blob"}}},
		},
		"names and words": {
			`{"backup-type":"host","backup-id":"nas","backup-time":"1700000000","protected":0,"verification":"failed","files":["root.pxar.didx",""]}`,
			[]infra.Archive{{Type: "host", BackupID: "nas", Time: at, Verified: "failed", Files: []string{"root.pxar.didx"}}},
		},
		"id as a number": {
			`{"backup-type":"ct","backup-id":101,"backup-time":1700000000,"size":null,"verification":null,"files":null}`,
			[]infra.Archive{{Type: "ct", BackupID: "101", Time: at}},
		},
		"no time": {`{"backup-type":"ct","backup-id":"101"}`, nil},
		"no name": {`{"backup-type":"ct","backup-time":1700000000}`, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := archivesIn(`{"active":true,"data":[` + test.row + `],"total":1}`)
			if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
				t.Errorf("%v: %s", err, diff)
			}
		})
	}
}

func TestSnapshots_WhatIsNoListIsAnError(t *testing.T) {
	for _, body := range []string{``, `null`, `[]`, `{}`, `{"data":null}`, `{"data":{}}`, `{"data":[}`, `{"data":[{"backup-id":`, `{"data":[]`, `{"data":["x"]}`} {
		if got, err := archivesIn(body); err == nil {
			t.Errorf("%q: got %v, want an error", body, got)
		}
	}
	if got, err := archivesIn(`{"data":[]}`); err != nil || len(got) != 0 {
		t.Errorf("an empty list: got %v, %v", got, err)
	}
}

func FuzzSnapshots(f *testing.F) {
	f.Add([]byte(`{"data":[{"backup-type":"vm","backup-id":"100","backup-time":1700000000,"files":[{"filename":"x"},"y"],"verification":{"state":"ok"}}]}`))
	f.Add([]byte(`{"data":[{"backup-time":-1e300,"size":"9e99","files":{}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		w := words{}
		_ = eachRow(bytes.NewReader(body), func(row *snapshotRow) {
			if a, ok := w.archive(row); ok && (a.BackupID == "" || a.Size < 0 || a.Time.IsZero() || a.Time.Year() > 40000) {
				t.Errorf("made %+v of %q", a, body)
			}
		})
	})
}

func TestStartOf(t *testing.T) {
	for upid, want := range map[string]int64{
		"UPID:backup1:00000390:00001267:00000007:685F9A3C:syncjob:main:root@pam:": 0x685F9A3C,
		"UPID:backup1:00000390:00001267:00000007:XYZ:syncjob:main:root@pam:":      0,
		"UPID:sync:1": 0, "": 0,
	} {
		got := startOf(upid)
		if (want == 0) != got.IsZero() || want != 0 && got.Unix() != want {
			t.Errorf("%q began %v, want %d", upid, got, want)
		}
	}
}

func FuzzStartOf(f *testing.F) {
	f.Add("UPID:backup1:00000390:00001267:00000007:685F9A3C:syncjob:main:root@pam:")
	f.Fuzz(func(t *testing.T, upid string) {
		if at := startOf(upid); !at.IsZero() && (at.Unix() <= 0 || at.Year() > 2110) {
			t.Errorf("%q began %v", upid, at)
		}
	})
}

// TestUsageOf_UnknownIsNotZero has what unreachable datastores tell: nothing,
// zeros, or -1.
func TestUsageOf_UnknownIsNotZero(t *testing.T) {
	tests := map[string]struct {
		body string
		want infra.Opt[infra.Usage]
	}{
		"all":          {`{"total":100,"used":60,"avail":30}`, infra.Some(infra.Usage{Total: 100, Used: 60, Free: 30})},
		"floats":       {`{"total":100.0,"used":60.0,"avail":40.0}`, infra.Some(infra.Usage{Total: 100, Used: 60, Free: 40})},
		"text":         {`{"total":"100","used":"60","avail":"40"}`, infra.Some(infra.Usage{Total: 100, Used: 60, Free: 40})},
		"without free": {`{"total":100,"used":60}`, infra.Some(infra.Usage{Total: 100, Used: 60, Free: 40})},
		"without used": {`{"total":100,"avail":30}`, infra.Some(infra.Usage{Total: 100, Used: 70, Free: 30})},
		"really empty": {`{"total":100,"used":0,"avail":100}`, infra.Some(infra.Usage{Total: 100, Free: 100})},
		"total alone":  {`{"total":100}`, infra.None[infra.Usage]()},
		"zeros":        {`{"total":0,"used":0,"avail":0}`, infra.None[infra.Usage]()},
		"errors":       {`{"total":-1,"used":-1,"avail":-1}`, infra.None[infra.Usage]()},
		"nulls":        {`{"total":null,"used":null,"avail":null}`, infra.None[infra.Usage]()},
		"nothing":      {`{}`, infra.None[infra.Usage]()},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var s storeStatus
			must(t, json.Unmarshal([]byte(test.body), &s))
			if got := usageOf(s.Total, s.Used, s.Avail); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestMissing_AcceptsAnEmptyListForNoPrivileges(t *testing.T) {
	for name, test := range map[string]struct {
		body string
		want int
	}{
		"none":                    {`[]`, 2},
		"all":                     {`{"/":{"Datastore.Audit":true,"Sys.Audit":true}}`, 0},
		"not reaching down":       {`{"/datastore/main":{"Datastore.Audit":false},"/system":{"Sys.Audit":1}}`, 0},
		"another path":            {`{"/remote":{"Datastore.Audit":true},"/systems":{"Sys.Audit":true}}`, 2},
		"one of the two is there": {`{"/datastore":{"Datastore.Audit":true}}`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var held permissions
			must(t, json.Unmarshal([]byte(test.body), &held))
			if got := missing(held); len(got) != test.want {
				t.Errorf("%d are missing, want %d: %q", len(got), test.want, got)
			}
		})
	}
}

func TestNewestTasks_TakesTheNewestOfEachDatastore(t *testing.T) {
	r := open(source.Target{ID: testTarget}, source.Env{})
	defer r.Close()
	var rows list[taskRow]
	must(t, json.Unmarshal([]byte(`[
		{"worker_type":"garbage_collection","worker_id":"a","starttime":1700000000,"endtime":1700000100,"status":"OK"},
		{"worker_type":"garbage_collection","worker_id":"b","starttime":1700000500},
		{"worker_type":"garbage_collection","worker_id":"a","starttime":1700086400,"endtime":1700086500,"status":"unable to open chunk store"}]`), &rows))
	want := []infra.Job{
		{ID: "a", Target: testTarget, Kind: "garbage", Datastore: "a", Status: "unable to open chunk store", LastRun: time.Unix(1700086500, 0).UTC()},
		{ID: "b", Target: testTarget, Kind: "garbage", Datastore: "b", Status: "running", LastRun: time.Unix(1700000500, 0).UTC()},
	}
	if diff := cmp.Diff(want, r.newestTasks(rows)); diff != "" {
		t.Errorf("jobs: %s", diff)
	}
}

func TestMarkOf_ChangesWithTheGroupsAndNotWithTheirOrder(t *testing.T) {
	count := func(n float64) groupRow {
		return groupRow{Type: "vm", ID: "100", Count: number{Value: n, Known: true}}
	}
	other := groupRow{Type: "ct", ID: "100"}
	if markOf([]groupRow{count(3), other}) != markOf([]groupRow{other, count(3)}) {
		t.Error("the order changes the mark")
	}
	for name, groups := range map[string][]groupRow{"count": {count(4), other}, "a group less": {count(3)}, "another group": {count(3), {Type: "ct", ID: "101"}}} {
		if markOf([]groupRow{count(3), other}) == markOf(groups) {
			t.Errorf("%s does not change the mark", name)
		}
	}
}
