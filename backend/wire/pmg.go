package wire

import (
	"time"

	"pulse/backend/infra"
)

// PMG is a mail gateway, or a cluster of them.
type PMG struct {
	ID               string      `json:"id"`
	Name             string      `json:"name"`
	Host             string      `json:"host"`
	Status           string      `json:"status"`
	Version          string      `json:"version"`
	Nodes            []PMGNode   `json:"nodes,omitempty"`
	MailStats        *MailStats  `json:"mailStats,omitempty"`
	MailCount        []MailCount `json:"mailCount,omitempty"`
	SpamDistribution []SpamScore `json:"spamDistribution,omitempty"`
	Quarantine       *Quarantine `json:"quarantine,omitempty"`
	ConnectionHealth string      `json:"connectionHealth"`
	LastSeen         time.Time   `json:"lastSeen"`
	LastUpdated      time.Time   `json:"lastUpdated"`
	Staleness
}

// PMGNode is one member of a mail gateway cluster.
type PMGNode struct {
	Name        string       `json:"name"`
	Status      string       `json:"status"`
	Role        string       `json:"role,omitempty"`
	Uptime      int64        `json:"uptime,omitempty"`
	LoadAvg     string       `json:"loadAvg,omitempty"`
	QueueStatus *QueueStatus `json:"queueStatus,omitempty"`
}

// QueueStatus is the mail that waits on a node; the age is in seconds.
type QueueStatus struct {
	Active    int       `json:"active"`
	Deferred  int       `json:"deferred"`
	Hold      int       `json:"hold"`
	Incoming  int       `json:"incoming"`
	Total     int       `json:"total"`
	OldestAge int64     `json:"oldestAge"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// MailStats are sums over the last day.
type MailStats struct {
	Timeframe            string    `json:"timeframe"`
	CountTotal           float64   `json:"countTotal"`
	CountIn              float64   `json:"countIn"`
	CountOut             float64   `json:"countOut"`
	SpamIn               float64   `json:"spamIn"`
	SpamOut              float64   `json:"spamOut"`
	VirusIn              float64   `json:"virusIn"`
	VirusOut             float64   `json:"virusOut"`
	BouncesIn            float64   `json:"bouncesIn"`
	BouncesOut           float64   `json:"bouncesOut"`
	BytesIn              float64   `json:"bytesIn"`
	BytesOut             float64   `json:"bytesOut"`
	GreylistCount        float64   `json:"greylistCount"`
	JunkIn               float64   `json:"junkIn"`
	AverageProcessTimeMs float64   `json:"averageProcessTimeMs"`
	RBLRejects           float64   `json:"rblRejects"`
	PregreetRejects      float64   `json:"pregreetRejects"`
	UpdatedAt            time.Time `json:"updatedAt"`
}

// MailCount are the sums of one hour.
type MailCount struct {
	Timestamp   time.Time `json:"timestamp"`
	Count       float64   `json:"count"`
	CountIn     float64   `json:"countIn"`
	CountOut    float64   `json:"countOut"`
	SpamIn      float64   `json:"spamIn"`
	SpamOut     float64   `json:"spamOut"`
	VirusIn     float64   `json:"virusIn"`
	VirusOut    float64   `json:"virusOut"`
	RBLRejects  float64   `json:"rblRejects"`
	Pregreet    float64   `json:"pregreet"`
	BouncesIn   float64   `json:"bouncesIn"`
	BouncesOut  float64   `json:"bouncesOut"`
	Greylist    float64   `json:"greylist"`
	Index       int       `json:"index"`
	Timeframe   string    `json:"timeframe"`
	WindowStart time.Time `json:"windowStart"`
	WindowEnd   time.Time `json:"windowEnd"`
}

// SpamScore is how many mails got a score.
type SpamScore struct {
	Score string  `json:"score"`
	Count float64 `json:"count"`
}

// Quarantine is what is held back.
type Quarantine struct {
	Spam        int `json:"spam"`
	Virus       int `json:"virus"`
	Attachment  int `json:"attachment"`
	Blacklisted int `json:"blacklisted"`
}

func pmgOf(g *infra.Gateway) PMG {
	out := PMG{
		ID: g.PublicID, Name: g.Instance, Host: g.Host, Status: "offline", Version: g.Version,
		MailStats: mailStatsOf(g.Mail), ConnectionHealth: pmgHealth(g.Health),
		LastSeen: g.SeenAt.UTC(), LastUpdated: g.SeenAt.UTC(), Staleness: stalenessOf(g.Stale),
	}
	if g.Online {
		out.Status = "online"
	}
	for _, n := range g.Nodes {
		out.Nodes = append(out.Nodes, pmgNodeOf(n))
	}
	for _, h := range g.Hours {
		out.MailCount = append(out.MailCount, MailCount{
			h.Start.UTC(), h.Total, h.In, h.Out, h.SpamIn, h.SpamOut, h.VirusIn, h.VirusOut, h.RBLRejects, h.Pregreeted,
			h.BouncesIn, h.BouncesOut, h.Greylisted, h.Index, "hour", h.Start.UTC(), h.End.UTC(),
		})
	}
	for _, s := range g.Scores {
		out.SpamDistribution = append(out.SpamDistribution, SpamScore(s))
	}
	if q := g.Quarantine; q != nil {
		out.Quarantine = &Quarantine{q.Spam, q.Virus, q.Attachment, q.Blocked}
	}
	return out
}

// pmgHealth is the published word; this product has one of its own.
func pmgHealth(h infra.Health) string {
	if h == infra.Healthy {
		return string(h)
	}
	return "unhealthy"
}

func pmgNodeOf(n infra.GatewayNode) PMGNode {
	out := PMGNode{Name: n.Name, Status: n.Status, Role: n.Role, LoadAvg: n.Load}
	if up := secondsOf(n.Uptime); up != nil {
		out.Uptime = *up
	}
	if q := n.Queue; q != nil {
		out.QueueStatus = &QueueStatus{q.Active, q.Deferred, q.Hold, q.Incoming, q.Total(), int64(q.Oldest / time.Second), q.At.UTC()}
	}
	return out
}

func mailStatsOf(m *infra.MailStatistics) *MailStats {
	if m == nil {
		return nil
	}
	return &MailStats{
		"day", m.Total, m.In, m.Out, m.SpamIn, m.SpamOut, m.VirusIn, m.VirusOut, m.BouncesIn, m.BouncesOut, m.BytesIn, m.BytesOut,
		m.Greylisted, m.JunkIn, float64(m.ProcessingTime) / float64(time.Millisecond), m.RBLRejects, m.Pregreeted, m.At.UTC(),
	}
}
