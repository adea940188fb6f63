package wire

// NodeAddress is where a server is to be looked for, before anything is sent to
// it.
type NodeAddress struct {
	Type string `json:"type" doc:"pve, pbs or pmg"`
	Host string `json:"host"`
}

// NodeLook is what can be told of a server without credentials.
type NodeLook struct {
	Reachable   bool   `json:"reachable"`
	Message     string `json:"message,omitempty" doc:"why it cannot be reached, and what to do"`
	Encrypted   bool   `json:"encrypted" doc:"it is asked by HTTPS"`
	Fingerprint string `json:"fingerprint,omitempty" doc:"SHA-256 of the certificate that it shows"`
	Trusted     bool   `json:"trusted" doc:"the certificate verifies with the system's roots"`
	Product     string `json:"product,omitempty" doc:"pve, pbs or pmg, as the server itself tells it; absent where it does not"`
	WatchedAs   string `json:"watchedAs,omitempty" doc:"name of the connection that watches this address already"`
	WatchedID   string `json:"watchedId,omitempty" doc:"its id"`
}
