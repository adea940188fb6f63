package elsewhere

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strings"

	"github.com/go-resty/resty/v2"

	"pulse/app/prefs"
	"pulse/backend/fault"
)

// Credentials are how a person signs in: by name and password, which are used
// once and not kept, or by a token.
type Credentials struct {
	User     string `json:"user"`
	Password string `json:"password"`
	Token    string `json:"token"`
}

// Ticket is what stays of a sign-in.
type Ticket struct {
	Token string
	ID    string // by which it can be deleted; empty for one that was pasted
}

// SignIn exchanges credentials for a token of this computer. A *fault.Error
// names the field that is wrong.
func SignIn(ctx context.Context, p prefs.Pulse, by Credentials) (Ticket, error) {
	c := newCaller(p)
	defer c.close()
	token := strings.TrimSpace(by.Token)
	switch {
	case token != "":
		return Ticket{Token: token}, c.try(ctx, token)
	case strings.TrimSpace(by.User) == "":
		return Ticket{}, fault.New(fault.Invalid, "Enter the name that you sign in with at %s.", p.Name).In("user")
	case by.Password == "":
		return Ticket{}, fault.New(fault.Invalid, "Enter the password.").In("password")
	}
	return c.makeToken(ctx, strings.TrimSpace(by.User), by.Password)
}

// try sees whether a token is good.
func (c *caller) try(ctx context.Context, token string) error {
	answer, err := c.with(ctx, token).Get("/api/config/nodes")
	switch {
	case err != nil:
		return c.explain(err)
	case answer.StatusCode() == http.StatusUnauthorized:
		return fault.New(fault.Unauthorized, "%s does not know this token. Check that it was copied whole, and that it has not expired.", c.pulse.Name).In("token")
	case answer.StatusCode() == http.StatusForbidden:
		return fault.New(fault.Forbidden, "This token may not look at the servers. Make one with the right to read, or to change things.").In("token")
	case answer.StatusCode() != http.StatusOK:
		return c.refusal(answer).In("token")
	}
	return nil
}

// makeToken has a token made, by name and password.
func (c *caller) makeToken(ctx context.Context, user, password string) (Ticket, error) {
	answer, err := c.client.R().SetContext(ctx).SetBasicAuth(user, password).
		SetBody(map[string]string{"name": tokenName()}).Post("/api/security/tokens")
	if err != nil {
		return Ticket{}, c.explain(err)
	}
	switch answer.StatusCode() {
	case http.StatusOK, http.StatusCreated:
	case http.StatusUnauthorized:
		return Ticket{}, fault.New(fault.Unauthorized, "%s refused this name and password. Where people sign in at a provider only, paste an API token instead.", c.pulse.Name).In("password")
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return Ticket{}, fault.New(fault.Invalid, "%s cannot make tokens. Make one in its settings and paste it.", c.pulse.Name).In("password")
	default:
		return Ticket{}, c.refusal(answer).In("password")
	}
	var made struct {
		Token  string `json:"token"`
		Record struct {
			ID string `json:"id"`
		} `json:"record"`
	}
	if json.Unmarshal(answer.Body(), &made) != nil || made.Token == "" {
		return Ticket{}, notPulse(c.pulse.URL)
	}
	return Ticket{Token: made.Token, ID: made.Record.ID}, nil
}

// Revoke deletes a token at the Pulse that made it.
func Revoke(ctx context.Context, p prefs.Pulse, token string) error {
	c := newCaller(p)
	defer c.close()
	answer, err := c.with(ctx, token).SetPathParam("id", p.TokenID).Delete("/api/security/tokens/{id}")
	switch {
	case err != nil:
		return c.explain(err)
	case answer.IsSuccess(), answer.StatusCode() == http.StatusNotFound, answer.StatusCode() == http.StatusUnauthorized:
		return nil // or it was deleted before
	default:
		return c.refusal(answer)
	}
}

// with is a request that shows a token, in the header that every version reads.
func (c *caller) with(ctx context.Context, token string) *resty.Request {
	return c.client.R().SetContext(ctx).SetHeader("X-API-Token", token)
}

// refusal repeats what a Pulse said when it refused.
func (c *caller) refusal(answer *resty.Response) *fault.Error {
	var said struct {
		Error   string `json:"error"`
		Message string `json:"message"`
	}
	_ = json.Unmarshal(answer.Body(), &said) // it may have said nothing that can be read
	words := cmp.Or(said.Message, said.Error, answer.Status())
	if answer.StatusCode() == http.StatusTooManyRequests {
		words = "too many attempts; wait a minute and try again"
	}
	return fault.New(fault.Unavailable, "%s refused: %s", c.pulse.Name, strings.TrimRight(words, ".")+".")
}

// tokenName is by which the token is found in the list of the other Pulse.
func tokenName() string {
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "a computer without a name"
	}
	return "Pulse desktop on " + host
}
