package pvetest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const ticketLife = 2 * time.Hour

// identity is a caller whose credentials were right.
type identity struct {
	id     string // user@realm, or user@realm!token
	grants []Grant
}

// may tells whether the caller has any of the privileges on the path. Grants
// reach down to all paths below their own.
func (who identity) may(path string, privs ...string) bool {
	for _, g := range who.grants {
		if !covers(g.Path, path) {
			continue
		}
		for _, p := range privs {
			if g.has(p) {
				return true
			}
		}
	}
	return false
}

func covers(above, path string) bool {
	return above == "/" || above == path || strings.HasPrefix(path, above+"/")
}

// authorize finds the caller by token or ticket; a ticket that writes needs the
// CSRF token as well.
func (cl *call) authorize(r *http.Request) (identity, *answer) {
	denied := func(reason string) (identity, *answer) {
		a := cl.proxy.Deny(reason)
		return identity{}, &a
	}
	if token, sent := strings.CutPrefix(r.Header.Get("Authorization"), "PVEAPIToken="); sent {
		id, secret, _ := strings.Cut(token, "=")
		account, known := cl.account(id)
		switch {
		case !known || !strings.Contains(id, "!"):
			return denied("no such user ('" + id + "')")
		case account.Secret != secret:
			return denied("invalid token value!")
		}
		return cl.asToken(account), nil
	}
	cookie, err := r.Cookie("PVEAuthCookie")
	if err != nil {
		return denied("No ticket")
	}
	user, valid := cl.ticketOwner(cookie.Value)
	account, known := cl.account(user)
	if !valid || !known {
		return denied("permission denied - invalid PVE ticket")
	}
	if r.Method != http.MethodGet && !cl.csrfValid(r.Header.Get("CSRFPreventionToken"), user) {
		return denied("Permission denied - invalid csrf token")
	}
	return identity{user, account.Grants}, nil
}

// login answers POST /access/ticket. The password may be a valid ticket, which
// renews it.
func (cl *call) login() answer {
	user, password := cl.params.Get("username"), cl.params.Get("password")
	if realm := cl.params.Get("realm"); realm != "" && !strings.Contains(user, "@") {
		user += "@" + realm
	}
	owner, renews := cl.ticketOwner(password)
	account, known := cl.account(user)
	if !known || strings.Contains(user, "!") || (account.Secret != password && (!renews || owner != user)) {
		a := cl.proxy.Fail(http.StatusUnauthorized, "authentication failure")
		a.Wait = cl.opts.DenyDelay
		return a
	}
	data := object{
		"username":            user,
		"ticket":              cl.sign("PVE:"+user+":"+stamp(cl.now)+":", ":"),
		"CSRFPreventionToken": cl.sign(stamp(cl.now), ":"+user),
		"cap":                 capabilities(identity{user, account.Grants}),
	}
	if cl.opts.Name != "" && cl.major >= 7 {
		data["clustername"] = cl.opts.Name
	}
	return ok(data)
}

func (c *Cluster) account(id string) (Account, bool) {
	for _, a := range c.accounts {
		if a.ID == id {
			return a, true
		}
	}
	return Account{}, false
}

// ticketOwner returns the user of a ticket, and whether the ticket is genuine
// and not too old. All members of a cluster accept each other's tickets.
func (cl *call) ticketOwner(ticket string) (user string, valid bool) {
	if plain, err := url.QueryUnescape(ticket); err == nil && strings.Contains(ticket, "%") {
		ticket = plain
	}
	text, _, found := strings.Cut(ticket, "::")
	parts := strings.Split(text, ":")
	if !found || len(parts) != 3 || !hmac.Equal([]byte(ticket), []byte(cl.sign(text+":", ":"))) {
		return "", false
	}
	return parts[1], cl.fresh(parts[2])
}

func (cl *call) csrfValid(token, user string) bool {
	issued, _, _ := strings.Cut(token, ":")
	return hmac.Equal([]byte(token), []byte(cl.sign(issued, ":"+user))) && cl.fresh(issued)
}

func (cl *call) fresh(issued string) bool {
	seconds, err := strconv.ParseInt(issued, 16, 64)
	age := cl.now.Sub(time.Unix(seconds, 0))
	return err == nil && age < ticketLife && age > -5*time.Minute
}

// sign appends a signature over text and salt.
func (c *Cluster) sign(text, salt string) string {
	key := binary.BigEndian.AppendUint64([]byte(c.Name()), keyOf(c.opts.Seed, "ticket"))
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(text + salt))
	return text + ":" + base64.RawStdEncoding.EncodeToString(mac.Sum(nil))
}

func stamp(t time.Time) string { return fmt.Sprintf("%08X", t.Unix()) }
