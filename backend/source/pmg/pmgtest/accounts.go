package pmgtest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const ticketLife = 2 * time.Hour

// Account is a user with a password and a role: "root", "admin", "audit",
// "qmanager", "helpdesk".
type Account struct {
	ID       string // user@realm
	Password string
	Role     string
	TFA      bool // a second factor is needed
}

// The accounts that every gateway has unless Options say otherwise.
const (
	User     = "pulse@pmg" // may read everything
	Password = "pmg-simulator-secret"

	QuarantineUser     = "keeper@pmg" // may not see the queues
	QuarantinePassword = "pmg-keeper-secret"

	DeskUser     = "desk@pmg" // may see nothing of what is monitored
	DeskPassword = "pmg-desk-secret"
)

// DefaultAccounts returns the accounts named by the constants above.
func DefaultAccounts() []Account {
	return []Account{
		{ID: User, Password: Password, Role: "audit"},
		{ID: QuarantineUser, Password: QuarantinePassword, Role: "qmanager"},
		{ID: DeskUser, Password: DeskPassword, Role: "helpdesk"},
	}
}

func (g *Gateway) account(id string) (Account, bool) {
	i := slices.IndexFunc(g.accounts, func(a Account) bool { return a.ID == id })
	if i < 0 {
		return Account{}, false
	}
	return g.accounts[i], true
}

// login answers POST /access/ticket.
func (cl *call) login() answer {
	user := cl.params.Get("username")
	if realm := cl.params.Get("realm"); realm != "" && !strings.Contains(user, "@") {
		user += "@" + realm
	}
	account, known := cl.account(user)
	if !known || account.Password != cl.params.Get("password") {
		a := cl.proxy.Fail(http.StatusUnauthorized, "authentication failure")
		a.Wait = cl.opts.DenyDelay
		return a
	}
	stamp := strconv.FormatInt(cl.now.Unix(), 16)
	data := object{
		"username": user, "role": account.Role,
		"ticket":              fmt.Sprintf("PMG:%s:%s::simulated-%d", user, stamp, cl.issued),
		"CSRFPreventionToken": stamp + ":simulated",
	}
	if account.TFA {
		data["ticket"], data["NeedTFA"] = "PMG:!tfa!"+user+":"+stamp+"::simulated", 1
	}
	return ok(data)
}

// authorize finds the caller by ticket; there are no tokens.
func (cl *call) authorize(r *http.Request) (Account, *answer) {
	if a := cl.ticketOwner(r); a.ID != "" {
		return a, nil
	}
	a := cl.proxy.Deny("permission denied - invalid PMG ticket")
	return Account{}, &a
}

func (cl *call) ticketOwner(r *http.Request) Account {
	c, err := r.Cookie("PMGAuthCookie")
	if err != nil {
		return Account{}
	}
	ticket := c.Value
	if plain, err := url.QueryUnescape(ticket); err == nil && strings.Contains(ticket, "%") {
		ticket = plain
	}
	text, proof, _ := strings.Cut(ticket, "::")
	parts := strings.Split(text, ":")
	if len(parts) != 3 || proof != fmt.Sprintf("simulated-%d", cl.issued) {
		return Account{}
	}
	issued, err := strconv.ParseInt(parts[2], 16, 64)
	if err != nil || cl.now.Sub(time.Unix(issued, 0)) > ticketLife {
		return Account{}
	}
	owner, _ := cl.account(parts[1])
	return owner
}
