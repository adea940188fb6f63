package pmg

import (
	"bytes"
	"encoding/json"
	"strings"

	"pulse/backend/source/proxmox"
)

// What the server sends, field by field. Only fields that are read are listed.

type (
	number = proxmox.Number
	text   = proxmox.Text
)

// version is /version.
type version struct {
	Version text `json:"version"`
	Release text `json:"release"`
}

func (v version) String() string {
	if v.Version != "" {
		return string(v.Version)
	}
	return string(v.Release)
}

// nodeFigures is /nodes/{node}/status, and part of a row of the cluster's.
type nodeFigures struct {
	Uptime  number `json:"uptime"`
	LoadAvg loads  `json:"loadavg"`
}

// memberRow is a row of /config/cluster/status and /config/cluster/nodes.
type memberRow struct {
	CID       number `json:"cid"`
	Name      text   `json:"name"`
	Type      text   `json:"type"`       // master, node, or "-" without a cluster
	ConnError text   `json:"conn_error"` // why the gateway that was asked cannot reach it
	nodeFigures
}

// loads are three averages, as a list of text or numbers.
type loads string

// UnmarshalJSON accepts a list and a text.
func (l *loads) UnmarshalJSON(b []byte) error {
	var all []text
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("[")) && json.Unmarshal(b, &all) == nil {
		words := make([]string, len(all))
		for i, one := range all {
			words[i] = string(one)
		}
		*l = loads(strings.Join(words, " "))
		return nil
	}
	return (*text)(l).UnmarshalJSON(b)
}

// shapeRow is a row of /nodes/{node}/postfix/qshape: a domain, the sum, and
// columns by age ("5m" … "1280m", "1280m+").
type shapeRow map[string]text

// mailSums are the counters that the statistics have in common.
type mailSums struct {
	Count      number `json:"count"`
	CountIn    number `json:"count_in"`
	CountOut   number `json:"count_out"`
	SpamIn     number `json:"spamcount_in"`
	SpamOut    number `json:"spamcount_out"`
	VirusIn    number `json:"viruscount_in"`
	VirusOut   number `json:"viruscount_out"`
	BouncesIn  number `json:"bounces_in"`
	BouncesOut number `json:"bounces_out"`
	Greylisted number `json:"glcount"`
	RBL        number `json:"rbl_rejects"`
	Pregreet   number `json:"pregreet_rejects"`
}

// total is the count of all mails; servers were seen to leave it out.
func (m mailSums) total() float64 {
	if m.Count.Known {
		return m.Count.Sum()
	}
	return m.CountIn.Sum() + m.CountOut.Sum()
}

// mailFigures is /statistics/mail.
type mailFigures struct {
	mailSums
	BytesIn  number `json:"bytes_in"`
	BytesOut number `json:"bytes_out"`
	JunkIn   number `json:"junk_in"`
	AvgTime  number `json:"avptime"` // seconds
}

// hourRow is a row of /statistics/mailcount.
type hourRow struct {
	mailSums
	Index number `json:"index"`
	Time  number `json:"time"`
}

// scoreRow is a row of /statistics/spamscores.
type scoreRow struct {
	Level text   `json:"level"`
	Count number `json:"count"`
}

// heldFigures is /quarantine/spamstatus and /virusstatus.
type heldFigures struct {
	Count number `json:"count"`
}

// ticket is the answer to a login.
type ticket struct {
	Ticket  text   `json:"ticket"`
	Role    text   `json:"role"`
	NeedTFA number `json:"NeedTFA"`
}

// secondFactor tells a ticket that is only good for entering a second factor.
func (t ticket) secondFactor() bool {
	return t.NeedTFA.Value != 0 || strings.Contains(string(t.Ticket), ":!tfa!")
}
