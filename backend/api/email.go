package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"pulse/backend/fault"
	"pulse/backend/notify"
	"pulse/backend/wire"
)

func (s *server) email(w http.ResponseWriter, r *http.Request) error {
	channel, err := s.mailChannel(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.EmailOf(channel))
}

func (s *server) putEmail(w http.ResponseWriter, r *http.Request) error {
	written, err := decode[json.RawMessage](r)
	if err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	channel, err := s.writtenMail(r.Context(), written)
	if err == nil {
		err = s.saveMail(r.Context(), channel)
	}
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.Status{Status: "success"})
}

func (s *server) saveMail(ctx context.Context, channel notify.Channel) error {
	if channel.Enabled { // what is off may be half entered
		if err := s.checkChannel(channel); err != nil {
			return err
		}
	}
	if err := s.Store.SaveChannel(ctx, channel); err != nil {
		return fmt.Errorf("save mail: %w", err)
	}
	s.Watch.Reload()
	return nil
}

// mailChannel is the channel for mail, as it is before anybody configured it
// if need be.
func (s *server) mailChannel(ctx context.Context) (notify.Channel, error) {
	channel, err := s.Store.Channel(ctx, notify.KindEmail)
	if fault.Is(err, fault.NotFound) {
		return notify.NewMailChannel(), nil
	}
	return channel, err
}

// writtenMail is the stored channel with what a client wrote put over it.
func (s *server) writtenMail(ctx context.Context, written json.RawMessage) (notify.Channel, error) {
	before, err := s.mailChannel(ctx)
	if err != nil {
		return before, err
	}
	channel, err := wire.EmailChannel(written, before)
	if err != nil && !isFault(err) {
		err = badBody(err)
	}
	return channel, err
}

func isFault(err error) bool {
	_, ok := errors.AsType[*fault.Error](err)
	return ok
}

// testEmail sends a test mail with what was written, or as stored.
func (s *server) testEmail(w http.ResponseWriter, r *http.Request) error {
	written, err := decodeOptional[json.RawMessage](r)
	if err != nil {
		return err
	}
	message, err := s.tryMail(r.Context(), written)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.Status{Status: "success", Message: message})
}

// tryMail sends a test mail and says in words what happened. A configuration
// that was written need not be switched on, the stored one must be.
func (s *server) tryMail(ctx context.Context, written json.RawMessage) (string, error) {
	channel, err := s.mailChannel(ctx)
	if given(written) {
		channel, err = s.writtenMail(ctx, written)
	} else if err == nil && !channel.Enabled {
		err = fault.New(fault.Invalid, "E-mail notifications are not enabled")
	}
	if err == nil {
		err = channel.Mail.Complete()
	}
	if err != nil {
		return "", err
	}
	if err := s.try(ctx, channel); err != nil {
		return "", err
	}
	return "Test e-mail sent to " + strings.Join(channel.Mail.Recipients(), ", "), nil
}

// given tells a written object from none, null and an empty one.
func given(written json.RawMessage) bool {
	var members map[string]json.RawMessage
	return len(written) > 0 && (json.Unmarshal(written, &members) != nil || len(members) > 0)
}

func (s *server) emailProviders(w http.ResponseWriter, _ *http.Request) error {
	list := []wire.EmailProvider{}
	for _, kind := range s.Channels {
		for _, p := range kind.Providers {
			list = append(list, wire.EmailProviderOf(p))
		}
	}
	return reply(w, http.StatusOK, list)
}
