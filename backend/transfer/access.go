package transfer

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/joho/godotenv"
	"golang.org/x/crypto/bcrypt"

	"pulse/backend/auth"
	"pulse/backend/store"
)

// tokenRecord is a token in the list of another installation.
type tokenRecord struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Hash       string     `json:"hash"` // SHA3-256 in hex
	Prefix     string     `json:"prefix"`
	Suffix     string     `json:"suffix"`
	CreatedAt  time.Time  `json:"createdAt"`
	LastUsedAt *time.Time `json:"lastUsedAt"`
}

var hexHash = regexp.MustCompile(`^[0-9a-fA-F]{64}$`)

// readTokens takes over tokens by their hashes, with all rights: that is what
// they had.
func (f *folder) readTokens() {
	var records []tokenRecord
	f.plain("api_tokens.json", "API tokens", &records)
	for _, r := range records {
		if !hexHash.MatchString(r.Hash) {
			f.leave("API token "+r.Name, "its hash cannot be read; make a new one")
			continue
		}
		t := auth.TokenOf(r.Hash, r.Name, r.CreatedAt)
		if t.Prefix, t.Suffix = r.Prefix, r.Suffix; r.LastUsedAt != nil {
			t.LastUsedAt = *r.LastUsedAt
		}
		if t.CreatedAt.IsZero() {
			t.CreatedAt = f.now
		}
		f.tokens = append(f.tokens, t)
	}
}

// unquotedHash finds a bcrypt hash without quotes, in which $ would mean a variable.
var unquotedHash = regexp.MustCompile(`(?m)^\s*(?:export\s+)?PULSE_AUTH_PASS\s*=\s*"?(\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53})"?\s*$`)

// readEnvironment takes over the account and the tokens of .env. Its other
// variables are named: they belong into the environment of the new installation.
func (f *folder) readEnvironment() {
	const name = ".env"
	content, err := f.content(name)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		f.leave(name, reason(err))
		return
	}
	values, unread := variables(content)
	for _, line := range unread {
		f.leave(fmt.Sprintf("%s, line %d", name, line), "it cannot be read: every line must have the form NAME=value")
	}
	if hash := unquotedHash.FindSubmatch(content); hash != nil {
		values["PULSE_AUTH_PASS"] = string(hash[1])
	}
	f.readAccount(values["PULSE_AUTH_USER"], values["PULSE_AUTH_PASS"])
	for value := range strings.SplitSeq(values["API_TOKENS"]+","+values["API_TOKEN"], ",") {
		if value = strings.TrimSpace(value); value != "" {
			f.tokens = append(f.tokens, auth.TokenOf(value, "Token of .env", f.now))
		}
	}
	taken := []string{"PULSE_AUTH_USER", "PULSE_AUTH_PASS", "API_TOKEN", "API_TOKENS"}
	for _, variable := range slices.Sorted(maps.Keys(values)) {
		if values[variable] != "" && !slices.Contains(taken, variable) {
			f.leave(variable, "it is set in .env there; set it in the environment of this installation if it shall hold here")
		}
	}
}

// variables reads what is set, line by line where the whole cannot be read; the
// numbers of those lines that cannot be read come with it. Errors of the parser
// quote the file, so that they are of no use.
func variables(content []byte) (values map[string]string, unread []int) {
	content = bytes.TrimPrefix(content, []byte("\uFEFF"))
	if values, err := godotenv.UnmarshalBytes(content); err == nil {
		return values, nil
	}
	values = map[string]string{}
	number := 0
	for line := range bytes.Lines(content) {
		number++
		one, err := godotenv.UnmarshalBytes(line)
		if err != nil {
			unread = append(unread, number)
		}
		maps.Copy(values, one)
	}
	return values, unread
}

func (f *folder) readAccount(user, password string) {
	if user == "" || password == "" {
		return
	}
	hash := []byte(password)
	if _, err := bcrypt.Cost(hash); err != nil {
		if hash, err = bcrypt.GenerateFromPassword(hash, bcryptCost); err != nil {
			f.leave("account "+user, "its password has more than 72 bytes; choose a new one")
			return
		}
	}
	f.account = &store.User{Name: user, PasswordHash: string(hash), ChangedAt: f.now}
}

// bcryptCost is that of new passwords.
const bcryptCost = 12
