package elsewhere

import (
	"crypto/x509"
	"encoding/pem"

	"pulse/app/prefs"
	"pulse/backend/httpclient"
	"pulse/service/place"
)

// installed tells where the service of this computer is; false where none is
// installed.
func installed() (prefs.Pulse, bool) {
	s, err := place.Read(place.Path())
	if err != nil {
		return prefs.Pulse{}, false
	}
	return ServiceAt(s), true
}

// ServiceAt is the service of this computer as one of the Pulses elsewhere. Its certificate was
// written by an administrator of this computer: nobody needs to compare it.
func ServiceAt(s place.Service) prefs.Pulse {
	p := prefs.Pulse{ID: ServiceID, Name: "the service of this computer", URL: s.URL}
	block, _ := pem.Decode([]byte(s.Certificate))
	if block == nil {
		return p
	}
	if cert, err := x509.ParseCertificate(block.Bytes); err == nil {
		p.Fingerprint = httpclient.Fingerprint(cert)
	}
	return p
}
