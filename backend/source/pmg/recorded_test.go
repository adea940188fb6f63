package pmg

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-resty/resty/v2"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
	"pulse/backend/source/sourcetest"
)

// readAt is when recorded answers are taken to have been read.
var readAt = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// summaries tells, per endpoint that is called, the values of an answer that
// are compared.
var summaries = map[string]func(t *testing.T, body []byte) string{
	"version": func(t *testing.T, body []byte) string { return mustDecode[version](t, body).String() },
	"config_cluster_status": func(t *testing.T, body []byte) string {
		out := "members:"
		for _, row := range mustDecode[[]memberRow](t, body) {
			out += fmt.Sprint(" ", row.Name, " ", roleOf(row.Type), " ", row.CID.Count(), " ", row.Uptime.Known)
		}
		return out
	},
	"statistics_mail": func(t *testing.T, body []byte) string {
		m := mailOf(mustDecode[mailFigures](t, body), readAt)
		return fmt.Sprint(m.Total, m.In, m.Out, m.SpamIn, m.SpamOut, m.VirusIn, m.VirusOut, m.BouncesIn, m.BouncesOut,
			m.BytesIn, m.BytesOut, m.Greylisted, m.JunkIn, m.RBLRejects, m.Pregreeted, " ", m.ProcessingTime)
	},
	"statistics_mailcount": func(t *testing.T, body []byte) string {
		out := "hours:"
		for _, h := range hoursOf(mustDecode[[]hourRow](t, body)) {
			out += fmt.Sprint(" ", h.Start.UTC().Format(time.RFC3339), " ", h.End.Sub(h.Start), " ", h.Index, h.Total, h.In, h.Out,
				h.SpamIn, h.SpamOut, h.VirusIn, h.BouncesIn, h.RBLRejects, h.Pregreeted, h.Greylisted)
		}
		return out
	},
	"statistics_spamscores": func(t *testing.T, body []byte) string {
		return fmt.Sprint(scoresOf(mustDecode[[]scoreRow](t, body)))
	},
	"quarantine_spamstatus": func(t *testing.T, body []byte) string {
		return fmt.Sprint(mustDecode[heldFigures](t, body).Count.Count())
	},
	"quarantine_virusstatus": func(t *testing.T, body []byte) string {
		return fmt.Sprint(mustDecode[heldFigures](t, body).Count.Count())
	},
	"access_ticket.post": func(t *testing.T, body []byte) string {
		got, err := newSession(source.Target{User: "pulse@pmg"}).ticketIn(recordedResponse(http.StatusOK, body))
		if err != nil {
			t.Fatal(err)
		}
		return "ticket " + string(got.Ticket)
	},
}

// recordedAnswers holds, for each recorded answer of an endpoint that is
// called, the summary of what is read from it.
var recordedAnswers = map[string]string{
	"8/version--pulse.json":                  "8.3.1",
	"8/version--pulse-2.json":                "8.0.0",
	"8/version--pulse-3.json":                "9.0.0",
	"8/version--pulse-4.json":                "8.1.0",
	"8/version--pulse-5.json":                "9.0",
	"8/config_cluster_status--pulse.json":    "members: mail-gateway master 1 false",
	"8/config_cluster_status--pulse-2.json":  "members:",
	"8/statistics_mail--pulse.json":          "100 60 40 5 2 1 0 3 1 12345 54321 7 4 2 1 500ms",
	"8/statistics_mail--pulse-2.json":        "42 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0s",
	"8/statistics_mail--pulse-3.json":        "30 25 5 7 0 0 0 0 0 1024 2048 2 0 1 0 750ms",
	"8/statistics_mail--pulse-4.json":        "1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0s",
	"8/statistics_mailcount--pulse.json":     "hours: 2026-02-13T16:26:40Z 1h0m0s 0 100 60 40 5 2 1 3 2 1 7",
	"8/statistics_mailcount--pulse-2.json":   "hours: 2024-04-21T18:40:00Z 1h0m0s 0 12 8 4 0 1 0 1 2 0 3",
	"8/statistics_mailcount--pulse-3.json":   "hours:",
	"8/statistics_spamscores--pulse.json":    "[{low 10}]",
	"8/statistics_spamscores--pulse-2.json":  "[{high 2}]",
	"8/quarantine_spamstatus--pulse.json":    "5",
	"8/quarantine_spamstatus--pulse-2.json":  "0",
	"8/quarantine_virusstatus--pulse.json":   "2",
	"8/quarantine_virusstatus--pulse-2.json": "4",
	"8/access_ticket.post--pulse.json":       "ticket REDACTED",
}

// notCalled names the other endpoints, with the reason.
var notCalled = map[string]string{
	"config_domains":             "what is relayed for whom is configuration",
	"nodes_{node}_backup":        "backups of the gateway's own configuration",
	"nodes_{node}_postfix_queue": "lists the names of queues only, without counts",
	"statistics_domains":         "not part of what is shown",
}

func TestRecorded_AnswersOfOurEndpointsAreUnderstood(t *testing.T) {
	recorded := sourcetest.Recordings(t, "PMG")
	for file, want := range recordedAnswers {
		t.Run(file, func(t *testing.T) {
			body := recorded.Read(t, file)
			if got := summaries[sourcetest.Endpoint(file)](t, body); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestRecorded_EveryFileIsCheckedOrNamed(t *testing.T) {
	checked := func(file string) bool { return recordedAnswers[file] != "" }
	called := func(endpoint string) bool { return summaries[endpoint] != nil }
	sourcetest.Recordings(t, "PMG").Check(t, checked, called, notCalled)
}

func mustDecode[T any](t *testing.T, body []byte) T {
	t.Helper()
	v, err := proxmox.Decode[T](body)
	must(t, err)
	return v
}

func recordedResponse(status int, body []byte) *resty.Response {
	recorder := httptest.NewRecorder()
	recorder.WriteHeader(status)
	r := &resty.Response{RawResponse: recorder.Result()}
	r.SetBody(body)
	return r
}

// The quirks that the recorded answers show, by hand.

func TestShapeOf(t *testing.T) {
	tests := map[string]struct {
		body   string
		count  int
		oldest time.Duration
	}{
		"the row of all domains": {`[{"domain":"TOTAL","total":"12","5m":"2","20m":"9","1280m":"0","1280m+":"0"},{"domain":"a","total":"99","640m":"99"}]`, 12, 20 * time.Minute},
		"numbers":                {`[{"domain":"TOTAL","total":3,"5m":3,"10m":null,"20m":""}]`, 3, 5 * time.Minute},
		"the oldest column":      {`[{"domain":"TOTAL","total":"1","1280m":"0","1280m+":"1"}]`, 1, 1280 * time.Minute},
		"no row of all domains":  {`[{"domain":"a","total":"2","40m":"2"},{"domain":"b","total":"1","80m":"1"}]`, 3, 80 * time.Minute},
		"nothing waits":          {`[{"domain":"TOTAL","total":"0","5m":"0"}]`, 0, 0},
		"nothing at all":         {`[]`, 0, 0},
		"negative":               {`[{"domain":"TOTAL","total":"-3","5m":"-1"}]`, 0, 0},
		"columns of tomorrow":    {`[{"domain":"TOTAL","total":"1","2560m":"1","m":"1","x":"1","-5m":"1"}]`, 1, 2560 * time.Minute},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			count, oldest := shapeOf(mustDecode[[]shapeRow](t, []byte(`{"data":`+test.body+`}`)))
			if count != test.count || oldest != test.oldest {
				t.Errorf("%d mails, the oldest %v; want %d and %v", count, oldest, test.count, test.oldest)
			}
		})
	}
}

func TestMailOf_NumbersInEveryForm(t *testing.T) {
	body := `{"data":{"count":null,"count_in":"25","count_out":5,"spamcount_in":-3,"bytes_in":"1e3","glcount":"","avptime":"0.25","rbl_rejects":true}}`
	want := &infra.MailStatistics{Total: 30, In: 25, Out: 5, BytesIn: 1000, RBLRejects: 1, ProcessingTime: 250 * time.Millisecond, At: readAt}
	if got := mailOf(mustDecode[mailFigures](t, []byte(body)), readAt); *got != *want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestHoursOf_RowsWithoutAnHourAreLeftOut(t *testing.T) {
	rows := mustDecode[[]hourRow](t, []byte(`{"data":[{"time":null,"count":1},{"time":"1700000000","count":"2"},{"count":3},{"time":-1}]}`))
	if got := hoursOf(rows); len(got) != 1 || got[0].Total != 2 || got[0].Start.Unix() != 1700000000 {
		t.Errorf("got %+v", got)
	}
}

func TestMemberRow_LoadsAsListAndAsText(t *testing.T) {
	for body, want := range map[string]loads{`["0.10","0.20",0.3]`: "0.10 0.20 0.3", `"0.1 0.2 0.3"`: "0.1 0.2 0.3", `null`: "", `{}`: ""} {
		if got := mustDecode[nodeFigures](t, []byte(`{"data":{"loadavg":`+body+`}}`)).LoadAvg; got != want {
			t.Errorf("%s became %q, want %q", body, got, want)
		}
	}
}

func FuzzShapeOf(f *testing.F) {
	f.Add(`[{"domain":"TOTAL","total":"12","5m":"2","1280m+":"0"}]`)
	f.Add(`[{"domain":1,"total":{}},{"99999999999m":1}]`)
	f.Fuzz(func(t *testing.T, body string) {
		rows, err := proxmox.Decode[[]shapeRow]([]byte(`{"data":` + body + `}`))
		if err != nil {
			return
		}
		if count, oldest := shapeOf(rows); count < 0 || oldest < 0 {
			t.Errorf("%s: %d mails, the oldest %v", body, count, oldest)
		}
	})
}
