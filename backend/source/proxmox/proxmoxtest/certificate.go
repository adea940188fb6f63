package proxmoxtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"time"
)

// Certificate is one with its key.
type Certificate struct{ tls.Certificate }

// NewCertificate signs itself, as the certificate of a new installation does.
func NewCertificate(product, name string, address net.IP, now time.Time) *Certificate {
	key, keyErr := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	serial, serialErr := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err := errors.Join(keyErr, serialErr); err != nil {
		panic("proxmoxtest: " + err.Error())
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{Organization: []string{product}, CommonName: name},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.AddDate(2, 0, 0),
		DNSNames:     []string{name, "localhost"},
		IPAddresses:  []net.IP{address},
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic("proxmoxtest: " + err.Error())
	}
	return &Certificate{tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}}
}

// Fingerprint is the SHA-256 of the certificate, as Proxmox writes it.
func (c *Certificate) Fingerprint() string { return Fingerprint(c.Certificate.Certificate[0]) }

// Fingerprint writes the SHA-256 of some bytes as Proxmox does.
func Fingerprint(certificate []byte) string {
	sum := sha256.Sum256(certificate)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}
