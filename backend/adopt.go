package backend

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"pulse/backend/auth"
	"pulse/backend/secret"
	"pulse/backend/store"
)

// Adopt fits the data of a window for a service that was not asked to listen
// to more than the window did, and makes a token by which the window may
// go on seeing it. The caller holds the lock of the folder and has nothing open in it.
func Adopt(ctx context.Context, dir, tokenName string) (token string, err error) {
	err = offline(ctx, dir, func(s *store.Store) error {
		system, err := s.System(ctx)
		if err != nil {
			return err
		}
		if system.ListenHost == "" {
			system.ListenHost = "127.0.0.1"
			if err := s.SaveSystem(ctx, system); err != nil {
				return err
			}
		}
		if err := dropToken(ctx, s, tokenName); err != nil {
			return err
		}
		token = newToken()
		return s.AddToken(ctx, auth.TokenOf(token, tokenName, time.Now().Truncate(time.Millisecond)))
	})
	return token, err
}

// GiveBack takes away the token that Adopt made, which the window does not need
// for data of its own.
func GiveBack(ctx context.Context, dir, tokenName string) error {
	return offline(ctx, dir, func(s *store.Store) error { return dropToken(ctx, s, tokenName) })
}

func dropToken(ctx context.Context, s *store.Store, name string) error {
	tokens, err := s.Tokens(ctx)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		if t.Name == name {
			if err := s.DeleteToken(ctx, t.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// offline opens the data of a folder, which no backend uses, for a moment.
func offline(ctx context.Context, dir string, do func(*store.Store) error) error {
	sealed, err := store.HasSealed(ctx, dir)
	if err != nil {
		return err
	}
	key, err := secret.OpenFor(dir, sealed)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, store.Options{Dir: dir, Key: key, Zone: zone(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("open the data in %s: %w", dir, err)
	}
	return errors.Join(do(s), s.Close())
}

func newToken() string {
	value := make([]byte, 20)
	rand.Read(value) // never fails
	return "pulse_" + hex.EncodeToString(value)
}
