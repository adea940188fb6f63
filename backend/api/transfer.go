package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/transfer"
	"pulse/backend/wire"
)

// importDone is the answer to an import and to its preview.
type importDone struct {
	wire.Status
	Changes transfer.ImportChanges `json:"changes"`
}

func transferRoutes() []Route {
	return []Route{
		{Method: "POST", Path: "/api/config/export", Access: auth.Admins, Bucket: auth.Export, In: wire.ExportInput{}, Out: wire.Export{}, Summary: "The configuration with all its credentials, sealed with a passphrase", handle: (*server).export},
		{Method: "POST", Path: "/api/config/import", Access: auth.Admins, Bucket: auth.Export, Body: transfer.MaxSize, In: wire.ImportInput{}, Out: importDone{}, Summary: "Replace the configuration by that of an export", handle: (*server).importConfig},
		{Method: "POST", Path: "/api/config/import/preview", Access: auth.Admins, Bucket: auth.Export, Body: transfer.MaxSize, In: wire.ImportInput{}, Out: importDone{}, Summary: "What an import would change", handle: (*server).previewImport},
		{Method: "GET", Path: "/api/config/take-over", Access: auth.Admins, Bucket: auth.General, Out: transfer.Takeover{}, Summary: "What was taken over from another installation and what not", handle: (*server).takeOverReport},
		{Method: "GET", Path: "/api/export", Access: auth.Reader, Bucket: auth.General, Errors: structured, handle: notFound("There is nothing to get here: use POST /api/config/export with a passphrase")},
	}
}

func (s *server) export(w http.ResponseWriter, r *http.Request) error {
	if err := s.mayTransfer(r); err != nil {
		return err
	}
	in, err := decode[wire.ExportInput](r)
	if err != nil {
		return err
	}
	data, err := s.Transfer.Export(r.Context(), in.Passphrase, transfer.Format(cmp.Or(in.Format, string(transfer.Published))))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return reply(w, http.StatusOK, wire.Export{Status: "success", Data: data})
}

func (s *server) previewImport(w http.ResponseWriter, r *http.Request) error {
	return s.takeIn(w, r, "Nothing was changed", s.Transfer.Preview)
}

func (s *server) importConfig(w http.ResponseWriter, r *http.Request) error {
	if err := s.refuseInMockMode(); err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	return s.takeIn(w, r, "Configuration imported", func(ctx context.Context, data, passphrase string) (transfer.ImportChanges, error) {
		changes, err := s.Transfer.Import(ctx, data, passphrase)
		if err == nil {
			err = s.adopt(ctx)
		}
		return changes, err
	})
}

// takeIn reads an export and does something with it.
func (s *server) takeIn(w http.ResponseWriter, r *http.Request, message string, do func(ctx context.Context, data, passphrase string) (transfer.ImportChanges, error)) error {
	if err := s.mayTransfer(r); err != nil {
		return err
	}
	in, err := decode[wire.ImportInput](r)
	if err != nil {
		return err
	}
	changes, err := do(r.Context(), in.Data, in.Passphrase)
	if err != nil {
		return refusedImport(in, err)
	}
	return reply(w, http.StatusOK, importDone{wire.Status{Status: "success", Message: message}, changes})
}

// refusedImport puts the published words before what is wrong with an export.
// What is missing in the request is told alone.
func refusedImport(in wire.ImportInput, err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || in.Data == "" || in.Passphrase == "" {
		return err
	}
	told := *f
	told.Message = "Failed to import configuration: " + f.Message
	return &told
}

// adopt makes an imported configuration take effect.
func (s *server) adopt(ctx context.Context) error {
	if err := s.Auth.Adopt(ctx); err != nil {
		return err
	}
	system, err := s.Store.System(ctx)
	if err != nil {
		return err
	}
	s.Auth.Apply(s.effective(system))
	s.Watch.Reload()
	s.broadcast("nodes_changed", map[string]string{})
	s.broadcast("settingsUpdate", map[string]string{"theme": system.Theme})
	return nil
}

func (s *server) takeOverReport(w http.ResponseWriter, r *http.Request) error {
	report, err := s.Transfer.Report(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, report)
}

// mayTransfer keeps every credential of the configuration from callers who
// showed none: they must be at this machine, unless the environment says
// otherwise.
func (s *server) mayTransfer(r *http.Request) error {
	if auth.From(r.Context()).Proven() || s.Auth.LocalCaller(r) || s.OpenExport {
		return nil
	}
	return fault.New(fault.Forbidden, "Exporting and importing over the network needs a sign-in: create an account or set API_TOKEN, or call from the computer that Pulse runs on")
}
