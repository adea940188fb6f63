package main

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"pulse/backend"
	"pulse/backend/handover"
	"pulse/service/place"
)

// How long a service may take to answer after its start, and the time between
// two looks.
const (
	startLimit = 40 * time.Second
	startPause = 100 * time.Millisecond
	askLimit   = 3 * time.Second
)

// awaitUp waits until the service that runs on a folder answers, and returns
// how it is reached.
func awaitUp(ctx context.Context, m *manager, folder string) (place.Service, error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	look := time.NewTicker(startPause)
	defer look.Stop()
	for {
		if problem := handover.Problem(folder); problem != "" {
			return place.Service{}, errors.New("the service does not start: " + problem)
		}
		if info, err := backend.ReadHost(folder); err == nil && info.Mode == "service" {
			if s, err := ask(ctx, info.URL); err == nil {
				return s, nil
			}
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return place.Service{}, fmt.Errorf("the service did not answer within %v: see %s", startLimit, logHint(m.system, m.user))
		}
	}
}

// ask tells whether the service at an address of this computer is healthy, and
// which certificate it shows.
func ask(ctx context.Context, url string) (place.Service, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/health", http.NoBody)
	if err != nil {
		return place.Service{}, err
	}
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // only to learn the certificate of the service that was just started
	}}
	answer, err := client.Do(r)
	if err != nil {
		return place.Service{}, err
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return place.Service{}, fmt.Errorf("it answered %s", answer.Status)
	}
	s := place.Service{URL: url}
	if answer.TLS != nil && len(answer.TLS.PeerCertificates) > 0 {
		s.Certificate = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: answer.TLS.PeerCertificates[0].Raw}))
	}
	return s, nil
}

// publish writes where the service is; what is known of a move of its data stays.
func publish(path string, s place.Service) error {
	if before, err := place.Record(path); err == nil {
		s.HandOver = before.HandOver
	}
	return place.Write(path, s)
}

// keepPlace returns what keeps service.json true while the service runs. Where
// the account of the service may not write there, the next start by
// pulse-server does it.
func keepPlace(path string, log *slog.Logger) func(url string) {
	return func(url string) {
		before, err := place.Read(path)
		if err != nil || before.URL == url {
			return
		}
		before.URL = url
		if err := place.Write(path, before); err != nil {
			log.Warn("windows of this computer will not find the service at its new address until it is restarted with pulse-server restart", "address", url, "err", err)
		}
	}
}
