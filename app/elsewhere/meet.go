package elsewhere

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"

	"pulse/app/prefs"
	"pulse/backend/fault"
	"pulse/backend/httpclient"
)

// callLimit bounds one call.
const callLimit = 15 * time.Second

// What a Pulse wants of those who come.
const (
	NeedsSignIn  = "sign-in"
	NeedsNothing = "nothing" // its protection is switched off
	NeedsSetup   = "setup"   // nobody has made its account yet
)

// Met is what a Pulse says of itself to somebody without a credential.
type Met struct {
	URL         string `json:"url"` // without the page that the address was of
	Name        string `json:"name"`
	Version     string `json:"version"`
	Needs       string `json:"needs"`
	HasPassword bool   `json:"hasPassword"` // else a token is the only way
}

// Meet asks the Pulse at an address who it is. A certificate that no authority
// vouches for must be the one with the fingerprint.
func Meet(ctx context.Context, address, fingerprint string) (Met, error) {
	met, err := meet(ctx, prefs.Pulse{URL: address, Fingerprint: fingerprint})
	for first := err; errors.Is(err, errNotPulse); {
		up, more := above(address)
		if !more {
			return Met{}, first
		}
		address = up
		met, err = meet(ctx, prefs.Pulse{URL: address, Fingerprint: fingerprint})
	}
	return met, err
}

// meet asks at one address.
func meet(ctx context.Context, p prefs.Pulse) (Met, error) {
	c := newCaller(p)
	defer c.close()
	var version struct {
		Version string `json:"version"`
	}
	var status struct {
		RequiresAuth      bool  `json:"requiresAuth"`
		HasAuthentication bool  `json:"hasAuthentication"`
		Disabled          bool  `json:"disabled"`
		HasPassword       *bool `json:"hasPassword"`
	}
	if err := c.read(ctx, "/api/version", &version); err != nil {
		return Met{}, err
	}
	if version.Version == "" {
		return Met{}, notPulse(p.URL)
	}
	if err := c.read(ctx, "/api/security/status", &status); err != nil {
		return Met{}, err
	}
	met := Met{
		URL: p.URL, Name: NameOf(p.URL), Version: version.Version, Needs: NeedsSignIn,
		HasPassword: status.HasPassword == nil || *status.HasPassword,
	}
	switch {
	case status.Disabled:
		met.Needs = NeedsNothing
	case !status.HasAuthentication && !status.RequiresAuth:
		met.Needs = c.openOrNew(ctx)
	}
	return met, nil
}

// openOrNew tells a Pulse that lets everybody in from one that nobody has set up.
func (c *caller) openOrNew(ctx context.Context) string {
	answer, err := c.client.R().SetContext(ctx).Get("/api/config/nodes")
	if err == nil && answer.StatusCode() == http.StatusOK {
		return NeedsNothing
	}
	return NeedsSetup
}

// NameOf is what a Pulse at an address is called: its machine.
func NameOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return address
	}
	return u.Hostname()
}

// TrustOf says which certificates of a Pulse are believed.
func TrustOf(p prefs.Pulse) httpclient.Trust {
	if p.Fingerprint == "" {
		return httpclient.Trust{}
	}
	return httpclient.Pinned(p.Fingerprint)
}

// caller speaks to one Pulse elsewhere.
type caller struct {
	pulse  prefs.Pulse
	client *resty.Client
}

func newCaller(p prefs.Pulse) *caller {
	return &caller{pulse: p, client: httpclient.New(httpclient.Options{
		Base: p.URL, Trust: TrustOf(p), Timeout: callLimit, MaxBody: 4 << 20, UserAgent: "Pulse-Desktop",
	})}
}

func (c *caller) close() { httpclient.Close(c.client) }

// read reads what anybody may know.
func (c *caller) read(ctx context.Context, path string, into any) error {
	answer, err := c.client.R().SetContext(ctx).Get(path)
	if err != nil {
		return c.explain(err)
	}
	if where := answer.Header().Get("Location"); where != "" && answer.StatusCode()/100 == 3 {
		return fault.New(fault.Invalid, "%s sends on to %s. Enter that address.", NameOf(c.pulse.URL), without(where)).In("address")
	}
	if answer.StatusCode() != http.StatusOK || json.Unmarshal(answer.Body(), into) != nil {
		return notPulse(c.pulse.URL)
	}
	return nil
}

func (c *caller) explain(err error) error { return Explain(c.pulse, err) }

// Explain says for a person why a call to a Pulse brought no answer. The code
// fault.Conflict stands for a certificate that is not believed.
func Explain(p prefs.Pulse, err error) *fault.Error {
	switch httpclient.Diagnose(err) {
	case httpclient.ProblemChanged:
		return fault.Wrap(fault.Conflict, err, "%s shows another certificate than the one that was compared. Nothing was sent to it.", NameOf(p.URL)).In("certificate")
	case httpclient.ProblemUntrusted:
		return fault.Wrap(fault.Conflict, err, "%s shows a certificate that no authority vouches for. Nothing was sent to it.", NameOf(p.URL)).In("certificate")
	default:
		return unreachable(p.URL, err).In("address")
	}
}

// without cuts the path of our own call off an address that a server names.
func without(where string) string {
	u, err := url.Parse(where)
	if err != nil || u.Host == "" {
		return "another address"
	}
	return fmt.Sprintf("%s://%s", u.Scheme, u.Host)
}

// errNotPulse is the cause of what is told where something else answers.
var errNotPulse = errors.New("no answer of Pulse")

func notPulse(address string) error {
	return fault.Wrap(fault.Invalid, errNotPulse, "Something answers at %s, but it is not Pulse. Check address and port.", address).In("address")
}
