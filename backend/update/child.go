package update

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"pulse/backend/httpclient"
	"pulse/backend/store"

	"github.com/go-resty/resty/v2"
)

// child is the new version on trial. It ends when its input does.
type child struct {
	process *exec.Cmd
	input   io.Closer
	ended   chan struct{} // closed when it has ended
	err     error         // why; read after ended
}

// start runs the new version on the data.
func (s *Supervisor) start(j journal) (*child, error) {
	process := exec.Command(j.fresh(), s.Args...) //nolint:gosec,noctx // the file was verified; its end is told through its input
	process.Env = append(os.Environ(), trialVariable+"="+j.ID)
	process.Stdout, process.Stderr = s.Stdout, s.Stderr
	dieWithParent(process)
	input, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, fmt.Errorf("version %s does not start: %w", j.To, err)
	}
	c := &child{process: process, input: input, ended: make(chan struct{})}
	go func() {
		c.err = process.Wait()
		close(c.ended)
	}()
	return c, nil
}

// end asks the new version to end, makes it when it does not, and waits for it.
func (s *Supervisor) end(c *child) {
	_ = c.input.Close()
	select {
	case <-c.ended:
	case <-time.After(s.Pace.Grace):
		s.Log.Warn("the new version on trial does not end by itself")
		_ = c.process.Process.Kill()
		<-c.ended
	}
}

// words say how it ended.
func (c *child) words() string {
	if c.err == nil {
		return "without an error"
	}
	return c.err.Error()
}

// UntilParentEnds returns a context that ends with the input that a supervisor
// gives to a version on trial, and what releases it.
func UntilParentEnds(ctx context.Context, input io.Reader) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		_, _ = io.Copy(io.Discard, input) // until the supervisor closes it, or is gone
		cancel()
	}()
	return ctx, cancel
}

// health asks a process how it is.
type health struct {
	dataDir string
	pid     int
	version string
	client  *resty.Client
}

func newHealth(dataDir string, pid int, version string) *health {
	client := httpclient.New(httpclient.Options{Trust: httpclient.Trust{Any: true}, Timeout: 3 * time.Second})
	return &health{dataDir, pid, version, client}
}

func (h *health) close() { httpclient.Close(h.client) }

// ask returns nil when the process answers, as the version that it should be.
// An error of the code wrongVersion will not get better.
func (h *health) ask(ctx context.Context) error {
	host, err := store.ReadHost(h.dataDir)
	if err != nil || host.PID != h.pid {
		return errors.New("it does not say where it is")
	}
	if canonical(host.Version) != h.version {
		return coded(wrongVersion, fmt.Errorf("version %s says that it is version %s", h.version, host.Version))
	}
	answer, err := h.client.R().SetContext(ctx).Get(host.URL + "/livez")
	if err != nil {
		return fmt.Errorf("it does not answer: %w", err)
	}
	if answer.StatusCode() != 200 {
		return fmt.Errorf("it answers with status %d", answer.StatusCode())
	}
	return nil
}
