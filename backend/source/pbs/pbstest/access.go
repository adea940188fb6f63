package pbstest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const ticketLife = 2 * time.Hour

// may tells whether the account has the privilege on the path. Grants reach
// down to all paths below their own.
func (a Account) may(path, privilege string) bool {
	if privilege == "" {
		return true
	}
	for above, privileges := range a.Grants {
		covers := above == "/" || above == path || strings.HasPrefix(path, above+"/")
		if covers && slices.Contains(privileges, privilege) {
			return true
		}
	}
	return false
}

// authorize finds the caller by token or ticket.
func (cl *call) authorize(r *http.Request) (Account, bool) {
	if token, sent := strings.CutPrefix(r.Header.Get("Authorization"), "PBSAPIToken="); sent {
		id, secret, _ := strings.Cut(token, ":")
		a, known := cl.account(id)
		return cl.effective(a), known && strings.Contains(id, "!") && a.Secret == secret
	}
	cookie, err := r.Cookie("PBSAuthCookie")
	if err != nil {
		return Account{}, false
	}
	ticket, err := url.PathUnescape(cookie.Value)
	if err != nil {
		return Account{}, false
	}
	user, valid := cl.ticketOwner(ticket)
	a, known := cl.account(user)
	return a, known && valid
}

func (s *Server) account(id string) (Account, bool) {
	for _, a := range s.accounts {
		if a.ID == id {
			return a, true
		}
	}
	return Account{}, false
}

// login answers POST /access/ticket. The password may be a valid ticket, which
// renews it.
func (cl *call) login() answer {
	if cl.json && cl.opts.FormLogin {
		return fail(http.StatusBadRequest, "parameter verification failed - 'username': parameter is missing and it is not optional.")
	}
	user, password := cl.params.Get("username"), cl.params.Get("password")
	owner, renews := cl.ticketOwner(password)
	a, known := cl.account(user)
	if !known || strings.Contains(user, "!") || (a.Secret != password && (!renews || owner != user)) {
		return fail(http.StatusUnauthorized, "permission check failed.")
	}
	return ok(object{"username": user, "ticket": cl.ticket(user, cl.now), "CSRFPreventionToken": "00000000:simulated"})
}

func (s *Server) ticket(user string, at time.Time) string {
	text := fmt.Sprintf("PBS:%s:%08X", user, at.Unix())
	mac := hmac.New(sha256.New, []byte("pbstest"))
	_, _ = mac.Write([]byte(text)) // never fails
	return text + "::" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// ticketOwner returns the user of a ticket, and whether it is genuine and not
// too old.
func (cl *call) ticketOwner(ticket string) (user string, valid bool) {
	text, _, found := strings.Cut(ticket, "::")
	parts := strings.Split(text, ":")
	if !found || len(parts) != 3 {
		return "", false
	}
	seconds, err := strconv.ParseInt(parts[2], 16, 64)
	issued := time.Unix(seconds, 0)
	age := cl.now.Sub(issued)
	return parts[1], err == nil && ticket == cl.ticket(parts[1], issued) && age < ticketLife && age > -5*time.Minute
}

// permissions answers GET /access/permissions: true stands for a privilege
// that reaches down. Who has none gets an empty list.
func (cl *call) permissions() answer {
	if len(cl.who.Grants) == 0 {
		return ok([]object{})
	}
	data := object{}
	for path, privileges := range cl.who.Grants {
		held := object{}
		for _, p := range privileges {
			held[p] = true
		}
		data[path] = held
	}
	return ok(data)
}
