package transfer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"pulse/backend/fault"
)

// publishedVersion is the version of the document that is written.
const publishedVersion = "4.0"

// document is the content of an export. A part that is absent says nothing; an
// import leaves it as it is. Keys are found whatever their case.
type document struct {
	Version    string                   `json:"version"`
	ExportedAt time.Time                `json:"exportedAt"`
	Nodes      *nodes                   `json:"nodes"`
	Alerts     json.RawMessage          `json:"alerts,omitempty"`
	Email      json.RawMessage          `json:"email,omitempty"`
	Webhooks   *[]webhook               `json:"webhooks,omitempty"`
	System     json.RawMessage          `json:"system,omitempty"`
	Guests     map[string]guestMetadata `json:"guestMetadata,omitempty"`
	// OIDC distinguishes null, which removes the sign-in, from absence.
	OIDC json.RawMessage `json:"oidc,omitempty"`
}

// guestMetadata is what was noted about a guest.
type guestMetadata struct {
	ID          string   `json:"id"`
	CustomURL   string   `json:"customUrl"`
	Description string   `json:"description"`
	Tags        []string `json:"tags"`
}

func readDocument(plain []byte) (document, error) {
	var d document
	if err := json.Unmarshal(plain, &d); err != nil {
		return d, fault.Wrap(fault.Invalid, err, "the export is damaged: its content cannot be read (%s)", problem(err)).In("data")
	}
	if d.Nodes == nil && d.Alerts == nil && d.Email == nil && d.Webhooks == nil && d.System == nil && d.Guests == nil {
		return d, fault.New(fault.Invalid, "the export holds no configuration").In("data")
	}
	return d, nil
}

// problem says where JSON is wrong without quoting it: it holds secrets.
func problem(err error) string {
	switch e := err.(type) { //nolint:errorlint // as json.Unmarshal returns them
	case *json.SyntaxError:
		return fmt.Sprintf("no JSON at byte %d", e.Offset)
	case *json.UnmarshalTypeError:
		return fmt.Sprintf("%s has the wrong type: %s", cmp.Or(e.Field, "it"), e.Value)
	default:
		return "it has another form than expected"
	}
}

// given reports whether a part is there and not null.
func given(part json.RawMessage) bool { return len(part) > 0 && string(part) != "null" }
