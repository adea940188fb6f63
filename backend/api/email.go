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
	mail, err := s.mail(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.EmailOf(mail))
}

func (s *server) putEmail(w http.ResponseWriter, r *http.Request) error {
	written, err := decode[json.RawMessage](r)
	if err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	mail, err := s.writtenMail(r.Context(), written)
	if err == nil {
		err = s.saveMail(r.Context(), mail)
	}
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.Status{Status: "success"})
}

func (s *server) saveMail(ctx context.Context, mail notify.Channel) error {
	if err := s.Store.SaveChannel(ctx, mail); err != nil {
		return fmt.Errorf("save mail: %w", err)
	}
	s.Watch.Reload()
	return nil
}

// mail is the channel for mail, as it is before anybody configured it if need be.
func (s *server) mail(ctx context.Context) (notify.Channel, error) {
	channel, err := s.Store.Channel(ctx, notify.KindEmail)
	if fault.Is(err, fault.NotFound) {
		return wire.DefaultEmail(), nil
	}
	return channel, err
}

// writtenMail is the stored channel with what a client wrote put over it,
// checked.
func (s *server) writtenMail(ctx context.Context, written json.RawMessage) (notify.Channel, error) {
	if string(written) == "null" {
		return notify.Channel{}, badBody(errNull)
	}
	before, err := s.mail(ctx)
	if err != nil {
		return before, err
	}
	mail, err := wire.ChangedEmail(written, before)
	switch {
	case isFault(err):
		return mail, err
	case err != nil:
		return mail, badBody(err)
	}
	return mail, s.checkChannel(mail)
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
	mail, err := s.mail(ctx)
	if given(written) {
		mail, err = s.writtenMail(ctx, written)
	} else if err == nil && !mail.Enabled {
		err = fault.New(fault.Invalid, "E-mail notifications are not enabled")
	}
	if err != nil {
		return "", err
	}
	mail.Enabled = true // now everything must be there that sending needs
	if err = s.checkChannel(mail); err == nil {
		err = s.try(ctx, mail)
	}
	recipients := mail.Mail.To
	if len(recipients) == 0 {
		recipients = []string{mail.Mail.From}
	}
	return "Test e-mail sent to " + strings.Join(recipients, ", "), err
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
