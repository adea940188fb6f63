package transfer_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pulse/backend/notify"
	"pulse/backend/notify/email"
	"pulse/backend/notify/webhook"
	"pulse/backend/source"
	"pulse/backend/source/pbs"
	"pulse/backend/source/pmg"
	"pulse/backend/source/pve"
	"pulse/backend/store"
	"pulse/backend/store/storetest"
	"pulse/backend/transfer"
)

const passphrase = "a long passphrase"

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// place is an installation to move a configuration out of or into.
type place struct {
	*transfer.Service
	store *store.Store
	dir   string
}

func newPlace(t *testing.T) place {
	t.Helper()
	dir := t.TempDir()
	log := slog.New(slog.DiscardHandler)
	db := storetest.Open(t, store.Options{Dir: dir, Log: log})
	return place{transfer.New(transfer.Options{
		Store: db, Dir: dir, Log: log, Now: func() time.Time { return noon },
		Sources:  []source.Kind{pve.Kind(), pbs.Kind(), pmg.Kind()},
		Channels: []notify.Kind{webhook.Kind(webhook.Generic()), email.Kind()},
	}), db, dir}
}

// sealByDescription makes an export as the published description has it, with
// nothing but the standard library.
func sealByDescription(t *testing.T, plain string) string {
	t.Helper()
	salt, nonce := make([]byte, 32), make([]byte, 12)
	rand.Read(salt)
	rand.Read(nonce)
	sealed := append(append([]byte{}, salt...), nonce...)
	return base64.StdEncoding.EncodeToString(described(t, salt).Seal(sealed, nonce, []byte(plain), nil))
}

// openByDescription opens an export likewise.
func openByDescription(t *testing.T, text string) map[string]any {
	t.Helper()
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := described(t, sealed[:32]).Open(nil, sealed[32:44], sealed[44:], nil)
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if err := json.Unmarshal(plain, &document); err != nil {
		t.Fatal(err)
	}
	return document
}

func described(t *testing.T, salt []byte) cipher.AEAD {
	t.Helper()
	key, err := pbkdf2.Key(sha256.New, passphrase, salt, 100_000, 32)
	if err != nil {
		t.Fatal(err)
	}
	return gcm(t, key)
}

func gcm(t *testing.T, key []byte) cipher.AEAD {
	t.Helper()
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	return aead
}

// fixture is a file of testdata.
func fixture(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// stored is everything that an import may change, in one text to compare.
func (p place) stored(t *testing.T) string {
	t.Helper()
	ctx := t.Context()
	targets, err1 := p.store.Targets(ctx)
	channels, err2 := p.store.Channels(ctx)
	alerts, err3 := p.store.Alerts(ctx)
	system, err4 := p.store.System(ctx)
	guests, err5 := p.store.AllMetadata(ctx)
	var signIn map[string]any
	_, err6 := p.store.SignIn(ctx, &signIn)
	for _, err := range []error{err1, err2, err3, err4, err5, err6} {
		if err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.MarshalIndent([]any{targets, channels, alerts, system, guests, signIn}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
