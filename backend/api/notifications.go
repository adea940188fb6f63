package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"pulse/backend/fault"
	"pulse/backend/notify"
	"pulse/backend/settings"
	"pulse/backend/wire"
)

func (s *server) notifications(w http.ResponseWriter, r *http.Request) error {
	config, err := s.Store.Alerts(r.Context())
	if err != nil {
		return err
	}
	email, err := s.mail(r.Context())
	if err != nil {
		return err
	}
	webhooks, err := s.allWebhooks(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.NotificationsOf(config, email, webhooks))
}

func (s *server) changeNotifications(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.NotificationsInput](r)
	if err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	var email notify.Channel
	if in.Email != nil { // what is wrong is told before anything is changed
		if email, err = s.writtenMail(r.Context(), in.Email); err != nil {
			return err
		}
	}
	if schedule := in.Schedule(); len(schedule) > 0 {
		if err := s.changeSchedule(r.Context(), schedule); err != nil {
			return err
		}
	}
	if in.Email != nil {
		if err := s.saveMail(r.Context(), email); err != nil {
			return err
		}
	}
	return reply(w, http.StatusOK, wire.Status{Status: "success"})
}

// changeSchedule stores what of the alert configuration is about notices.
func (s *server) changeSchedule(ctx context.Context, schedule map[string]any) error {
	patch, err := json.Marshal(map[string]any{"schedule": schedule})
	if err != nil {
		return fmt.Errorf("encode schedule: %w", err)
	}
	config, err := s.Store.Alerts(ctx)
	if err == nil {
		config, err = settings.MergeAlerts(config, patch)
	}
	if err != nil {
		return err
	}
	if err := s.Store.SaveAlerts(ctx, config); err != nil {
		return err
	}
	s.Watch.Reload()
	return nil
}

// testChannels sends a test over one channel, or over all that are on, and
// says what became of it.
func (s *server) testChannels(w http.ResponseWriter, r *http.Request) error {
	in, err := decodeOptional[wire.NotificationTest](r)
	if err != nil {
		return err
	}
	var message string
	switch method := cmp.Or(in.Method, in.Type); method {
	case notify.KindEmail:
		message, err = s.tryMail(r.Context(), in.Config)
	case notify.KindWebhook:
		message, err = s.tryWebhook(r.Context(), in.WebhookID)
	case "":
		message, err = s.tryAll(r.Context())
	default:
		err = fault.New(fault.Invalid, "Unknown method %q: use email or webhook", method).In("method")
	}
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.Status{Status: "success", Message: message})
}

// tryWebhook tests a stored webhook; without an id, the first that is on.
func (s *server) tryWebhook(ctx context.Context, id string) (string, error) {
	channels, err := s.Store.Channels(ctx)
	if err != nil {
		return "", err
	}
	some := false
	for _, c := range channels {
		if c.Kind != webhookKind || id != "" && c.ID != id {
			continue
		}
		if some = true; id != "" || c.Enabled {
			return "Test sent over " + c.Name, s.try(ctx, c)
		}
	}
	switch {
	case id != "":
		return "", fault.New(fault.NotFound, "Webhook not found").In("webhookId")
	case some:
		return "", fault.New(fault.Invalid, "no enabled webhooks found")
	default:
		return "", fault.New(fault.Invalid, "no webhooks configured")
	}
}

// tryAll tests every channel that is on. It fails when all of them do.
func (s *server) tryAll(ctx context.Context) (string, error) {
	channels, err := s.Store.Channels(ctx)
	if err != nil {
		return "", err
	}
	var results []string
	sent := 0
	for _, c := range channels {
		if !c.Enabled {
			continue
		}
		result := c.Name + ": sent"
		if err := s.try(ctx, c); err != nil {
			result = c.Name + ": " + err.Error()
		} else {
			sent++
		}
		results = append(results, result)
	}
	switch {
	case len(results) == 0:
		return "", fault.New(fault.Invalid, "no notification channel is enabled")
	case sent == 0:
		return "", fault.New(fault.Invalid, "%s", strings.Join(results, "; "))
	}
	return strings.Join(results, "; "), nil
}

// try sends a test over a channel and waits. Its error is for people.
func (s *server) try(ctx context.Context, c notify.Channel) error {
	if _, err := s.SendTest(ctx, c); err != nil {
		return fault.New(fault.Invalid, "%s", whyUndelivered(err))
	}
	return nil
}

// whyUndelivered says in words, without secrets, why a test failed.
func whyUndelivered(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "No answer within 10 seconds"
	}
	if known, ok := errors.AsType[*fault.Error](err); ok {
		return known.Message
	}
	if known, ok := errors.AsType[*notify.Error](err); ok {
		return known.Reason
	}
	return "The test could not be delivered"
}

func (s *server) webhookTemplates(w http.ResponseWriter, _ *http.Request) error {
	list := []wire.WebhookTemplate{}
	for _, kind := range s.Channels {
		for _, t := range kind.Templates {
			list = append(list, wire.WebhookTemplateOf(t))
		}
	}
	return reply(w, http.StatusOK, list)
}
