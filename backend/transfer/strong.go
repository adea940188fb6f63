package transfer

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"pulse/backend/fault"
)

// magic begins every export of the strong format.
const magic = "PLS2"

// The bounds of what an export may ask of the machine that opens it.
const (
	maxPasses    = 16
	maxMemoryKiB = 256 << 10
	maxLanes     = 16
)

// header stands at the beginning of a strong export, numbers in big-endian
// order. It is authenticated with the content.
type header struct {
	Magic     [4]byte
	Version   uint8
	Lanes     uint8
	Passes    uint16
	MemoryKiB uint32
	Salt      [saltSize]byte
	Nonce     [chacha20poly1305.NonceSizeX]byte
}

const headerSize = 4 + 1 + 1 + 2 + 4 + saltSize + chacha20poly1305.NonceSizeX

// sealStrong is a header and XChaCha20-Poly1305 ciphertext, with a key made by
// Argon2id. 64 MiB and three passes are the second choice of RFC 9106.
func sealStrong(plain []byte, passphrase string) ([]byte, error) {
	h := header{Magic: [4]byte([]byte(magic)), Version: 1, Lanes: 4, Passes: 3, MemoryKiB: 64 << 10}
	rand.Read(h.Salt[:]) // never fails
	rand.Read(h.Nonce[:])
	head := h.bytes()
	aead, err := h.aead(passphrase)
	if err != nil {
		return nil, err
	}
	return aead.Seal(head, h.Nonce[:], plain, head), nil
}

func openStrong(sealed []byte, passphrase string) ([]byte, error) {
	if len(sealed) < headerSize+tagSize {
		return nil, fault.New(fault.Invalid, "the export is damaged: it is too short").In("data")
	}
	var h header
	if err := binary.Read(bytes.NewReader(sealed), binary.BigEndian, &h); err != nil {
		return nil, fmt.Errorf("read header of export: %w", err)
	}
	if h.Version != 1 || !h.affordable() {
		return nil, fault.New(fault.Invalid, "the export was made by a newer Pulse, or is damaged").In("data")
	}
	aead, err := h.aead(passphrase)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, h.Nonce[:], sealed[headerSize:], sealed[:headerSize])
	if err != nil {
		return nil, wrongPassphrase(err)
	}
	return plain, nil
}

// affordable reports whether a header asks for work that is worth doing.
func (h *header) affordable() bool {
	return 0 < h.Passes && h.Passes <= maxPasses && 0 < h.MemoryKiB && h.MemoryKiB <= maxMemoryKiB && 0 < h.Lanes && h.Lanes <= maxLanes
}

func (h *header) aead(passphrase string) (cipher.AEAD, error) {
	key := argon2.IDKey([]byte(passphrase), h.Salt[:], uint32(h.Passes), h.MemoryKiB, h.Lanes, keySize)
	return chacha20poly1305.NewX(key)
}

func (h *header) bytes() []byte {
	out, err := binary.Append(nil, binary.BigEndian, h)
	if err != nil {
		panic(err) // the header has a fixed size
	}
	return out
}
