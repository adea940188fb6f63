package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// client talks to the measured server as its administrator.
type client struct {
	url, token string
}

// call makes a request and decodes the answer.
func (c client) call(ctx context.Context, method, path string, body, into any) error {
	_, answer, err := c.raw(ctx, method, path, body, "")
	if err != nil || into == nil {
		return err
	}
	return json.Unmarshal(answer, into)
}

func (c client) raw(ctx context.Context, method, path string, body any, encoding string) (time.Duration, []byte, error) {
	var content io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		content = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, content)
	if err != nil {
		return 0, nil, err
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	req.Header.Set("Accept-Encoding", encoding) // empty: as it is
	began := time.Now()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	took := time.Since(began)
	if err == nil && res.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, answer)
	}
	return took, answer, err
}

// feed is an open socket of which the bytes on the wire are counted.
type feed struct {
	conn     *websocket.Conn
	received atomic.Int64
	messages chan []byte
}

func (c client) listen(protocols ...string) (*feed, error) {
	f := &feed{messages: make(chan []byte, 64)}
	dialer := websocket.Dialer{
		Subprotocols: protocols, EnableCompression: true,
		NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
			return &counted{conn, &f.received}, err
		},
	}
	conn, res, err := dialer.Dial("ws"+strings.TrimPrefix(c.url, "http")+"/ws", http.Header{"Authorization": {"Bearer " + c.token}})
	if err != nil {
		return nil, err
	}
	_ = res.Body.Close()
	f.conn = conn
	go f.read()
	return f, nil
}

// read takes everything in; what nobody waits for is let go.
func (f *feed) read() {
	defer close(f.messages)
	for {
		_, message, err := f.conn.ReadMessage()
		if err != nil {
			return
		}
		select {
		case f.messages <- message:
		default:
		}
	}
}

// await lets messages pass until one contains a text.
func (f *feed) await(text string, limit time.Duration) error {
	for timeout := time.After(limit); ; {
		select {
		case message, open := <-f.messages:
			if !open {
				return io.ErrUnexpectedEOF
			}
			if bytes.Contains(message, []byte(text)) {
				return nil
			}
		case <-timeout:
			return fmt.Errorf("%q never came", text)
		}
	}
}

func (f *feed) close() { _ = f.conn.Close() }

type counted struct {
	net.Conn
	received *atomic.Int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.received.Add(int64(n))
	return n, err
}
