package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"pulse/backend"
)

// callLimit bounds each call to a backend in another process of this machine.
const callLimit = 3 * time.Second

// remote is a backend in another process.
type remote interface {
	connection() Connection
	// alive reports whether that process still holds the data folder and listens.
	alive(ctx context.Context) bool
}

// neighbour is the process that holds the data folder, as run.json describes it.
type neighbour struct {
	dataDir string
	info    backend.HostInfo
	conn    Connection
}

// join signs in to the process that holds the data folder.
func join(ctx context.Context, dataDir string) (remote, error) {
	info, err := backend.ReadHost(dataDir)
	if err != nil {
		return nil, err
	}
	token, err := SignIn(ctx, info)
	if err != nil {
		return nil, fmt.Errorf("sign in at %s: %w", info.URL, err)
	}
	return &neighbour{dataDir: dataDir, info: info, conn: Connection{URL: info.URL, Token: token, Mode: info.Mode, Version: info.Version}}, nil
}

// SignIn exchanges the launch secret for a token.
func SignIn(ctx context.Context, info backend.HostInfo) (string, error) {
	resp, err := post(ctx, info, "/api/local/session")
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("it answered %s", resp.Status)
	}
	var answer struct {
		Token string `json:"token"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(nil, resp.Body, 1<<16)).Decode(&answer); err != nil {
		return "", fmt.Errorf("read the answer: %w", err)
	}
	if answer.Token == "" {
		return "", errors.New("the answer holds no token")
	}
	return answer.Token, nil
}

func (n *neighbour) connection() Connection { return n.conn }

// post calls a process of this machine with its launch secret.
func post(ctx context.Context, info backend.HostInfo, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, info.URL+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Pulse-Launch", info.Secret)
	// Of this machine: no proxy of the environment may stand between.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: callLimit}
	return client.Do(req)
}

// alive takes a slow answer for life: only a host that refuses connections, or
// another one in its place, is gone.
func (n *neighbour) alive(ctx context.Context) bool {
	info, err := backend.ReadHost(n.dataDir)
	if err != nil || info.Secret != n.info.Secret {
		return false
	}
	address, err := url.Parse(n.info.URL)
	if err != nil {
		return false
	}
	dialer := net.Dialer{Timeout: callLimit}
	conn, err := dialer.DialContext(ctx, "tcp", address.Host)
	if err != nil {
		failure, ok := errors.AsType[net.Error](err)
		return ok && failure.Timeout()
	}
	conn.Close()
	return true
}
