package backend

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"pulse/backend/fault"
	"pulse/backend/notify"
	"pulse/backend/store"
	"pulse/backend/transfer"
	"pulse/backend/wire"
)

// callPatience is how long a running Pulse may take to export or import.
const callPatience = time.Minute

// ExportConfig returns the configuration of a data folder, sealed with a
// passphrase. A Pulse that runs on the folder is asked for it.
func ExportConfig(ctx context.Context, o Options, passphrase string, f transfer.Format) (string, error) {
	var text string
	err := onFolder(ctx, o, func(s *transfer.Service) (err error) {
		text, err = s.Export(ctx, passphrase, f)
		return err
	})
	if !errors.Is(err, ErrTaken) {
		return text, err
	}
	var answer wire.Export
	err = askRunning(ctx, o, "/api/config/export", wire.ExportInput{Passphrase: passphrase, Format: string(f)}, &answer)
	return answer.Data, err
}

// ImportConfig replaces the configuration of a data folder by that of an
// export, or tells what would change. A Pulse that runs on the folder does it itself.
func ImportConfig(ctx context.Context, o Options, data, passphrase string, preview bool) (transfer.ImportChanges, error) {
	var answer struct {
		Changes transfer.ImportChanges `json:"changes"`
	}
	do, path := (*transfer.Service).Import, "/api/config/import"
	if preview {
		do, path = (*transfer.Service).Preview, "/api/config/import/preview"
	}
	err := onFolder(ctx, o, func(s *transfer.Service) (err error) {
		answer.Changes, err = do(s, ctx, data, passphrase)
		return err
	})
	if errors.Is(err, ErrTaken) {
		err = askRunning(ctx, o, path, wire.ImportInput{Data: data, Passphrase: passphrase}, &answer)
	}
	return answer.Changes, err
}

// TakeOver replaces the configuration of a data folder by that of an
// installation that keeps it in files of another. No Pulse may run on it.
func TakeOver(ctx context.Context, o Options, from string) (transfer.Takeover, error) {
	var report transfer.Takeover
	err := onFolder(ctx, o, func(s *transfer.Service) (err error) {
		report, err = s.TakeOver(ctx, from)
		return err
	})
	return report, err
}

// onFolder opens the data folder, does something with its configuration and
// closes it again.
func onFolder(ctx context.Context, o Options, do func(*transfer.Service) error) error {
	o.Log = slog.New(slog.DiscardHandler) // what there is to say is the command's answer
	b := &Backend{opt: o, log: o.Log}
	defer b.close()
	if err := b.openStore(ctx); err != nil {
		return err
	}
	return do(newTransfer(o, b.store, func() notify.Env { return notify.Env{} }))
}

// askRunning makes a request to the Pulse that runs on the data folder, as a
// window of this machine does.
func askRunning(ctx context.Context, o Options, path string, body, into any) error {
	host, err := store.ReadHost(o.DataDir)
	if err != nil {
		return fault.Wrap(fault.Taken, err, "the data folder %s is in use, but the Pulse that uses it does not say how it is reached: stop it and try again", o.DataDir)
	}
	ctx, cancel := context.WithTimeout(ctx, callPatience)
	defer cancel()
	var session wire.LocalSession
	if err := post(ctx, host.URL+"/api/local/session", map[string]string{"X-Pulse-Launch": host.Secret}, nil, &session); err != nil {
		return err
	}
	return post(ctx, host.URL+path, map[string]string{"Authorization": "Bearer " + session.Token}, body, into)
}

// post makes one request of a program and decodes its answer.
func post(ctx context.Context, url string, headers map[string]string, body, into any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(content))
	if err != nil {
		return err
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the running Pulse at %s does not answer: stop it and try again", url)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 2*transfer.MaxSize))
	if err != nil {
		return fmt.Errorf("read the answer of %s: %w", url, err)
	}
	if answer.StatusCode >= http.StatusBadRequest {
		var refusal wire.Error
		_ = json.Unmarshal(text, &refusal) // what is no JSON is no sentence either
		return fault.New(fault.Invalid, "%s", strings.TrimSpace(refusal.Error+fmt.Sprintf(" (status %d of the running Pulse)", answer.StatusCode)))
	}
	return json.Unmarshal(text, into)
}
