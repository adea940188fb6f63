package api

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/wire"
)

func TestState_IsTheSameInEveryEncoding(t *testing.T) {
	f := newFixture(t, withAccount(t))
	plain := f.admin(http.StatusOK, "GET", "/api/state", "")
	if body := plain.Body.String(); strings.HasSuffix(body, "\n") || plain.Header().Get("Content-Type") != "application/json" {
		t.Errorf("headers %v, ends with %q", plain.Header(), body[len(body)-1:])
	}
	packed := f.admin(http.StatusOK, "GET", "/api/state", "", header("Accept-Encoding", "br, gzip"))
	reader, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(reader)
	if err != nil || string(unpacked) != plain.Body.String() {
		t.Errorf("compressed state differs: %v", err)
	}
	for _, tag := range []string{plain.Header().Get("ETag"), packed.Header().Get("ETag"), `"x", ` + plain.Header().Get("ETag"), "*"} {
		if w := f.admin(http.StatusNotModified, "GET", "/api/state", "", header("If-None-Match", tag)); w.Body.Len() > 0 {
			t.Errorf("304 with a body for %s", tag)
		}
	}
	f.admin(http.StatusOK, "GET", "/api/state", "", header("If-None-Match", `"other"`))
}

func TestAcceptsGzip(t *testing.T) {
	cases := map[string]bool{"": false, "gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0": false, "x-gzip": false}
	for value, want := range cases {
		r := request("GET", "/", "", header("Accept-Encoding", value))
		if got := acceptsGzip(r); got != want {
			t.Errorf("%q: got %v", value, got)
		}
	}
}

func TestStorage(t *testing.T) {
	f := newFixture(t, withAccount(t))
	one := decoded[wire.StorageDetail](t, f.admin(http.StatusOK, "GET", "/api/storage/lab-pve1-local", ""))
	if one.Data.Name != "local" || one.Timestamp != noon.Unix() {
		t.Errorf("storage %+v", one)
	}
	for _, path := range []string{"/api/storage", "/api/storage/"} {
		if all := decoded[wire.StorageList](t, f.admin(http.StatusOK, "GET", path, "")); len(all.Data) != 1 {
			t.Errorf("%s: %+v", path, all)
		}
	}
	missing := f.object(f.admin(http.StatusNotFound, "GET", "/api/storage/nope", ""))
	if missing["code"] != "storage_not_found" || !strings.Contains(missing["error"].(string), "nope") {
		t.Errorf("missing: %v", missing)
	}
}

func TestCharts_ShowOnePointNowWhereNothingIsRecorded(t *testing.T) {
	f := newFixture(t, withAccount(t))
	charts := decoded[wire.Charts](t, f.admin(http.StatusOK, "GET", "/api/charts?range=nonsense", ""))
	web, db := charts.Data["lab-pve1-101"], charts.Data["lab-pve1-102"]
	now := noon.UnixMilli()
	for name, want := range map[string]float64{"cpu": 8.3, "memory": 50, "disk": -1, "netin": 12288} {
		if points := web[name]; len(points) != 1 || points[0] != (wire.ChartPoint{Timestamp: now, Value: want}) {
			t.Errorf("%s: got %v, want one point of %v", name, points, want)
		}
	}
	if points, present := db["cpu"]; !present || len(points) != 0 {
		t.Errorf("unknown cpu: %v, want an empty series", points)
	}
	if charts.NodeData["lab-pve1"]["cpu"][0].Value != 12.5 || charts.StorageData["lab-pve1-local"]["disk"][0].Value != 50 || charts.Stats.OldestDataTimestamp != now {
		t.Errorf("charts %+v", charts)
	}
}

func TestCharts_ShowWhatIsRecorded(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.record(30)
	charts := decoded[wire.Charts](t, f.admin(http.StatusOK, "GET", "/api/charts?range=5m", ""))
	points := charts.NodeData["lab-pve1"]["cpu"]
	if len(points) != 30 || points[0].Value != 12.5 || charts.Stats.OldestDataTimestamp != points[0].Timestamp {
		t.Errorf("%d points, %+v", len(points), charts.Stats)
	}
	storages := decoded[map[string]wire.StorageChart](t, f.admin(http.StatusOK, "GET", "/api/storage-charts?range=5m", ""))
	local := storages["lab-pve1-local"]
	if len(local.Usage) != 30 || local.Usage[0].Value != 50 || local.Used[0].Value != 100 || local.Total[0].Value != 200 || local.Avail[0].Value != 100 {
		t.Errorf("storage chart %+v", local)
	}
	if _, err := time.Parse(time.RFC3339, local.Usage[0].Timestamp); err != nil {
		t.Error(err)
	}
}

func TestCharts_TellTimesInWholeSeconds(t *testing.T) {
	f := newFixture(t, withAccount(t))
	s := f.estate.view.Snapshot
	at := noon.Add(-3456 * time.Millisecond)
	r := infra.Report{Target: "pve-0", Part: infra.PartPulse, At: at, Nodes: append([]infra.Node(nil), s.Nodes...)}
	r.Nodes[0].SeenAt = at
	f.history.Record(&r)
	charts := decoded[wire.Charts](t, f.admin(http.StatusOK, "GET", "/api/charts", ""))
	want := at.Truncate(time.Second).UnixMilli()
	if got := charts.NodeData["lab-pve1"]["cpu"]; len(got) != 1 || got[0].Timestamp != want || charts.Stats.OldestDataTimestamp != want {
		t.Errorf("points %v, oldest %d, want %d", got, charts.Stats.OldestDataTimestamp, want)
	}
}

func TestCharts_AreCompressedWhereThatIsAccepted(t *testing.T) {
	f := newFixture(t, withAccount(t))
	plain := f.admin(http.StatusOK, "GET", "/api/charts", "")
	packed := f.admin(http.StatusOK, "GET", "/api/charts", "", header("Accept-Encoding", "gzip"))
	reader, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	var unpacked wire.Charts
	if err := json.NewDecoder(reader).Decode(&unpacked); err != nil {
		t.Fatal(err)
	}
	if got, want := unpacked.Data["lab-pve1-101"], decoded[wire.Charts](t, plain).Data["lab-pve1-101"]; len(want) == 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// record puts a sample every ten seconds before noon into the history.
func (f *fixture) record(samples int) {
	f.t.Helper()
	s := f.estate.view.Snapshot
	for i := range samples {
		at := noon.Add(time.Duration(i-samples+1) * 10 * time.Second)
		r := infra.Report{Target: "pve-0", Part: infra.PartPulse, At: at, Nodes: append([]infra.Node(nil), s.Nodes...), Storages: append([]infra.Storage(nil), s.Storages...)}
		r.Nodes[0].SeenAt, r.Storages[0].SeenAt = at, at
		f.history.Record(&r)
	}
}

func TestStorageCharts_AreEmptyWhereNothingIsRecorded(t *testing.T) {
	f := newFixture(t, withAccount(t))
	w := f.admin(http.StatusOK, "GET", "/api/storage-charts", "")
	if got, want := w.Body.String(), `{"lab-pve1-local":{"usage":[],"used":[],"total":[],"avail":[]}}`+"\n"; got != want {
		t.Errorf("got %s", got)
	}
	f.estate.view.Snapshot = &infra.Snapshot{}
	if got := f.admin(http.StatusOK, "GET", "/api/storage-charts", "").Body.String(); got != "{}\n" {
		t.Errorf("without storages: %s", got)
	}
	if got := f.admin(http.StatusOK, "GET", "/api/charts", "").Body.String(); !json.Valid([]byte(got)) || !strings.Contains(got, `"data":{}`) {
		t.Errorf("charts of nothing: %s", got)
	}
}

func TestStorageCharts_HaveNoMorePointsThanAsked(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.record(60)
	all := decoded[map[string]wire.StorageChart](t, f.admin(http.StatusOK, "GET", "/api/storage-charts", ""))
	few := decoded[map[string]wire.StorageChart](t, f.admin(http.StatusOK, "GET", "/api/storage-charts?points=10", ""))
	if n, m := len(all["lab-pve1-local"].Usage), len(few["lab-pve1-local"].Usage); m == 0 || m > 10 || n <= m {
		t.Errorf("got %d points, and %d when 10 were asked for", n, m)
	}
}

func TestMinutesOf(t *testing.T) {
	cases := map[string]time.Duration{
		"": time.Hour, "15": 15 * time.Minute, "24h": 24 * time.Hour, "90x": 90 * time.Minute, "-5": time.Hour,
		"x": time.Hour, "99999999999999999999": time.Hour, "9999999": longestRange,
	}
	for text, want := range cases {
		if got := minutesOf(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestSchedulerHealth(t *testing.T) {
	f := newFixture(t, withAccount(t))
	list := decoded[[]wire.TargetHealth](t, f.admin(http.StatusOK, "GET", "/api/monitoring/scheduler/health", ""))
	if len(list) != 1 || list[0].Health != "healthy" || len(list[0].Parts) != 1 || list[0].Parts[0].LastSuccess != noon.UnixMilli() {
		t.Errorf("health %+v", list)
	}
}

func TestProgram(t *testing.T) {
	f := newFixture(t, withAccount(t))
	health := f.call("GET", "/api/health", "")
	if got, want := health.Body.String(), `{"status":"healthy","timestamp":1772366400,"uptime":60}`; got != want {
		t.Errorf("health %s", got)
	}
	version := decoded[wire.Program](t, f.call("GET", "/api/version", ""))
	if version.Version != wire.Version || version.ProductVersion != "1.0.0" || version.IsDevelopment {
		t.Errorf("version %+v", version)
	}
	for _, path := range []string{"/livez", "/readyz", "/api/server/info", "/api/openapi.json"} {
		if got := f.call("GET", path, "").Code; got != http.StatusOK {
			t.Errorf("%s: got %d", path, got)
		}
	}
}

func TestPage(t *testing.T) {
	f := newFixture(t, withAccount(t))
	cases := []struct {
		path   string
		status int
		body   string
		cache  string
	}{
		{"/", 200, "<title>Pulse</title>", "no-cache"},
		{"/index.html", 200, "<title>Pulse</title>", "no-cache"},
		{"/guests/lab-pve1-101", 200, "<title>Pulse</title>", "no-cache"},
		{"/assets/app-1a2b.js", 200, "go()", "public, max-age=31536000, immutable"},
		{"/logo.svg", 200, "<svg/>", "no-cache"},
		{"/assets/gone.js", 404, "404 page not found\n", ""},
		{"/missing.css", 404, "404 page not found\n", ""},
		{"/.gitkeep", 404, "404 page not found\n", ""},
	}
	for _, c := range cases {
		w := f.call("GET", c.path, "")
		if w.Code != c.status || w.Body.String() != c.body || w.Header().Get("Cache-Control") != c.cache {
			t.Errorf("%s: got %d %q %q", c.path, w.Code, w.Body, w.Header().Get("Cache-Control"))
		}
	}
}
