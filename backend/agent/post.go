package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/go-resty/resty/v2"

	"pulse/backend/httpclient"
	"pulse/backend/wire"
)

const (
	postLimit   = 15 * time.Second
	answerLimit = 1 << 20
	tries       = 3
	firstPause  = time.Second
)

// server is one Pulse that we report to.
type server struct {
	target
	client *resty.Client
	pause  time.Duration // before the second try
}

func newServer(t target) *server {
	client := httpclient.New(httpclient.Options{
		Base: t.url, Trust: httpclient.Trust{Any: t.insecure}, Timeout: postLimit, MaxBody: answerLimit,
		UserAgent: "pulse-docker-agent/" + version,
	})
	client.SetHeader("X-API-Token", t.token)
	client.SetHeader("Authorization", "Bearer "+t.token)
	client.SetHeader("Content-Type", "application/json")
	return &server{target: t, client: client, pause: firstPause}
}

// report posts a report and returns what the server wants done. It tries again
// while trying may help; the next report comes in any case.
func (s *server) report(ctx context.Context, body []byte) ([]wire.DockerAgentTask, error) {
	answer, err := s.post(ctx, "/api/agents/docker/report", body)
	if err != nil || len(answer) == 0 {
		return nil, err
	}
	var accepted wire.DockerReportAnswer
	if err := json.Unmarshal(answer, &accepted); err != nil {
		return nil, fmt.Errorf("%s answers with something that no Pulse says: is that the address of a Pulse?", s.url)
	}
	return accepted.Commands, nil
}

// acknowledge tells how a command went.
func (s *server) acknowledge(ctx context.Context, command string, ack wire.DockerAck) error {
	body, err := json.Marshal(ack)
	if err != nil {
		return err
	}
	_, err = s.post(ctx, "/api/agents/docker/commands/"+url.PathEscape(command)+"/ack", body)
	return err
}

func (s *server) post(ctx context.Context, path string, body []byte) ([]byte, error) {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval = s.pause
	pause.Multiplier = 3
	return backoff.Retry(ctx, func() ([]byte, error) {
		answer, err := s.client.R().SetContext(ctx).SetBody(body).Post(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %s", s.url, explain(err))
		}
		if answer.StatusCode() < http.StatusMultipleChoices {
			return answer.Body(), nil
		}
		refused := fmt.Errorf("%s answered %d: %s", s.url, answer.StatusCode(), reason(answer))
		if answer.StatusCode() >= http.StatusInternalServerError {
			return nil, refused
		}
		return nil, backoff.Permanent(refused)
	}, backoff.WithBackOff(pause), backoff.WithMaxTries(tries))
}

func (s *server) close() { httpclient.Close(s.client) }

// explain says why no answer came, in words that a person can act on.
func explain(err error) string {
	switch httpclient.Diagnose(err) {
	case httpclient.ProblemTimeout:
		return "no answer in time"
	case httpclient.ProblemRefused:
		return "nothing listens there: check the address and whether Pulse runs"
	case httpclient.ProblemName:
		return "the host name is not known"
	case httpclient.ProblemUntrusted:
		return "the certificate is not trusted: give the target a third part \"|true\" to accept it all the same"
	case httpclient.ProblemClosed:
		return "it closed the connection without an answer"
	case httpclient.ProblemTruncated:
		return "it closed the connection in the middle of its answer"
	case httpclient.ProblemPlain:
		return "it does not speak TLS: write http:// instead of https://"
	default:
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return err.Error()
	}
}

// reason is what the server says was wrong.
func reason(answer *resty.Response) string {
	var body struct{ Error string }
	switch {
	case answer.StatusCode() == http.StatusUnauthorized:
		return "the API token is not accepted"
	case json.Unmarshal(answer.Body(), &body) == nil && body.Error != "":
		return body.Error
	case answer.StatusCode() < http.StatusBadRequest:
		return "it redirects; give the address that it redirects to"
	default:
		return http.StatusText(answer.StatusCode())
	}
}
