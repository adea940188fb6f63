package elsewhere

import (
	"context"
	"errors"
	"net"
	"net/url"
	"syscall"
	"time"

	"pulse/backend/fault"
	"pulse/backend/httpclient"
)

// Seen is what an address shows before anything is sent to it.
type Seen struct {
	URL         string       `json:"url"`
	Certificate *Certificate `json:"certificate,omitempty"` // nil where nothing is encrypted
}

// Certificate is what a server shows of itself.
type Certificate struct {
	Fingerprint string `json:"fingerprint"` // SHA-256
	Trusted     bool   `json:"trusted"`     // an authority that this computer knows vouches for it
	Subject     string `json:"subject"`
	From        int64  `json:"from"`  // milliseconds
	Until       int64  `json:"until"` // milliseconds
}

// Look finds out what an address means and which certificate is shown there.
// Nothing is sent, so that a person can compare the certificate first. A
// *fault.Error with the field "address" says what is wrong with it.
func Look(ctx context.Context, typed string) (Seen, error) {
	candidates, err := addresses(typed)
	if err != nil {
		return Seen{}, err
	}
	var first error
	deaf := map[string]bool{} // places that do not answer, whatever they are asked
	for _, candidate := range candidates {
		u, err := url.Parse(candidate)
		if err != nil || deaf[dialled(u)] {
			continue
		}
		seen, err := lookAt(ctx, u)
		if err == nil {
			return seen, nil
		}
		deaf[dialled(u)] = !errors.Is(err, errPlain)
		if first == nil || errors.Is(first, errPlain) {
			first = err
		}
	}
	return Seen{}, unreachable(candidates[0], first).In("address")
}

// errPlain says that https was tried where nothing is encrypted.
var errPlain = errors.New("nothing is encrypted there")

// lookAt tries one meaning of an address.
func lookAt(ctx context.Context, u *url.URL) (Seen, error) {
	if u.Scheme == "http" {
		return Seen{URL: u.String()}, knock(ctx, dialled(u))
	}
	shown, err := ShownAt(ctx, u.String())
	if httpclient.Diagnose(err) == httpclient.ProblemPlain {
		return Seen{}, errPlain
	}
	return Seen{URL: u.String(), Certificate: shown}, err
}

// ShownAt reads the certificate that an address shows, sending nothing.
func ShownAt(ctx context.Context, address string) (*Certificate, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	c, err := httpclient.FetchCertificate(ctx, dialled(u))
	if err != nil {
		return nil, err
	}
	return &Certificate{
		Fingerprint: c.Fingerprint, Trusted: c.Trusted, Subject: c.Subject, From: c.NotBefore.UnixMilli(), Until: c.NotAfter.UnixMilli(),
	}, nil
}

// knock sees whether somebody listens.
func knock(ctx context.Context, address string) error {
	dialer := net.Dialer{Timeout: 5 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return conn.Close()
}

// dialled is the host and port of an address.
func dialled(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// unreachable says why nobody was reached, for a person.
func unreachable(address string, err error) *fault.Error {
	host := address
	if u, parsed := url.Parse(address); parsed == nil {
		host = u.Hostname()
	}
	switch problem := httpclient.Diagnose(err); {
	case errors.Is(err, errPlain):
		return fault.Wrap(fault.Unavailable, err, "%s does not encrypt. Enter the address with http:// to use it all the same.", host)
	case problem == httpclient.ProblemName:
		return fault.Wrap(fault.Unavailable, err, "No computer is called %s in this network. Check the name, or enter its address.", host)
	case problem == httpclient.ProblemRefused:
		return fault.Wrap(fault.Unavailable, err, "%s is there, but Pulse does not listen at that port. Is Pulse running there, and does it listen on the network?", host)
	case problem == httpclient.ProblemTimeout, errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return fault.Wrap(fault.Unavailable, err, "%s does not answer. Is it switched on, and in the same network as this computer?", host)
	default:
		return fault.Wrap(fault.Unavailable, err, "%s cannot be reached: %v.", host, err)
	}
}
