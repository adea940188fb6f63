package pbs

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/go-resty/resty/v2"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// maxWords bounds what is read of an error.
const maxWords = 4 << 10

// failed makes an error of an answer that is not a success. The server says
// what is wrong as plain text in the body.
func (s *session) failed(resp *resty.Response, path string) *proxmox.StatusError {
	words := resp.Body()
	if words == nil && resp.RawBody() != nil {
		words, _ = io.ReadAll(io.LimitReader(resp.RawBody(), maxWords)) // half of an error is an error
	}
	return &proxmox.StatusError{
		Status: resp.StatusCode(), Reason: proxmox.Printable(proxmox.Mask(plainText(words), s.Secrets()...)), Path: path,
	}
}

// plainText is what a server says in a body; a page or data is no message.
func plainText(body []byte) string {
	words := strings.TrimSpace(string(body))
	if strings.HasPrefix(words, "<") || strings.HasPrefix(words, "{") {
		return ""
	}
	return words
}

// explain puts an error of a call into words that a person can act on.
func (c *client) explain(err error, q query) *source.Error {
	if e, ok := errors.AsType[*source.Error](err); ok {
		return e
	}
	switch proxmox.StatusOf(err) {
	case http.StatusUnauthorized:
		return &source.Error{Kind: infra.FailAuth, Reason: c.session.Refusal(), Err: err}
	case http.StatusForbidden:
		return &source.Error{Kind: infra.FailPermission, Scope: q.scope, Err: err, Reason: fmt.Sprintf(
			"%s may not read %s (403): %s is missing", c.session.Who(), q.path, privilegeFor(q.path))}
	}
	return c.call(q).Explain(err)
}

func (c *client) call(q query) proxmox.Call {
	return proxmox.Call{Product: product, Account: c.session.Who(), Address: c.address, Path: q.path, Scope: q.scope}
}

// privilegeFor names what reading a path needs.
func privilegeFor(path string) string {
	switch rest, ofStore := strings.CutPrefix(path, datastorePath+"/"); {
	case ofStore:
		store, _, _ := strings.Cut(rest, "/")
		return "Datastore.Audit on /datastore/" + store
	case strings.HasPrefix(path, "/nodes/"):
		return "Sys.Audit on /system"
	}
	return "Datastore.Audit on /datastore"
}
