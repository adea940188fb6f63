package sensors

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"time"
)

// Proxy reads sensors through a helper on this machine that may log in to the
// nodes: one line of JSON over a unix socket asks it, one line answers.
type Proxy struct {
	Socket string
}

// proxyTime is how long an answer may take when ctx has no end of its own.
const proxyTime = 10 * time.Second

type proxyRequest struct {
	Method string            `json:"method"`
	Params map[string]string `json:"params"`
}

type proxyAnswer struct {
	Success bool   `json:"success"`
	Error   string `json:"error"`
	Data    struct {
		Temperature string `json:"temperature"`
	} `json:"data"`
}

// Present tells whether the helper's socket is there.
func (p Proxy) Present() bool {
	info, err := os.Stat(p.Socket)
	return err == nil && info.Mode()&fs.ModeSocket != 0
}

// Read asks the helper and returns what "sensors -j" prints on the node. It
// ends with ctx.
func (p Proxy) Read(ctx context.Context, host string) ([]byte, error) {
	if !hostName.MatchString(host) {
		return nil, fmt.Errorf("read sensors: %q is no host name", host)
	}
	ctx, cancel := context.WithTimeout(ctx, proxyTime)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", p.Socket)
	if err != nil {
		return nil, fmt.Errorf("read sensors of %s: the sensor proxy does not answer at %s: %w", host, p.Socket, err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })() // ends what waits
	answer, err := ask(conn, host)
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("read sensors of %s: the sensor proxy gave no answer in time", host)
	case err != nil:
		return nil, fmt.Errorf("read sensors of %s: the answer of the sensor proxy cannot be understood: %w", host, err)
	case !answer.Success:
		return nil, fmt.Errorf("read sensors of %s: the sensor proxy says: %s", host, answer.Error)
	}
	return []byte(answer.Data.Temperature), nil
}

func ask(conn io.ReadWriter, host string) (proxyAnswer, error) {
	var answer proxyAnswer
	request := proxyRequest{Method: "get_temperature", Params: map[string]string{"node": host}}
	if err := json.NewEncoder(conn).Encode(request); err != nil {
		return answer, err
	}
	line, err := bufio.NewReader(io.LimitReader(conn, 2*mostOutput)).ReadBytes('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return answer, err
	}
	return answer, json.Unmarshal(line, &answer)
}

// First reads by the helper while its socket is there, else by the other way;
// it is nil where there is neither.
func First(p Proxy, other func(context.Context, string) ([]byte, error)) func(context.Context, string) ([]byte, error) {
	if other == nil && !p.Present() {
		return nil
	}
	return func(ctx context.Context, host string) ([]byte, error) {
		if other == nil || p.Present() {
			return p.Read(ctx, host)
		}
		return other(ctx, host)
	}
}
