package wire

// Certificate is what a watched server shows, beside what is believed.
type Certificate struct {
	Fingerprint string `json:"fingerprint" doc:"SHA-256 of the certificate that the server shows now"`
	Trusted     bool   `json:"trusted" doc:"it verifies with the system's roots"`
	Pinned      string `json:"pinned" doc:"SHA-256 of the certificate that is believed; empty = none is pinned"`
	Changed     bool   `json:"changed" doc:"another one than the pinned is shown"`
}

// CertificateInput names the certificate that a person has compared.
type CertificateInput struct {
	Fingerprint string `json:"fingerprint" doc:"SHA-256, as the server shows it now"`
}
