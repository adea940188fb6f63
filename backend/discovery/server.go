// Package discovery looks for servers in private networks: who answers at the
// ports of the products, and which product it is, with the evidence for it.
package discovery

import "net/netip"

// Product is what a server turned out to be.
type Product string

// The products. Unknown speaks their common API without telling which one it is.
const (
	PVE     Product = "pve"
	PBS     Product = "pbs"
	PMG     Product = "pmg"
	Unknown Product = "unknown"
)

// title is the product's own name, as it stands on its pages and certificates.
func (p Product) title() string {
	return map[Product]string{
		PVE: "Proxmox Virtual Environment", PBS: "Proxmox Backup Server", PMG: "Proxmox Mail Gateway",
	}[p]
}

// products are all that can be told apart, in the order in which they are looked for.
func products() []Product { return []Product{PVE, PBS, PMG} }

// The ports that the products listen on.
const (
	portPVE = 8006 // and the mail gateway
	portPBS = 8007
)

// Server is something that was found.
type Server struct {
	Address     netip.AddrPort
	Product     Product
	Version     string // empty where it is not told without a login
	Release     string
	Hostname    string // as its certificate, its page or the name service tells it; may be empty
	Fingerprint string // SHA-256 of its certificate
	Evidence    []string
}
