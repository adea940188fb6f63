package update

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"pulse/backend/fault"
	"pulse/backend/httpclient"
	"pulse/backend/wire"
)

const (
	fresh      = 5 * time.Minute // how long an answer of the feed is good
	retry      = time.Minute     // how long a failure is
	hourly     = 10              // how often people may make us read it, within an hour
	maxFeed    = 4 << 20
	feedLimit  = 15 * time.Second
	feedName   = "releases.json"
	limitWords = "The server with the releases asks for a pause; this is what it said before"
)

// answer is what the feed said.
type answer struct {
	server  string // that was asked
	feed    Feed
	at      time.Time // of the last good answer
	tried   time.Time
	err     error // why the last try failed; nil when it did not
	warning string
}

// errLimited is the answer of a server that is asked too often.
var errLimited = errors.New("the server with the releases asks for a pause")

// channel is the channel that is meant: what was asked for, else that of the
// settings, else that of this version.
func (s *Service) channel(asked string) string {
	if asked != "" {
		return asked
	}
	if set := s.opt.Settings().UpdateChannel; set != "" {
		return set
	}
	return channelOf(s.version)
}

// offers reports whether a release is an update here. A container is replaced
// from outside.
func (s *Service) offers(r Release) bool {
	return !s.opt.Installation.Docker && newer(r.Version, s.version)
}

// Check tells whether there is a newer release. channel is empty, Stable or
// Candidate. With force the feed is read now, at most ten times an hour: a
// fault then says so.
func (s *Service) Check(ctx context.Context, channel string, force bool) (wire.UpdateCheck, error) {
	if channel != "" && channel != Stable && channel != Candidate {
		return wire.UpdateCheck{}, fault.New(fault.Invalid, "channel must be stable or rc").In("channel")
	}
	s.say("checking", "Looking for releases")
	found, err := s.check(ctx, s.channel(channel), force)
	switch {
	case err == nil && found.Available:
		s.say("available", "Version "+found.LatestVersion+" is available")
	default:
		s.say("idle", "")
	}
	return found, err
}

// say reports a check, unless an update is under way or has just ended.
func (s *Service) say(status, message string) {
	s.mu.Lock()
	quiet := s.busy || s.status.Status == status || s.opt.Settings().UpdateServer == ""
	s.mu.Unlock()
	if !quiet {
		s.report(status, 0, message)
	}
}

func (s *Service) check(ctx context.Context, channel string, force bool) (wire.UpdateCheck, error) {
	known, err := s.read(ctx, force)
	if err != nil {
		return wire.UpdateCheck{}, err
	}
	c := wire.UpdateCheck{
		CurrentVersion: strings.TrimPrefix(s.version, "v"), LatestVersion: s.version, Channel: channel,
		DeploymentType: s.opt.Installation.Word(), Configured: known.server != "", Warning: known.warning,
	}
	if !known.at.IsZero() {
		c.CheckedAt = known.at.UnixMilli()
	}
	r, ok := known.feed.latest(channel)
	if !ok || !s.offers(r) {
		return c, nil
	}
	c.Available, c.LatestVersion, c.ReleaseNotes, c.ReleaseDate = true, r.Version, r.Notes, r.Date
	c.IsPrerelease = channelOf(r.Version) == Candidate
	if a, ok := r.archive(); ok {
		c.DownloadURL = a.URL
	}
	return c, nil
}

// Plan describes how a version comes onto this machine.
func (s *Service) Plan(ctx context.Context, version, channel string) (wire.UpdatePlan, error) {
	if version == "" {
		return wire.UpdatePlan{}, fault.New(fault.Invalid, "version parameter required").In("version")
	}
	if !ValidVersion(version) {
		return wire.UpdatePlan{}, fault.New(fault.Invalid, "version must look like 1.2.3 or v1.2.3-rc.1").In("version")
	}
	if channel != "" && channel != Stable && channel != Candidate {
		return wire.UpdatePlan{}, fault.New(fault.Invalid, "channel must be stable or rc").In("channel")
	}
	if channel == "" {
		channel = channelOf(version)
	}
	known, err := s.read(ctx, false)
	if err != nil {
		s.opt.Log.Debug("plan without the feed", "err", err)
	}
	r, found := known.feed.release(version)
	if !found {
		r = Release{Version: canonical(version)}
	}
	plan := s.opt.Installation.plan(r, channel, s.obstacle(r, found))
	plan.Version = version
	if why := s.forged(r); why != "" {
		plan.CanAutoUpdate, plan.Reason, plan.Command, plan.DownloadURL = false, why, "", ""
		plan.Instructions = []string{"Do not install it", "Ask whoever publishes the releases which key signs them, and compare it with the public key in the settings"}
		plan.Steps = plan.Instructions
	}
	return plan, nil
}

// forged says which file of a release that this machine could install is not
// signed by the key of the settings; empty without a key.
func (s *Service) forged(r Release) string {
	key, i := s.opt.Settings().UpdatePublicKey, s.opt.Installation
	if key == "" || i.Kind() == Docker {
		return ""
	}
	for _, a := range i.files(r) {
		if verify(key, r.Version, a) != nil {
			return a.Name + " is not signed with the public key that is set: it may come from somebody else"
		}
	}
	return ""
}

// obstacle says why a release cannot be installed from here; empty when it can.
func (s *Service) obstacle(r Release, found bool) string {
	system := s.opt.Settings()
	_, archive := r.archive()
	switch why := s.opt.Installation.Obstacle(); {
	case why != "":
		return why
	case system.UpdateServer == "":
		return "No server with releases is set"
	case system.UpdatePublicKey == "":
		return "No public key is set: without it nothing is installed"
	case !found || !archive:
		return "The feed holds no archive of " + r.Version + " for " + platform()
	}
	return ""
}

// read returns what the feed says, from memory while that is fresh. Where it
// asks for a pause, what it said before is returned with a warning.
func (s *Service) read(ctx context.Context, force bool) (answer, error) {
	s.looking.Lock()
	defer s.looking.Unlock()
	server := s.opt.Settings().UpdateServer
	s.mu.Lock()
	known := s.known
	s.mu.Unlock()
	if known.server != server {
		known = answer{server: server}
	}
	now, good := time.Now(), fresh
	if known.err != nil {
		good = retry
	}
	if server != "" && (force || now.Sub(known.tried) > good) {
		feed, err := fetchFeed(ctx, server)
		known = known.with(feed, err, now)
	}
	s.mu.Lock()
	s.known = known
	s.mu.Unlock()
	return known, known.err
}

// with is an answer after another try.
func (a answer) with(feed Feed, err error, now time.Time) answer {
	a.tried, a.err, a.warning = now, err, ""
	switch {
	case err == nil:
		a.feed, a.at = feed, now
	case errors.Is(err, errLimited):
		a.err, a.warning = nil, limitWords
	}
	return a
}

// Allow counts a check that a person forces. It fails when there were too many
// within an hour.
func (s *Service) Allow(now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = slices.DeleteFunc(s.asked, func(at time.Time) bool { return now.Sub(at) >= time.Hour })
	if len(s.asked) >= hourly {
		return &Error{Code: TooMany, Message: "Releases can be looked up ten times an hour; without force the last answer is shown"}
	}
	s.asked = append(s.asked, now)
	return nil
}

// fetchFeed reads the feed of a server: the file that its address names, or
// releases.json in the folder that it names. An *Error says why it cannot be
// read.
func fetchFeed(ctx context.Context, server string) (Feed, error) {
	at, err := url.Parse(server)
	if err != nil {
		return Feed{}, unreadable(nil, "the address of the releases cannot be read. Enter one like https://host/releases")
	}
	if !strings.HasSuffix(at.Path, ".json") {
		at = at.JoinPath(feedName)
	}
	client := httpclient.New(httpclient.Options{Timeout: feedLimit, MaxBody: maxFeed})
	defer httpclient.Close(client)
	reply, err := client.R().SetContext(ctx).Get(at.String())
	if err != nil {
		return Feed{}, unreached(at.Host, err)
	}
	switch reply.StatusCode() {
	case http.StatusOK:
		feed, err := parseFeed(reply.Body(), at)
		if err != nil {
			return Feed{}, unreadable(err, "what %s answers cannot be used: %s. Check the address, or tell whoever publishes the releases", at.Host, err)
		}
		return feed, nil
	case http.StatusTooManyRequests, http.StatusForbidden:
		return Feed{}, errLimited
	}
	return Feed{}, refused(at.Host, reply.StatusCode())
}
