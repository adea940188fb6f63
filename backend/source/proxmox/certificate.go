package proxmox

import (
	"context"
	"net/url"

	"pulse/backend/httpclient"
	"pulse/backend/source"
)

// Certificate tells the certificate that an address shows, believing nothing
// and sending nothing, so that a person can compare it first. It finds nothing
// where there is no TLS, or no network.
func Certificate(ctx context.Context, address, product string, env source.Env) (source.Found, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || env.Transport != nil {
		return source.Found{}, nil
	}
	cert, err := httpclient.FetchCertificate(ctx, u.Host)
	if err != nil {
		return source.Found{}, Call{Product: product, Address: address, Path: "/"}.Explain(err)
	}
	return source.Found{Fingerprint: cert.Fingerprint, Trusted: cert.Trusted}, nil
}
