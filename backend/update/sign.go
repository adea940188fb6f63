package update

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
)

// statement is what a signature speaks of: an older archive cannot pass for a
// newer one, nor one file for another.
func statement(version string, a Asset) []byte {
	return fmt.Appendf(nil, "pulse update 1\n%s\n%s\n%d\n%s\n", version, a.Name, a.Size, a.SHA256)
}

// Sign fills in the signature of a file of a release.
func Sign(key ed25519.PrivateKey, version string, a *Asset) {
	a.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(key, statement(version, *a)))
}

// verify tells whether the holder of the key's other half published this file
// as that version.
func verify(publicKey, version string, a Asset) error {
	key, err := base64.StdEncoding.DecodeString(publicKey)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return errors.New("the setting updatePublicKey is no ed25519 key of 32 bytes in base64")
	}
	signature, err := base64.StdEncoding.DecodeString(a.Signature)
	if err != nil || !ed25519.Verify(key, statement(version, a), signature) {
		return fmt.Errorf("%s is not signed by the holder of updatePublicKey", a.Name)
	}
	return nil
}

// NewKey makes a key to sign releases with, as PEM, and its public half as the
// setting updatePublicKey has it.
func NewKey() (private []byte, public string, err error) {
	half, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, "", fmt.Errorf("make a key: %w", err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, "", fmt.Errorf("encode the key: %w", err)
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})
	return block, base64.StdEncoding.EncodeToString(half), nil
}

// ParseKey reads a key that NewKey made, or another ed25519 key in PKCS #8.
func ParseKey(text []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("there is no key in PEM form")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("the key is no PKCS #8 key")
	}
	signer, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("the key is no ed25519 key")
	}
	return signer, nil
}
