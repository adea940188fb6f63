package transfer

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"pulse/backend/fault"
)

// Format is a way to seal an export with a passphrase.
type Format string

// The formats. docs/transfer.md describes both byte by byte.
const (
	// Published is the envelope of the published API, which its other programs
	// open, too.
	Published Format = "published"
	// Strong costs whoever guesses passphrases much memory for each guess. Only
	// Pulse opens it.
	Strong Format = "strong"
)

const (
	// MinPassphrase is the shortest passphrase of an export, in characters.
	MinPassphrase = 12
	// MaxSize is the longest export that is read, in bytes.
	MaxSize = 10 << 20

	saltSize  = 32
	nonceSize = 12
	tagSize   = 16
	keySize   = 32
	rounds    = 100_000 // of the published envelope
)

// Seal encrypts a text with a passphrase and returns it in base64.
func Seal(plain []byte, passphrase string, f Format) (string, error) {
	var (
		sealed []byte
		err    error
	)
	switch f {
	case Published:
		sealed, err = sealPublished(plain, passphrase)
	case Strong:
		sealed, err = sealStrong(plain, passphrase)
	default:
		return "", fault.New(fault.Invalid, "format must be published or strong").In("format")
	}
	if err != nil {
		return "", fmt.Errorf("seal export: %w", err)
	}
	return base64.StdEncoding.EncodeToString(sealed), nil
}

// Open decrypts what Seal made, in either format. Line breaks in the base64 do
// not matter; base64 of the base64 and the answer of an export, in which the
// text is a member, are understood. A *fault.Error says what is wrong.
func Open(text, passphrase string) ([]byte, error) {
	if len(text) > MaxSize {
		return nil, fault.New(fault.TooLarge, "the export is larger than %d MiB", MaxSize>>20).In("data")
	}
	sealed, err := decodeText(member(text))
	if err != nil {
		return nil, err
	}
	if plain, err := openText(sealed, passphrase); err == nil {
		return plain, nil
	}
	if inner, err := decodeText(string(sealed)); err == nil { // encoded once more
		sealed = inner
	}
	return openText(sealed, passphrase)
}

// ReadExport reads the file of an export.
func ReadExport(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, err, "the export %s cannot be read: check its path and that the user that runs Pulse may read it", path).In(path)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err != nil {
		return "", fault.Wrap(fault.Invalid, err, "the export %s cannot be read to its end", path).In(path)
	}
	return string(text), nil
}

// member is the text in the answer of an export, or the text as it is.
func member(text string) string {
	var answer struct {
		Data string `json:"data"`
	}
	if json.Unmarshal([]byte(text), &answer) == nil && answer.Data != "" {
		return answer.Data
	}
	return text
}

// openText tries the format that the first bytes name, and the published one,
// which has no mark and may begin with any bytes.
func openText(sealed []byte, passphrase string) ([]byte, error) {
	if bytes.HasPrefix(sealed, []byte(magic)) {
		if plain, err := openStrong(sealed, passphrase); err == nil {
			return plain, nil
		}
	}
	return openPublished(sealed, passphrase)
}

func decodeText(text string) ([]byte, error) {
	sealed, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "this is no export of Pulse, or the file is damaged").In("data")
	}
	if len(sealed) < saltSize+nonceSize+tagSize {
		return nil, fault.New(fault.Invalid, "the export is damaged: it is too short").In("data")
	}
	return sealed, nil
}

// sealPublished is salt, nonce and AES-256-GCM ciphertext, with a key made by
// PBKDF2 from the passphrase.
func sealPublished(plain []byte, passphrase string) ([]byte, error) {
	head := make([]byte, saltSize+nonceSize)
	rand.Read(head) // never fails
	aead, err := publishedAEAD(passphrase, head[:saltSize])
	if err != nil {
		return nil, err
	}
	return aead.Seal(head, head[saltSize:], plain, nil), nil
}

func openPublished(sealed []byte, passphrase string) ([]byte, error) {
	aead, err := publishedAEAD(passphrase, sealed[:saltSize])
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, sealed[saltSize:saltSize+nonceSize], sealed[saltSize+nonceSize:], nil)
	if err != nil {
		return nil, wrongPassphrase(err)
	}
	return plain, nil
}

func publishedAEAD(passphrase string, salt []byte) (cipher.AEAD, error) {
	key, err := pbkdf2.Key(sha256.New, passphrase, salt, rounds, keySize)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func wrongPassphrase(err error) error {
	return fault.Wrap(fault.Invalid, err, "the passphrase is wrong, or the export was damaged on its way").In("passphrase")
}
