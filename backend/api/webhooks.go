package api

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strconv"

	"pulse/backend/fault"
	"pulse/backend/notify"
	"pulse/backend/wire"
)

// webhookKind is the kind of channel that these routes are about.
const webhookKind = notify.KindWebhook

func (s *server) webhooks(w http.ResponseWriter, r *http.Request) error {
	list, err := s.allWebhooks(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, list)
}

func (s *server) allWebhooks(ctx context.Context) ([]wire.Webhook, error) {
	channels, err := s.Store.Channels(ctx)
	list := []wire.Webhook{}
	for _, c := range channels {
		if c.Kind == webhookKind {
			list = append(list, wire.WebhookOf(c))
		}
	}
	return list, err
}

func (s *server) addWebhook(w http.ResponseWriter, r *http.Request) error {
	in, body, err := decodeWebhook(r)
	if err != nil {
		return err
	}
	id := in.ID
	if _, err := s.Store.Channel(r.Context(), id); id == "" || id == notify.KindEmail || err == nil || !validAlertID(id) {
		id = "webhook-" + strconv.FormatInt(s.Now().UnixNano(), 10)
	}
	return s.saveWebhook(w, r, in, body, notify.Channel{}, id)
}

func (s *server) changeWebhook(w http.ResponseWriter, r *http.Request) error {
	in, body, err := decodeWebhook(r)
	if err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	before, err := s.channel(r)
	if err != nil {
		return err
	}
	return s.saveWebhook(w, r, in, body, before, before.ID)
}

func (s *server) saveWebhook(w http.ResponseWriter, r *http.Request, in wire.WebhookInput, body map[string]any, before notify.Channel, id string) error {
	channel, err := in.Channel(id, before)
	if err != nil {
		return err
	}
	if err := s.checkChannel(channel); err != nil {
		return err
	}
	if err := s.Store.SaveChannel(r.Context(), channel); err != nil {
		return fmt.Errorf("save webhook: %w", err)
	}
	s.Watch.Reload()
	return reply(w, http.StatusOK, echo(body, wire.WebhookOf(channel)))
}

// echo is what the client wrote, with what was stored put over it.
func echo(body map[string]any, stored wire.Webhook) any {
	text, err := json.Marshal(stored)
	if err != nil {
		return stored
	}
	var known map[string]any
	if err := json.Unmarshal(text, &known); err != nil {
		return stored
	}
	maps.Copy(body, known)
	return body
}

func (s *server) deleteWebhook(w http.ResponseWriter, r *http.Request) error {
	channel, err := s.channel(r)
	if err != nil {
		return err
	}
	if err := s.Store.DeleteChannel(r.Context(), channel.ID); err != nil {
		return fmt.Errorf("delete webhook: %w", err)
	}
	s.Watch.Reload()
	return reply(w, http.StatusOK, wire.Status{Status: "success"})
}

// channel is the stored webhook that the path names.
func (s *server) channel(r *http.Request) (notify.Channel, error) {
	id := r.PathValue("id")
	channel, err := s.Store.Channel(r.Context(), id)
	if fault.Is(err, fault.NotFound) || err == nil && channel.Kind != webhookKind {
		return channel, fault.New(fault.NotFound, "webhook not found: %s", id)
	}
	return channel, err
}

// checkChannel says what is wrong with a channel; its kind knows.
func (s *server) checkChannel(c notify.Channel) error {
	for _, kind := range s.Channels {
		if kind.Name == c.Kind {
			_, err := kind.Open(c, s.NotifyEnv())
			return err
		}
	}
	return fault.New(fault.Invalid, "this version has no channels of kind %q", c.Kind)
}

// testWebhook sends a made-up alert once and tells what came back.
func (s *server) testWebhook(w http.ResponseWriter, r *http.Request) error {
	in, _, err := decodeWebhook(r)
	if err != nil {
		return err
	}
	var before notify.Channel
	if in.ID != "" { // masked secrets of a saved one are meant
		if before, err = s.Store.Channel(r.Context(), in.ID); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	if in.Name == "" {
		in.Name = "Test"
	}
	channel, err := in.Channel(in.ID, before)
	if err == nil {
		err = s.checkChannel(channel)
	}
	var result notify.Result
	if err == nil {
		result, err = s.SendTest(r.Context(), channel)
	}
	return reply(w, testStatus(err), webhookResult(result, err))
}

func testStatus(err error) int {
	if err != nil {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

func webhookResult(result notify.Result, err error) wire.WebhookTest {
	out := wire.WebhookTest{Status: result.Status, Response: result.Response, Success: err == nil}
	if err == nil {
		return out
	}
	out.Error = whyUndelivered(err)
	return out
}

// decodeWebhook reads a webhook and, for the echo, everything that was sent.
func decodeWebhook(r *http.Request) (wire.WebhookInput, map[string]any, error) {
	text, err := decode[json.RawMessage](r)
	if err != nil {
		return wire.WebhookInput{}, nil, err
	}
	var in wire.WebhookInput
	if err := json.Unmarshal(text, &in); err != nil {
		return in, nil, badBody(err)
	}
	var body map[string]any
	if err := json.Unmarshal(text, &body); err != nil {
		return in, nil, badBody(err)
	}
	if body == nil {
		body = map[string]any{}
	}
	return in, body, nil
}
