package infra

import "time"

// Gateway is a Proxmox Mail Gateway, or a cluster of them.
type Gateway struct {
	Resource
	Host       string
	Version    string
	Online     bool
	Health     Health
	Nodes      []GatewayNode
	Mail       *MailStatistics // of the last 24 hours; nil while unknown
	Hours      []MailHour
	Scores     []SpamScore
	Quarantine *Quarantine
}

// GatewayNode is one member of a mail gateway cluster.
type GatewayNode struct {
	Name   string
	Role   string // master, node or standalone
	Status string
	Uptime Opt[time.Duration]
	Load   string
	Queue  *MailQueue // nil while unknown
}

// MailQueue is the mail that waits on one node.
type MailQueue struct {
	Active, Deferred, Hold, Incoming int
	Oldest                           time.Duration // age of the oldest mail, as finely as the product tells
	At                               time.Time
}

// Total is all mail that waits.
func (q MailQueue) Total() int { return q.Active + q.Deferred + q.Hold + q.Incoming }

// MailStatistics are sums over a time.
type MailStatistics struct {
	Total, In, Out         float64
	SpamIn, SpamOut        float64
	VirusIn, VirusOut      float64
	BouncesIn, BouncesOut  float64
	BytesIn, BytesOut      float64
	Greylisted, JunkIn     float64
	RBLRejects, Pregreeted float64
	ProcessingTime         time.Duration // mean
	At                     time.Time
}

// MailHour are the sums of one hour.
type MailHour struct {
	Start, End             time.Time
	Index                  int
	Total, In, Out         float64
	SpamIn, SpamOut        float64
	VirusIn, VirusOut      float64
	BouncesIn, BouncesOut  float64
	RBLRejects, Pregreeted float64
	Greylisted             float64
}

// SpamScore is how many mails got a score.
type SpamScore struct {
	Score string
	Count float64
}

// Quarantine is what is held back.
type Quarantine struct {
	Spam, Virus, Attachment, Blocked int
}
