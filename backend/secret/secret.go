// Package secret seals stored credentials with a key that lies in the data
// folder, so that a copy of the database alone opens nothing.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"

	"pulse/backend/fault"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Box seals and opens values with one key. It may be used concurrently.
type Box struct {
	aead cipher.AEAD
}

// New returns the box of a key, which is KeySize bytes long.
func New(key []byte) (*Box, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("key has %d bytes, want %d", len(key), KeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &Box{aead: aead}, nil
}

// Seal returns plain sealed: a random nonce of 12 bytes, then AES-256-GCM
// ciphertext with its tag. Sealing the same value twice gives different results.
func (b *Box) Seal(plain []byte) []byte {
	return b.aead.Seal(nil, nil, plain, nil)
}

// Open returns what Seal was given. A value that was sealed with another key,
// or changed since, is fault.Damaged.
func (b *Box) Open(sealed []byte) ([]byte, error) {
	plain, err := b.aead.Open(nil, nil, sealed, nil)
	if err != nil {
		return nil, fault.Wrap(fault.Damaged, err,
			"a stored credential does not open with the key in %s: put back the key file that belongs to this data folder", KeyFile)
	}
	return plain, nil
}
