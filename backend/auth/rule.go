package auth

import "time"

// Access says who may call a route.
type Access int

// The accesses, from open to closed.
const (
	Public   Access = iota // anybody; nobody is asked who they are
	Anyone                 // anybody, but the handler wants to know who
	ReadOpen               // whoever may read, and everybody where only tokens exist
	Reader                 // whoever may read
	Admins                 // whoever may change things
	Local                  // this machine only; the handler checks the rest
	Agents                 // whoever may bring reports
	Scrapers               // whoever may read, and programs of this machine
)

// String is the word of an access in lists and documents.
func (a Access) String() string {
	return [...]string{"public", "anyone", "read-open", "read", "admin", "local", "agent", "scraper"}[a]
}

// Bucket is a limit that calls share.
type Bucket int

// The buckets.
const (
	Unlimited Bucket = iota
	General
	SignIn
	ConfigWrite
	Plenty // cheap reads
	Tests  // notification tests
	Socket
	Recovering
	Export
	Update
)

// String is the word of a bucket in lists and documents.
func (b Bucket) String() string {
	return [...]string{"unlimited", "general", "auth", "config-write", "public", "tests", "websocket", "recovery", "export", "update"}[b]
}

// limit is how many calls are allowed within a time.
type limit struct {
	calls int
	span  time.Duration
}

// perMinute is the limit of most buckets.
func perMinute(calls int) limit { return limit{calls, time.Minute} }

// limit is what a bucket allows; no calls means no limit.
func (b Bucket) limit() limit {
	if b == Recovering {
		return limit{3, 10 * time.Minute}
	}
	return perMinute([...]int{0, 500, 10, 30, 1000, 10, 5, 0, 5, 20}[b])
}

// Rule is what the guard needs to know of a route.
type Rule struct {
	Access Access
	Bucket Bucket
	// SameOrigin takes a request that a browser marks as made by our own page
	// in place of a CSRF token.
	SameOrigin bool
}

// Style is how a refusal is put into a body.
type Style int

// The styles. The API describes them as shapes A to C.
const (
	Dual       Style = iota // text for a page, structured for programs
	Structured              // structured for everybody
	Bare                    // only "error"
)

// Refusal is a request that the guard does not let through. Its message is for
// people.
type Refusal struct {
	Status  int
	Code    string
	Message string
	Style   Style
	Extra   map[string]any // more members of a bare body
	// Challenge is the header WWW-Authenticate. It names no scheme for which
	// browsers would ask a person.
	Challenge string
}

// Error returns the message.
func (r *Refusal) Error() string { return r.Message }
