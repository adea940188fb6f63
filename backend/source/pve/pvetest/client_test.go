package pvetest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"pulse/backend/source/pve/pvetest"
)

// reply is an answer as a client sees it.
type reply struct {
	status int
	reason string
	kind   string
	text   string
	data   any
	body   map[string]any
}

// rows returns the data as a list of objects.
func (r reply) rows(t *testing.T) []map[string]any {
	t.Helper()
	list, ok := r.data.([]any)
	if !ok {
		t.Fatalf("data is %T, want a list (%d %s)", r.data, r.status, r.reason)
	}
	rows := make([]map[string]any, len(list))
	for i, v := range list {
		rows[i] = v.(map[string]any)
	}
	return rows
}

// row returns the one row of which the field has the value.
func (r reply) row(t *testing.T, field string, value any) map[string]any {
	t.Helper()
	for _, row := range r.rows(t) {
		if row[field] == value {
			return row
		}
	}
	t.Fatalf("no row with %s %v in %s", field, value, r.text)
	return nil
}

func (r reply) object(t *testing.T) map[string]any {
	t.Helper()
	o, ok := r.data.(map[string]any)
	if !ok {
		t.Fatalf("data is %T, want an object (%d %s)", r.data, r.status, r.reason)
	}
	return o
}

// client asks one member.
type client struct {
	t      *testing.T
	http   http.Client
	base   string
	header http.Header
}

// ask returns a client of a member over the in-memory network, with the
// monitor's token.
func ask(t *testing.T, c *pvetest.Cluster, member string) *client {
	t.Helper()
	return &client{
		t: t, base: "https://" + member + ":8006", header: token(pvetest.Token, pvetest.Secret),
		http: http.Client{Transport: pvetest.NewNetwork(c)},
	}
}

func token(id, secret string) http.Header {
	return http.Header{"Authorization": {"PVEAPIToken=" + id + "=" + secret}}
}

func (c *client) with(h http.Header) *client {
	other := *c
	other.header = h
	return &other
}

func (c *client) try(method, path, body string) (reply, error) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+"/api2/json"+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header = c.header.Clone()
	if req.Header == nil {
		req.Header = http.Header{}
	}
	if strings.HasPrefix(body, "{") {
		req.Header.Set("Content-Type", "application/json")
	} else if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	r := reply{status: resp.StatusCode, reason: resp.Status[min(4, len(resp.Status)):], kind: resp.Header.Get("Content-Type"), text: string(raw)}
	if err == nil && json.Unmarshal(raw, &r.body) == nil {
		r.data = r.body["data"]
	}
	return r, err
}

func (c *client) get(path string) reply {
	c.t.Helper()
	r, err := c.try(http.MethodGet, path, "")
	if err != nil {
		c.t.Fatalf("GET %s: %v", path, err)
	}
	return r
}

func (c *client) post(path, body string) reply {
	c.t.Helper()
	r, err := c.try(http.MethodPost, path, body)
	if err != nil {
		c.t.Fatalf("POST %s: %v", path, err)
	}
	return r
}

// clock is a time that a test moves.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{now: time.Date(2025, 3, 14, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time { return c.now }

func (c *clock) pass(d time.Duration) { c.now = c.now.Add(d) }

// small is the small cluster on a clock, of a version.
func small(version string) (*pvetest.Cluster, *clock) {
	time := newClock()
	o := pvetest.Small()
	o.Version, o.Now = version, time.Now
	return pvetest.New(o), time
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
